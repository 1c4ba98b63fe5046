"""Loads call legs, and call records as legs: each leg once, the later file's, and only touched weeks counted again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.calling.covered_weeks import note_weeks
from dashboard.data.calling.weekly import recount
from dashboard.data.files.loaders.call_records import endpoint_type, features
from dashboard.data.files.loaders.loading import Loading
from dashboard.data.files.loaders.new_customers import add_customers, name_customers
from dashboard.data.files.loaders.recount import weeks
from dashboard.data.files.loaders.replacing import Facts
from dashboard.data.files.loaders.staging import LINE, Staged
from dashboard.data.storage.leg_weeks import make_leg_weeks
from dashboard.data.storage.plans import looking_up
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import MEASUREMENTS, call_leg
from dashboard.data.storage.weeks import sunday
from dashboard.errors import Rejected
from dashboard.i18n import N_

_MOST_WEEKS = 530  # ten years; more is a mistake, and each week is a table of its own on PostgreSQL
_BLOCK = 10_000  # numbers in a statement
_SORTED = 50_000  # legs at a time: some 25 MB
Values = Mapping[str, sa.ColumnElement[Any]]


def load_legs(staged: Staged) -> Sequence[date]:
    """Bring the legs into the region; one that was there before is replaced."""
    row = staged.rows.c
    add_customers(staged)
    name_customers(staged)
    measured = {name: row[_reported(name)] for name in MEASUREMENTS}
    same = ("user_id", "endpoint_type", "video", "features")
    # A leg that names no call is in none: `calling.weekly` leaves calls unknown where no leg names one.
    values = {"call_id": row.call_id, **{name: row[name] for name in same}, "seconds": row.duration_s, **measured}
    return _load(staged, row.leg_id, row.customer_org_id, values)


def load_history(staged: Staged) -> Sequence[date]:
    """Bring call records into the region as legs without measurements; of a record the latest report counts."""
    row = staged.rows.c
    add_customers(staged, "org_uuid")
    values = {
        "call_id": row.correlation_id,
        "seconds": row.duration,
        "user_id": row.user_uuid,
        "endpoint_type": endpoint_type(row),
        "features": features(row),
        "reported_at": row.report_time,
    }
    return _load(staged, row.report_id, row.org_uuid, values)


def check_legs(staged: Staged) -> int:
    """Drop the rows that another one of the file follows; how many. Raises Rejected for too many weeks."""
    _refuse_many_weeks(staged)
    return _drop_repeats(staged.connection, staged.rows, staged.rows.c.leg_id, None)


def check_history(staged: Staged) -> int:
    """Drop the records of which a later report is known, here or in the file; how many. Raises as `check_legs`."""
    _refuse_many_weeks(staged)
    connection, row = staged.connection, staged.rows.c
    with looking_up(connection):  # a file has few legs of the millions that are known
        older = _drop_older_than_known(connection, staged.rows)
    return older + _drop_repeats(connection, staged.rows, row.report_id, row.report_time)


def same_legs(leg_id: str) -> Callable[[Staged], sa.ColumnElement[bool]]:
    """The legs that the file tells anew; `leg_id` is the report's column of their ids."""
    return lambda staged: call_leg.c.leg_id.in_(sa.select(staged.rows.c[leg_id]))


def _refuse_many_weeks(staged: Staged) -> None:
    weeks = {sunday(day) for day in _days(staged.connection, staged.rows)}
    if len(weeks) > _MOST_WEEKS:
        text = N_("calls of %(weeks)s different weeks, which is more than %(most)s: import it in parts")
        raise Rejected(text, weeks=len(weeks), most=_MOST_WEEKS)


def _reported(name: str) -> str:
    return f"{name.removesuffix('loss')}packet_loss" if name.endswith("loss") else f"{name}_ms"


def _load(staged: Staged, leg_id: sa.Column[str], org_id: sa.Column[str], values: Values) -> Sequence[date]:
    connection, rows = staged.connection, staged.rows
    days = _days(connection, rows)
    weeks = sorted({sunday(day) for day in days})
    calendar = _calendar(days)
    columns = {"leg_id": leg_id, "started_at": rows.c.start_time, "import_id": sa.literal(staged.import_id), **values}
    select = (
        sa.select(calendar.c.week, customer.c.customer_key, *(value.label(name) for name, value in columns.items()))
        .select_from(rows.join(customer, customer.c.org_id == org_id))
        .join(calendar, calendar.c.day == sa.cast(rows.c.start_time, sa.Date))
        .order_by(calendar.c.week)
    )
    make_leg_weeks(connection, weeks)
    for part in _parts(staged):
        connection.execute(sa.insert(call_leg).from_select(["week", "customer_key", *columns], select.where(part)))
    note_weeks(connection, weeks, "legs", staged.import_id)
    recount(connection, staged.region, {*weeks, *staged.left})
    return days


def _parts(staged: Staged) -> Iterator[sa.ColumnElement[bool]]:
    """The rows a block of lines at a time where the database shares the server's memory, for it sorts them in there.

    A server of its own sorts on its disk, and would read all of the rows for each block.
    """
    line = staged.rows.c[LINE]
    if not staged.region.embedded:
        yield sa.true()
        return
    first, last = staged.connection.execute(sa.select(sa.func.min(line), sa.func.max(line))).one()
    for begin in range(first, last + 1, _SORTED):
        yield line.between(begin, begin + _SORTED - 1)


def _days(connection: Connection, rows: sa.Table) -> list[date]:
    day = sa.cast(rows.c.start_time, sa.Date)
    return list(connection.scalars(sa.select(day).distinct().order_by(day)))


def _calendar(days: Sequence[date]) -> sa.Values:
    """The week of each day, so that no SQL counts days."""
    columns = sa.column("day", sa.Date), sa.column("week", sa.Date)
    return sa.values(*columns, name="calendar").data([(day, sunday(day)) for day in days])


def _drop_repeats(
    connection: Connection, rows: sa.Table, leg_id: sa.Column[str], reported_at: sa.Column[Any] | None
) -> int:
    """Of rows with the same leg keep the one reported last, else the last of the file; how many went."""
    repeated = sa.select(leg_id).group_by(leg_id).having(sa.func.count() > 1)
    order = [rows.c.line.desc()] if reported_at is None else [reported_at.desc().nulls_last(), rows.c.line.desc()]
    place = sa.func.row_number().over(partition_by=leg_id, order_by=order).label("place")
    ranked = sa.select(rows.c.line, place).where(leg_id.in_(repeated)).subquery("ranked")
    losers = sa.select(ranked.c.line).where(ranked.c.place > 1)
    return connection.execute(sa.delete(rows).where(rows.c.line.in_(losers))).rowcount


def _drop_older_than_known(connection: Connection, rows: sa.Table) -> int:
    known = call_leg.c
    newer = (known.leg_id == rows.c.report_id) & (known.reported_at > rows.c.report_time)
    lines = connection.scalars(sa.select(rows.c.line).distinct().join_from(rows, call_leg, newer)).all()
    for first in range(0, len(lines), _BLOCK):  # told by number: Citus deletes from no staged rows by what facts say
        connection.execute(sa.delete(rows).where(rows.c.line.in_(lines[first : first + _BLOCK])))
    return len(lines)


LOADING = {
    "Call Legs": Loading(
        load_legs,
        Facts(call_leg, same_legs("leg_id"), "customer_org_id", day="week"),
        check_legs,
        weeks("legs", call_leg),
    ),
    "Detailed Call History": Loading(
        load_history,
        Facts(call_leg, same_legs("report_id"), "org_uuid", day="week"),
        check_history,
        weeks("legs", call_leg),
    ),
}
