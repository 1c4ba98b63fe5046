"""Questions of any table: its KPIs, its rows, their number, their totals. The one place that reads relations."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import Any, cast

import sqlalchemy as sa

from dashboard.data.query.aggregates import exact_sum
from dashboard.data.query.cache import kept
from dashboard.data.query.conditions import TIES, condition, ordering
from dashboard.data.query.lists import split
from dashboard.data.query.metric import Columns, Metric, Value
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Table

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
    if table.together and not view.filters:
        return table.together(question)[table.name]
    rows = _filtered(question, table, view, needed(table))
    return _summary(question, table, _one(question, sa.select(*_sums(table, rows.c)).select_from(rows)))


def summaries(question: Question, relations: Mapping[Table, sa.Select[Any]]) -> dict[str, Summary]:
    """The summaries of several tables by name, in one statement, from relations that hold what each needs."""
    each = {
        table: sa.select(*_sums(table, rows.c)).select_from(rows).subquery(f"{table.name}_sums")
        for table, rows in ((table, relation.subquery(table.name)) for table, relation in relations.items())
    }
    columns = [column.label(f"{table.name}/{column.key}") for table, sums in each.items() for column in sums.c]
    first, *others = each.values()
    source = reduce(lambda one, other: one.join(other, sa.true()), others, cast(sa.FromClause, first))
    answer = _one(question, sa.select(*columns).select_from(source))
    return {
        table.name: _summary(question, table, {column.key: answer[f"{table.name}/{column.key}"] for column in sums.c})
        for table, sums in each.items()
    }


def needed(table: Table) -> frozenset[str]:
    """The columns that a table's summary is made of, as far as they are had only when wanted."""
    return frozenset((*_summed(table), *(key for metric in table.metrics for key in metric.needs)))


def _summed(table: Table) -> list[str]:
    return sorted(column.key for column in table.columns if column.total)


def _sums(table: Table, row: Columns) -> list[sa.ColumnElement[Any]]:
    """The aggregates of a summary, in one row."""
    sums = [exact_sum(row[key]).label(key) for key in _summed(table)]
    return [sa.func.count().label("rows"), *sums, *_parts(table.metrics, row)]


def _summary(question: Question, table: Table, answer: Row) -> Summary:
    values = _values(table.metrics, answer if table.known(question) else {})
    return Summary(values, {key: answer[key] for key in _summed(table)}, int(answer["rows"]))


def _parts(metrics: Sequence[Metric], row: Columns) -> list[sa.ColumnElement[Any]]:
    parts: list[sa.ColumnElement[Any]] = []
    for metric in metrics:
        expressions = {"n": metric.numerator, "d": metric.denominator, "k": metric.counted}
        parts += [aggregate(row).label(f"{metric.key}/{part}") for part, aggregate in expressions.items() if aggregate]
    return parts


def _values(metrics: Sequence[Metric], answer: Row) -> dict[str, Value]:
    return {metric.key: _value(metric, answer) for metric in metrics}


@kept
def values_by_week(question: Question, table: Table, weeks: tuple[date, ...]) -> dict[date, dict[str, Value]]:
    """The table's weekly KPIs of each week that has a row, in one statement; none when the table knows no weeks."""
    if table.by_week is None:
        return {}
    rows = table.by_week(question, weeks).subquery("rows").c
    number = sa.func.count().label("rows")
    statement = sa.select(rows.week, number, *_parts(table.weekly, rows)).group_by(rows.week)
    with question.scope.region.read() as connection:
        return {row["week"]: _values(table.weekly, plain(row)) for row in connection.execute(statement).mappings()}


def _value(metric: Metric, answer: Row) -> Value:
    numerator, denominator, counted = (answer.get(f"{metric.key}/{part}") for part in "ndk")
    rows = answer.get("rows") if metric.counted else None
    return Value(numerator, denominator, metric.denominator is not None, counted, rows)


def values(question: Question, table: Table, view: View = _DEFAULT) -> dict[str, Value]:
    """The table's KPIs by key; nothing is asked where there is no data."""
    return summary(question, table, view).values if table.known(question) else _values(table.metrics, {})


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
    filtered = _filtered(question, table, view, frozenset((by, column)))
    total, rows = exact_sum(filtered.c[column]).label("total"), sa.func.count().label("rows")
    statement = sa.select(filtered.c[by].label("value"), total, rows).group_by(filtered.c[by])
    with question.scope.region.read() as connection:
        answers = [plain(row) for row in connection.execute(statement).mappings()]
    return {answer["value"]: (answer["total"], answer["rows"]) for answer in answers}


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
        answer = connection.execute(statement.limit(limit).offset(offset)).mappings()
        return [_row(table, row) for row in answer]


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


def stream(question: Question, table: Table, view: View = _DEFAULT) -> Generator[Row, None, None]:
    """Every row in the view's order, read as it is consumed; closing the iterator ends the query."""
    statement = ordered(question, table, view)
    with question.scope.region.read() as connection:
        answer = connection.execution_options(yield_per=_STREAM).execute(statement)
        with closing(answer):
            for row in answer.mappings():
                yield _row(table, row)


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
    filtered = _filtered(question, table, view, frozenset((*shown, *TIES, *(key.lstrip("-") for key in order))))
    columns = [filtered.c[key] for key in (*shown, *extra)]
    return sa.select(*columns).order_by(*ordering(filtered.c, order))


def _one(question: Question, statement: sa.Executable) -> Row:
    with question.scope.region.read() as connection:
        return plain(connection.execute(statement).mappings().one())


def _row(table: Table, row: Any) -> Row:
    """A row with its lists as tuples."""
    as_values = plain(row)
    return as_values | {key: split(as_values[key]) for key in table.lists & as_values.keys()}


def plain(row: Any) -> Row:
    """A row as a dict; PostgreSQL's exact sums as whole numbers."""
    return {str(key): int(value) if _is_decimal(value) else value for key, value in row.items()}


def _is_decimal(value: object) -> bool:
    return type(value).__name__ == "Decimal"
