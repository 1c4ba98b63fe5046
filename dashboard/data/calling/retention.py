"""How long raw call legs are kept: so many weeks, then they are dropped for good and their weekly counts stay.

The counts of a dropped week can never be made anew. So whatever would count it again is refused with a sentence: legs
of such a week, and usage and queue reports of it. A new quality rule leaves its counts as the old rule made them.
"""

from collections.abc import Callable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.storage.leg_weeks import drop_leg_weeks, legs_before
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.calls import dropped_legs
from dashboard.data.storage.weeks import WEEK, sunday
from dashboard.errors import Rejected
from dashboard.i18n import N_

Closed = Callable[[date], str | None]
"""Why legs of a day are not taken any more; None when they are."""


def first_kept(region: Region, today: date) -> date | None:
    """The first week whose legs are kept: so many completed ones, and the running one. None: all are."""
    if not region.legs_keep_weeks or (today - date.min) < WEEK * (region.legs_keep_weeks + 1):
        return None
    return sunday(today) - WEEK * region.legs_keep_weeks


def dropped_until(region: Region) -> date | None:
    """The last week whose legs were dropped; None when none was."""
    with region.read() as connection:
        return connection.scalar(sa.select(sa.func.max(dropped_legs.c.week)))


def closed_to_legs(connection: Connection, region: Region, today: date) -> Closed:
    """Which days no leg is taken of: those before the first week that is kept, and those of dropped weeks."""
    dropped, first = _dropped(connection), first_kept(region, today)

    def closed(day: date) -> str | None:
        week = sunday(day)
        if week in dropped:
            return f"the call legs of the week of {week} were dropped, and its counts stay as they are"
        if first and week < first:
            return f"call legs before {first} are not kept (DASHBOARD_LEGS_KEEP_WEEKS={region.legs_keep_weeks})"
        return None

    return closed


def refuse_dropped(connection: Connection, week: date) -> None:
    """Raises Rejected for a report of a week that can no longer be counted."""
    if week in _dropped(connection):
        text = N_("the week of %(week)s: its call legs were dropped, so it cannot be counted again; its counts stay")
        raise Rejected(text, week=week)


def drop_old_legs(connection: Connection, region: Region, today: date) -> list[date]:
    """Drops the legs of weeks that are kept no longer; those weeks, in order."""
    first = first_kept(region, today)
    old = legs_before(connection, first) if first else {}
    if old:
        drop_leg_weeks(connection, old)
        rows = [{"week": week, "legs": legs, "rule": region.quality.text} for week, legs in old.items()]
        connection.execute(sa.insert(dropped_legs), rows)
    return list(old)


def enforce_retention(region: Region, today: date) -> list[date]:
    """The same at a start, in a transaction of its own when there is something to drop."""
    first = first_kept(region, today)
    with region.read() as connection:
        if first is None or not legs_before(connection, first):
            return []
    with region.write() as connection:
        return drop_old_legs(connection, region, today)


def _dropped(connection: Connection) -> frozenset[date]:
    return frozenset(connection.scalars(sa.select(dropped_legs.c.week)))
