"""A person's calendar of renewals: under a secret address, made anew or revoked at any time, in their scope of now."""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.access.accounts import User, find_user
from dashboard.access.overview import question_in
from dashboard.access.rights import demand, may
from dashboard.data.renewals.calendar import renewals_ahead, written
from dashboard.data.storage.store import audit, digest, now, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.data.storage.store.work import calendar_feed
from dashboard.i18n import N_, translated
from dashboard.services import Services

RENEWS, EXPIRES = N_("%(customer)s: subscription renews"), N_("%(customer)s: subscription expires")


def new_calendar(store: Engine, user: User) -> str:
    """The secret of a new address, to be shown this once; an earlier one ends. Raises Forbidden."""
    demand(user, "analytics")
    secret = secrets.token_urlsafe(32)
    with writing(store) as connection:
        connection.execute(sa.delete(calendar_feed).where(calendar_feed.c.user_id == user.user_id))
        values = {"user_id": user.user_id, "hash": digest(secret), "created_at": now()}
        connection.execute(sa.insert(calendar_feed).values(values))
        audit(connection, N_("calendar made"), user.email, user.email)
    return secret


def revoke_calendar(store: Engine, user: User) -> None:
    """Ends the address, if there is one."""
    demand(user, "own_settings")
    with writing(store) as connection:
        mine = sa.delete(calendar_feed).where(calendar_feed.c.user_id == user.user_id)
        if connection.execute(mine).rowcount:
            audit(connection, N_("calendar revoked"), user.email, user.email)


def calendar_since(store: Engine, user: User) -> datetime | None:
    """When the user's address was made (UTC), None without one."""
    mine = sa.select(calendar_feed.c.created_at).where(calendar_feed.c.user_id == user.user_id)
    with reading(store) as connection:
        since: datetime | None = connection.scalar(mine)
    return since


def calendar(services: Services, secret: str) -> str | None:
    """The calendar under an address; None for one that leads nowhere, and where its user may no longer see it."""
    with reading(services.store) as connection:
        mine = sa.select(calendar_feed.c.user_id).where(calendar_feed.c.hash == digest(secret))
        user_id = connection.scalar(mine)
        user = None if user_id is None else find_user(connection, sa.and_(users.c.user_id == user_id))
    if user is None or not may(user, "analytics"):
        return None
    renewals = []
    for region in services.regions.values():
        # A region that is down fails the whole: a calendar without its renewals would have them deleted everywhere.
        if question := question_in(services, user, region):
            renewals += renewals_ahead(question)
    language = user.language or services.settings.language or "en"
    words = {True: translated(RENEWS, language), False: translated(EXPIRES, language)}
    return written(renewals, words, services.settings.public_url.rstrip("/"), datetime.now(UTC))
