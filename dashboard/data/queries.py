"""Questions of any table: its KPIs, its rows, their number, their totals. The one place that reads relations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.aggregates import exact_sum
from dashboard.data.conditions import TIES, condition, ordering
from dashboard.data.csv_lines import csv_lines
from dashboard.data.kept import kept
from dashboard.data.lists import split
from dashboard.data.metric import Columns, Metric, Value
from dashboard.data.question import Question, View
from dashboard.data.table import Table

Row = dict[str, Any]

_DEFAULT = View()
_STREAM = 5_000
_MOST_LOOKED_UP = 500  # customers whose keys stand in a statement


@dataclass(frozen=True)
class Summary:
    """A table in short, over exactly the rows that a view shows, in one statement.

    `values` are its KPIs by key, unknown when there is no data by then; `totals` the sum of each column that has one,
    None when nothing in it is known; `rows` the number of rows.
    """

    values: dict[str, Value]
    totals: Row
    rows: int


@kept
def summary(question: Question, table: Table, view: View = _DEFAULT) -> Summary:
    """The table's KPIs, totals and number of rows."""
    wanted = frozenset(column.key for column in table.columns if column.total)
    rows = _filtered(question, table, view, wanted)
    sums = [exact_sum(rows.c[key]).label(key) for key in sorted(wanted)]
    answer = _one(question, sa.select(sa.func.count().label("rows"), *sums, *_parts(table, rows.c)).select_from(rows))
    values = _values(table, answer if table.known(question) else {})
    return Summary(values, {key: answer[key] for key in wanted}, int(answer["rows"]))


def _parts(table: Table, row: Columns) -> list[sa.ColumnElement[Any]]:
    parts: list[sa.ColumnElement[Any]] = [metric.numerator(row).label(f"{metric.key}/n") for metric in table.metrics]
    return parts + [metric.denominator(row).label(f"{metric.key}/d") for metric in table.metrics if metric.denominator]


def _values(table: Table, answer: Row) -> dict[str, Value]:
    return {metric.key: _value(metric, answer) for metric in table.metrics}


@kept
def values_by_week(question: Question, table: Table, weeks: tuple[date, ...]) -> dict[date, dict[str, Value]]:
    """The table's KPIs of each week that has a row, in one statement; none when the table knows no weeks."""
    if table.by_week is None:
        return {}
    rows = table.by_week(question, weeks).subquery("rows").c
    statement = sa.select(rows.week, *_parts(table, rows)).group_by(rows.week)
    with question.scope.region.read() as connection:
        return {one["week"]: _values(table, plain(one)) for one in connection.execute(statement).mappings()}


def _value(metric: Metric, answer: Row) -> Value:
    numerator, denominator = (answer.get(f"{metric.key}/{part}") for part in "nd")
    return Value(numerator, denominator, ratio=metric.denominator is not None)


def values(question: Question, table: Table, view: View = _DEFAULT) -> dict[str, Value]:
    """The table's KPIs by key."""
    return summary(question, table, view).values


@kept
def count(question: Question, table: Table, view: View = _DEFAULT) -> int:
    """Number of rows that the view shows."""
    rows = _filtered(question, table, view, frozenset())
    return int(_one(question, sa.select(sa.func.count().label("rows")).select_from(rows))["rows"])


@kept
def sums_by(
    question: Question, table: Table, by: str, column: str, view: View = _DEFAULT
) -> dict[Any, tuple[Any, int]]:
    """The sum of a column over the view's rows and their number, by the values of another; a sum of nothing is None."""
    found = _filtered(question, table, view, frozenset((by, column)))
    total, rows = exact_sum(found.c[column]).label("total"), sa.func.count().label("rows")
    statement = sa.select(found.c[by].label("value"), total, rows).group_by(found.c[by])
    with question.scope.region.read() as connection:
        answers = [plain(row) for row in connection.execute(statement).mappings()]
    return {one["value"]: (one["total"], one["rows"]) for one in answers}


def rows(
    question: Question, table: Table, view: View = _DEFAULT, *, limit: int, offset: int = 0, keys: bool = False
) -> list[Row]:
    """A stretch of the rows in the view's order, a dict each by column key, `keys` adding those of its lines."""
    return [dict(row) for row in _rows(question, table, view, limit, offset, keys)]


@kept
def _rows(question: Question, table: Table, view: View, limit: int, offset: int, keys: bool) -> list[Row]:
    customers = _customers_of(question, table, view, limit, offset)
    if customers is not None:
        question = replace(question, scope=question.scope.narrowed(only=customers))
        view, offset = replace(view, filters=()), 0
        if not customers:
            return []
    statement = ordered(question, table, view, _line_keys(table) if keys else ())
    with question.scope.region.read() as connection:
        found = connection.execute(statement.limit(limit).offset(offset)).mappings()
        return [_row(table, row) for row in found]


def _customers_of(question: Question, table: Table, view: View, limit: int, offset: int) -> tuple[int, ...] | None:
    """The customers of a stretch of rows, in order, where order and filters need nothing that is added up."""
    if table.named is None or limit > _MOST_LOOKED_UP:
        return None
    rows = table.named(question).subquery("named").c
    order = view.sort or table.order
    if not {*(key.lstrip("-") for key in order), *(part.column for part in view.filters)} <= set(rows.keys()):
        return None
    limits = [condition(rows, part) for part in view.filters]
    keys = sa.select(rows.customer_key).where(*limits).order_by(*ordering(rows, order))
    with question.scope.region.read() as connection:
        return tuple(connection.scalars(keys.limit(limit).offset(offset)))


def _line_keys(table: Table) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for line in table.lines for key in line.keys))


def stream(question: Question, table: Table, view: View = _DEFAULT) -> Iterator[Row]:
    """Every row in the view's order, read as it is consumed; closing the iterator ends the query."""
    statement = ordered(question, table, view)
    with question.scope.region.read() as connection:
        found = connection.execution_options(yield_per=_STREAM).execute(statement)
        for row in found.mappings():
            yield _row(table, row)


def csv_chunks(question: Question, table: Table, view: View = _DEFAULT) -> Iterator[tuple[int, bytes]] | None:
    """Every row in the view's order as lines of CSV, with how many a chunk holds; None where the engine writes none."""
    if not question.scope.region.embedded:
        return None
    return _csv_chunks(question, table, ordered(question, table, view).subquery("ordered"))


def _csv_chunks(question: Question, table: Table, rows: sa.Subquery) -> Iterator[tuple[int, bytes]]:
    with question.scope.region.read() as connection:
        yield from csv_lines(connection, table, rows)


def _filtered(question: Question, table: Table, view: View, wanted: frozenset[str]) -> sa.Subquery:
    wanted |= {part.column for part in view.filters}
    rows = table.relation(question, wanted).subquery("rows")
    if not view.filters:
        return rows
    return sa.select(rows).where(*(condition(rows.c, part) for part in view.filters)).subquery("filtered")


def ordered(question: Question, table: Table, view: View = _DEFAULT, extra: Sequence[str] = ()) -> sa.Select[Any]:
    """The statement of every row in the view's order."""
    shown = view.columns or table.keys
    order = view.sort or table.order
    found = _filtered(question, table, view, frozenset((*shown, *TIES, *(key.lstrip("-") for key in order))))
    columns = [found.c[key] for key in (*shown, *extra)]
    return sa.select(*columns).order_by(*ordering(found.c, order))


def _one(question: Question, statement: sa.Executable) -> Row:
    with question.scope.region.read() as connection:
        return plain(connection.execute(statement).mappings().one())


def _row(table: Table, row: Any) -> Row:
    """A row with its lists as tuples."""
    found = plain(row)
    return found | {key: split(found[key]) for key in table.lists & found.keys()}


def plain(row: Any) -> Row:
    """A row as a dict; PostgreSQL's exact sums as whole numbers."""
    return {str(key): int(value) if _is_decimal(value) else value for key, value in row.items()}


def _is_decimal(value: object) -> bool:
    return type(value).__name__ == "Decimal"
