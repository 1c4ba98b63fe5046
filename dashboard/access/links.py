"""One-time sign-in links: random, single use, good for a quarter of an hour."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.accounts import User, find_user, insert_user
from dashboard.data.store import digest, now, one_time_link, reading, writing
from dashboard.data.store import user as users

LIFETIME = timedelta(minutes=15)
SAMPLE_ADMIN = "admin@sample.invalid"


def make_link(store: Engine, user: User | None = None, at: datetime | None = None) -> str:
    """The path of a new link that signs a user in; without one, the full administrator of the sample organisation."""
    secret, at = secrets.token_urlsafe(32), at or now()
    values = {"hash": digest(secret), "user_id": user.user_id if user else None, "expires_at": at + LIFETIME}
    with writing(store) as connection:
        old = one_time_link.c.expires_at < at - timedelta(days=1)
        connection.execute(sa.delete(one_time_link).where(old))
        connection.execute(sa.insert(one_time_link).values(values))
    return f"/link/{secret}"


def use_link(store: Engine, secret: str, at: datetime | None = None) -> User | None:
    """Spends a link: its user, None when it is unknown, spent or too old. One of two who come together gets None."""
    at = at or now()
    link = one_time_link.c
    with reading(store) as connection:
        good = (link.hash == digest(secret), link.used_at.is_(None), link.expires_at > at)
        if connection.execute(sa.select(link.hash).where(*good)).first() is None:
            return None  # strangers who try paths must not make the store write
    with writing(store) as connection:
        if connection.execute(sa.update(one_time_link).where(*good).values(used_at=at)).rowcount != 1:
            return None
        user_id = connection.execute(sa.select(link.user_id).where(link.hash == digest(secret))).scalar_one()
        if user_id is None:
            return _sample_admin(connection)
        return find_user(connection, (users.c.user_id == user_id) & users.c.disabled.is_(False))


def _sample_admin(connection: Connection) -> User | None:
    found = find_user(connection, users.c.email == SAMPLE_ADMIN)
    if found is None:
        return insert_user(connection, SAMPLE_ADMIN, "full_admin", None, actor="one-time link")
    return None if found.disabled else found
