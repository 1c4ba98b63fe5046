"""What an import removes: told before and after, kept so that it can come back, and refused when it is too much."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.files.loaders.replaced_rows import keep
from dashboard.data.files.loaders.staging import Staged
from dashboard.data.files.outcome import Replaced
from dashboard.data.storage.schema import customer

Gone = Callable[[Staged], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Facts:
    """The table that a kind of file fills, and which of its rows a file replaces.

    `day` is the column that says which date or week a row is of, `dated` the report's own column of it, None when the
    file is of one period.
    """

    table: sa.Table
    gone: Gone
    org_id: str = ""  # the report's column of customers
    day: str | None = None
    dated: str | None = None


def of_period(table: sa.Table, day: str, org_id: str, same: Mapping[str, str]) -> Gone:
    """The rows of the file's period; of one customer alone, when the file is all of that one.

    Mended rejects replace only rows that speak of the same: `same` are the table's columns that tell, and the report's.
    """

    def gone(staged: Staged) -> sa.ColumnElement[bool]:
        mine = table.c[day] == staged.period
        if staged.adds:
            rows = staged.rows
            alike = [table.c[own].is_not_distinct_from(rows.c[said]) for own, said in same.items()]
            lines = sa.select(rows.c.line).join_from(rows, customer, customer.c.org_id == rows.c[org_id])
            return mine & sa.exists(lines.where(customer.c.customer_key == table.c.customer_key, *alike))
        if staged.whose:
            own = sa.select(customer.c.customer_key).where(customer.c.org_id == staged.whose)
            return mine & table.c.customer_key.in_(own)
        return mine

    return gone


def replaced(staged: Staged, facts: Facts) -> tuple[Replaced, ...]:
    """What gives way, by import and date, in their order."""
    table = facts.table
    day = table.c[facts.day] if facts.day else sa.null()
    counted = _counted(staged, facts).add_columns(table.c.import_id, sa.cast(day, sa.Date).label("day"))
    groups = [table.c.import_id, *([day] if facts.day else [])]
    order = [*([day] if facts.day else []), table.c.import_id]
    counts = staged.connection.execute(counted.group_by(*groups).order_by(*order)).all()
    return tuple(Replaced(row.import_id, row.day, row.rows, row.customers, row.missing) for row in counts)


def doubtful(staged: Staged, facts: Facts) -> tuple[date | None, int, int] | None:
    """A date of which the file names none, or fewer than half, of the customers that it replaces: date, named, all."""
    if staged.adds or staged.whose or facts.day is None:
        return None
    day = facts.table.c[facts.day]
    counted = _counted(staged, facts).add_columns(day.label("day")).group_by(day).order_by(day)
    for row in staged.connection.execute(counted):
        named = row.customers - row.missing
        if 2 * named < row.customers:
            return row.day, named, row.customers
    return None


def _counted(staged: Staged, facts: Facts) -> sa.Select[Any]:
    """Rows that give way, their customers, and those of them that the file does not name on the same date."""
    table = facts.table
    count: sa.ColumnElement[Any] = sa.func.count().label("rows")
    if "customer_key" not in table.c:
        zero: sa.ColumnElement[Any] = sa.literal(0)
        return sa.select(count, zero.label("customers"), zero.label("missing")).where(facts.gone(staged))
    rows, key = staged.rows, table.c.customer_key
    said = [rows.c[facts.dated].label("day")] if facts.dated else []
    who = sa.select(customer.c.customer_key, *said).join_from(rows, customer, customer.c.org_id == rows.c[facts.org_id])
    named = who.distinct().subquery("named")
    same = named.c.customer_key == key
    if facts.dated and facts.day:
        same &= named.c.day == table.c[facts.day]
    missing = sa.func.count(sa.distinct(sa.case((named.c.customer_key.is_(None), key))))
    columns: tuple[sa.ColumnElement[Any], ...] = (
        count,
        sa.func.count(sa.distinct(key)).label("customers"),
        missing.label("missing"),
    )
    return sa.select(*columns).select_from(table.join(named, same, isouter=True)).where(facts.gone(staged))


def set_aside(staged: Staged, facts: Facts) -> None:
    """Remove what gives way, and keep it."""
    gone = facts.gone(staged)
    keep(staged.connection, staged.import_id, facts.table, gone)
    staged.connection.execute(sa.delete(facts.table).where(gone))
