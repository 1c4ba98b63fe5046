"""Loads call legs, and call records as legs: each leg once, the later file's, and only touched weeks counted again."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.calling.coverage import note_weeks
from dashboard.data.calling.weekly import recount
from dashboard.data.files.call_records import endpoint_type, features
from dashboard.data.files.known import add_customers, name_customers
from dashboard.data.files.staging import Staged
from dashboard.data.leg_weeks import make_leg_weeks
from dashboard.data.schema import customer
from dashboard.data.schema_calls import MEASUREMENTS, call_leg
from dashboard.data.weeks import sunday
from dashboard.errors import Rejected

_MOST_WEEKS = 530  # ten years; more is a mistake, and each week is a table of its own on PostgreSQL
_BLOCK = 10_000  # numbers in a statement
Values = Mapping[str, sa.ColumnElement[Any]]


def load_legs(staged: Staged) -> Sequence[date]:
    """Bring the legs into the region; one that was there before is replaced."""
    row = staged.rows.c
    add_customers(staged.connection, staged.rows)
    name_customers(staged.connection, staged.rows)
    measured = {name: row[_reported(name)] for name in MEASUREMENTS}
    same = ("call_id", "user_id", "endpoint_type", "video", "features")
    values = {**{name: row[name] for name in same}, "seconds": row.duration_s, **measured}
    return _load(staged, row.leg_id, row.customer_org_id, None, values)


def load_history(staged: Staged) -> Sequence[date]:
    """Bring call records into the region as legs without measurements; of a record the latest report counts."""
    row = staged.rows.c
    add_customers(staged.connection, staged.rows, "org_uuid")
    values = {
        "call_id": row.correlation_id,
        "seconds": row.duration,
        "user_id": row.user_uuid,
        "endpoint_type": endpoint_type(row),
        "features": features(row),
    }
    return _load(staged, row.report_id, row.org_uuid, row.report_time, values)


def _reported(name: str) -> str:
    return f"{name.removesuffix('loss')}packet_loss" if name.endswith("loss") else f"{name}_ms"


def _load(
    staged: Staged, leg_id: sa.Column[str], org_id: sa.Column[str], reported_at: sa.Column[Any] | None, values: Values
) -> Sequence[date]:
    connection, rows = staged.connection, staged.rows
    days = _days(connection, rows)
    weeks = sorted({sunday(day) for day in days})
    if len(weeks) > _MOST_WEEKS:
        raise Rejected(f"calls of {len(weeks)} different weeks, which is more than {_MOST_WEEKS}: import it in parts")
    if reported_at is not None:
        _drop_older_than_known(connection, rows)
    _drop_repeats(connection, rows, leg_id, reported_at)
    touched = {*weeks} | _forget(connection, rows, leg_id)
    calendar = _calendar(days)
    columns = {"leg_id": leg_id, "started_at": rows.c.start_time, **values}
    if reported_at is not None:
        columns["reported_at"] = reported_at
    select = (
        sa.select(calendar.c.week, customer.c.customer_key, *(value.label(name) for name, value in columns.items()))
        .select_from(rows.join(customer, customer.c.org_id == org_id))
        .join(calendar, calendar.c.day == sa.cast(rows.c.start_time, sa.Date))
        .order_by(calendar.c.week)
    )
    make_leg_weeks(connection, weeks)
    connection.execute(sa.insert(call_leg).from_select(["week", "customer_key", *columns], select))
    note_weeks(connection, weeks, "legs", staged.import_id)
    recount(connection, staged.region, touched)
    return days


def _days(connection: Connection, rows: sa.Table) -> list[date]:
    day = sa.cast(rows.c.start_time, sa.Date)
    return list(connection.scalars(sa.select(day).distinct().order_by(day)))


def _calendar(days: Sequence[date]) -> sa.Values:
    """The week of each day, so that no SQL counts days."""
    columns = sa.column("day", sa.Date), sa.column("week", sa.Date)
    return sa.values(*columns, name="calendar").data([(day, sunday(day)) for day in days])


def _drop_repeats(
    connection: Connection, rows: sa.Table, leg_id: sa.Column[str], reported_at: sa.Column[Any] | None
) -> None:
    """Of rows with the same leg keep the one reported last, else the last of the file."""
    repeated = sa.select(leg_id).group_by(leg_id).having(sa.func.count() > 1)
    order = [rows.c.line.desc()] if reported_at is None else [reported_at.desc().nulls_last(), rows.c.line.desc()]
    place = sa.func.row_number().over(partition_by=leg_id, order_by=order).label("place")
    ranked = sa.select(rows.c.line, place).where(leg_id.in_(repeated)).subquery("ranked")
    losers = sa.select(ranked.c.line).where(ranked.c.place > 1)
    connection.execute(sa.delete(rows).where(rows.c.line.in_(losers)))


def _drop_older_than_known(connection: Connection, rows: sa.Table) -> None:
    known = call_leg.c
    newer = (known.leg_id == rows.c.report_id) & (known.reported_at > rows.c.report_time)
    lines = connection.scalars(sa.select(rows.c.line).distinct().join_from(rows, call_leg, newer)).all()
    for first in range(0, len(lines), _BLOCK):  # told by number: Citus deletes from no staged rows by what facts say
        connection.execute(sa.delete(rows).where(rows.c.line.in_(lines[first : first + _BLOCK])))


def _forget(connection: Connection, rows: sa.Table, leg_id: sa.Column[str]) -> set[date]:
    """Remove what was known of these legs; the weeks it was known in."""
    again = call_leg.c.leg_id.in_(sa.select(leg_id))
    weeks = set(connection.scalars(sa.select(call_leg.c.week).where(again).distinct()))
    if weeks:
        connection.execute(sa.delete(call_leg).where(again, call_leg.c.week.in_(weeks)))
    return weeks
