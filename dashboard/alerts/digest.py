"""The weekly digest: one mail with the KPIs of every region, what entered and left each section, and links.

Plain text and HTML of the same facts, in the reader's language, without anything that a mail program would fetch. A
digest is claimed by moving its next time: so however many processes look, one sends it, and once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.access.accounts import User, find_user
from dashboard.access.rights import demand, may
from dashboard.alerts.digest_letter import letter
from dashboard.data.storage.store import audit, now, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.data.storage.store.work import digest_plan
from dashboard.errors import BadParameter
from dashboard.i18n import N_
from dashboard.reports.due import next_due
from dashboard.reports.schedules import Plan, rhythm_of
from dashboard.reports.sending import LATER, UNSENT
from dashboard.reports.smtp import deliver
from dashboard.services import Services

_log = logging.getLogger(__name__)
_AGAIN, _LONGEST = timedelta(minutes=15), timedelta(days=1)
Clock = Callable[[], datetime]

NOT_ALLOWED = N_("The role of its reader no longer includes analytics.")


@dataclass(frozen=True)
class Digest:
    """When a person's digest goes out next (UTC), local day (1 Monday .. 7) and time, and how the last one went."""

    weekday: int
    at: str
    zone: str
    next_due: datetime
    sent_at: datetime | None
    error: str | None


def digest_of(services: Services, user: User) -> Digest | None:
    """The user's digest, None when they want none."""
    row = digest_plan.c
    with reading(services.store) as connection:
        plan = connection.execute(sa.select(digest_plan).where(row.user_id == user.user_id)).mappings().one_or_none()
    return Digest(**{name: plan[name] for name in Digest.__dataclass_fields__}) if plan else None


def set_digest(services: Services, user: User, weekday: int, at_time: str, zone: str) -> Digest:
    """Sends the user a digest every week from now on. Raises Forbidden, and BadParameter with the field."""
    demand(user, "analytics")
    due = next_due(rhythm_of(_plan(weekday, at_time, zone)), now().replace(tzinfo=UTC)).replace(tzinfo=None)
    values = {"weekday": weekday, "at": at_time, "zone": zone, "next_due": due, "error": None}
    with writing(services.store) as connection:
        mine = digest_plan.c.user_id == user.user_id
        if connection.execute(sa.update(digest_plan).where(mine).values(values)).rowcount == 0:
            connection.execute(sa.insert(digest_plan).values(values | {"user_id": user.user_id}))
        audit(connection, N_("digest scheduled"), user.email, user.email)
    return digest_of(services, user) or Digest(weekday, at_time, zone, due, None, None)


def end_digest(services: Services, user: User) -> None:
    """Sends no more digests to the user."""
    demand(user, "own_settings")
    with writing(services.store) as connection:
        mine = sa.delete(digest_plan).where(digest_plan.c.user_id == user.user_id)
        if connection.execute(mine).rowcount:
            audit(connection, N_("digest ended"), user.email, user.email)


def send_digests(services: Services, clock: Clock = now) -> int:
    """Sends every digest that is due, each once; how many were taken. One that was missed for weeks is sent once."""
    with reading(services.store) as connection:
        due = connection.execute(sa.select(digest_plan).where(digest_plan.c.next_due <= clock())).mappings().all()
    return sum(_sent(services, row, clock) for row in due)


def _sent(services: Services, row: Any, clock: Clock) -> bool:
    """Sends one; one of another version, in a zone that is no more, keeps no other waiting."""
    try:
        return _send(services, row, clock)
    except BadParameter as problem:
        _log.error("digest: never due: %s", problem)
        return False


def _send(services: Services, row: Any, clock: Clock) -> bool:
    following = next_due(rhythm_of(_plan(row["weekday"], row["at"], row["zone"])), clock().replace(tzinfo=UTC))
    mine = (digest_plan.c.user_id == row["user_id"], digest_plan.c.next_due == row["next_due"])
    move = sa.update(digest_plan).where(*mine).values(next_due=following.replace(tzinfo=None))
    with writing(services.store) as connection:
        if connection.execute(move).rowcount != 1:
            return False
        user = find_user(connection, sa.and_(users.c.user_id == row["user_id"]))
    if user is None or not may(user, "analytics"):
        problem: str | None = NOT_ALLOWED
    else:
        problem = deliver(services.settings, lambda: letter(services, user), "digest")
    done: dict[str, Any] = {"error": problem} if problem else {"error": None, "sent_at": clock()}
    with writing(services.store) as connection:
        connection.execute(sa.update(digest_plan).where(mine[0]).values(done))
        if problem == LATER:
            _put_off(connection, row, following, clock())
    return problem is None


def _put_off(connection: Connection, row: Any, following: datetime, at: datetime) -> None:
    """Another attempt soon, for a day after it was due; none when its reader chose another time meanwhile."""
    rhythm, again = rhythm_of(_plan(row["weekday"], row["at"], row["zone"])), at + _AGAIN
    due = next_due(rhythm, (again - _LONGEST).replace(tzinfo=UTC))
    still = due <= at.replace(tzinfo=UTC)
    plan = digest_plan.c
    same = (plan.user_id == row["user_id"], plan.next_due == following.replace(tzinfo=None))
    values = {"next_due": again} if still else {"error": UNSENT}
    connection.execute(sa.update(digest_plan).where(*same).values(values))


def _plan(weekday: int, at_time: str, zone: str) -> Plan:
    return Plan("", "", "weekly", at_time, zone, weekday=weekday)
