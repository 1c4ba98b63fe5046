"""When a user last looked at what needs them, so that the next visit begins where it ended."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.access.accounts import User
from dashboard.access.rights import demand
from dashboard.data.storage.store import now, reading, writing
from dashboard.data.storage.store.work import visit

PAUSE = timedelta(hours=2)
"""Who comes back sooner is still on the same visit."""


def last_visit(store: Engine, user: User) -> datetime | None:
    """When the visit before this one ended (UTC), None when there was none."""
    row = visit.c
    with reading(store) as connection:
        stored = connection.execute(sa.select(row.last_at, row.before_at).where(row.user_id == user.user_id)).first()
    if stored is None:
        return None
    before: datetime | None = stored.last_at if now() - stored.last_at > PAUSE else stored.before_at
    return before


def visited(store: Engine, user: User, at: datetime | None = None) -> None:
    """Remembers that the user looks now; at most once a minute is written. Raises Forbidden."""
    demand(user, "own_settings")
    row, when = visit.c, at or now()
    with writing(store) as connection:
        mine = row.user_id == user.user_id
        held = connection.execute(sa.select(row.last_at, row.before_at).where(mine)).first()
        if held is None:
            connection.execute(sa.insert(visit).values(user_id=user.user_id, last_at=when, before_at=None))
        elif when - held.last_at > PAUSE:
            connection.execute(sa.update(visit).where(mine).values(last_at=when, before_at=held.last_at))
        elif when - held.last_at > timedelta(minutes=1):
            connection.execute(sa.update(visit).where(mine).values(last_at=when))
