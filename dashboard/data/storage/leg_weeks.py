"""Where call legs lie: on PostgreSQL in a partition a week, made when its first leg comes and dropped as a whole; on
DuckDB in the order of their weeks, so that zone maps find those of one."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.storage.schema.calls import call_leg
from dashboard.data.storage.weeks import WEEK

_THERE = sa.text(
    "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'call_leg'::regclass"
)


def make_leg_weeks(connection: Connection, weeks: Collection[date]) -> None:
    """Makes room for legs of these weeks, within the caller's transaction; a week that has it is left alone."""
    if connection.dialect.name != "postgresql":
        return
    there = set(connection.scalars(_THERE))
    for week in sorted(set(weeks)):
        if _name(week) not in there:
            bounds = f"FROM ('{week}') TO ({_end(week)})"
            connection.execute(sa.text(f"CREATE TABLE {_name(week)} PARTITION OF call_leg FOR VALUES {bounds}"))


def legs_before(connection: Connection, week: date) -> dict[date, int]:
    """How many legs each earlier week has, in order."""
    own = call_leg.c.week
    counted = sa.select(own, sa.func.count()).where(own < week).group_by(own).order_by(own)
    return dict(map(tuple, connection.execute(counted)))


def drop_leg_weeks(connection: Connection, weeks: Collection[date]) -> None:
    """Removes the legs of these weeks for good, within the caller's transaction."""
    for week in sorted(weeks):
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text(f"DROP TABLE IF EXISTS {_name(week)}"))
        else:
            connection.execute(sa.delete(call_leg).where(call_leg.c.week == week))


def _name(week: date) -> str:
    return f"call_leg_{week:%Y%m%d}"


def _end(week: date) -> str:
    return "MAXVALUE" if week > date.max - WEEK else f"'{week + WEEK}'"
