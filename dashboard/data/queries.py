"""Questions of any table: its KPIs, its rows, their number, their totals. The one place that reads relations."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from dashboard.data.conditions import condition, ordering
from dashboard.data.metric import Value
from dashboard.data.question import Question, View
from dashboard.data.table import Table

Row = dict[str, Any]

_DEFAULT = View()
_STREAM = 5_000


def values(question: Question, table: Table, view: View = _DEFAULT) -> dict[str, Value]:
    """The table's KPIs by key, over exactly the rows that the view shows; unknown when there is no data by then."""
    if question.moment.snapshot is None:
        return {metric.key: Value(None, ratio=metric.denominator is not None) for metric in table.metrics}
    rows = _filtered(question, table, view, frozenset())
    parts = [metric.numerator(rows.c).label(f"{metric.key}_n") for metric in table.metrics]
    parts += [m.denominator(rows.c).label(f"{m.key}_d") for m in table.metrics if m.denominator]
    answer = _one(question, sa.select(*parts))
    return {
        metric.key: Value(answer[f"{metric.key}_n"], answer.get(f"{metric.key}_d"), metric.denominator is not None)
        for metric in table.metrics
    }


def totals(question: Question, table: Table, view: View = _DEFAULT) -> Row:
    """Number of rows as `rows`, and the sum of each column that has a total, None when nothing in it is known."""
    wanted = frozenset(column.key for column in table.columns if column.total)
    rows = _filtered(question, table, view, wanted)
    sums = [sa.func.sum(rows.c[key]).label(key) for key in sorted(wanted)]
    return _one(question, sa.select(sa.func.count().label("rows"), *sums).select_from(rows))


def count(question: Question, table: Table, view: View = _DEFAULT) -> int:
    """Number of rows that the view shows."""
    rows = _filtered(question, table, view, frozenset())
    return int(_one(question, sa.select(sa.func.count().label("rows")).select_from(rows))["rows"])


def rows(
    question: Question, table: Table, view: View = _DEFAULT, *, limit: int, offset: int = 0, keys: bool = False
) -> list[Row]:
    """A stretch of the rows in the view's order, a dict each by column key, `keys` adding the integer keys."""
    statement = _ordered(question, table, view, ("customer_key", "subscription_key") if keys else ())
    with question.scope.region.read() as connection:
        found = connection.execute(statement.limit(limit).offset(offset)).mappings()
        return [plain(row) for row in found]


def stream(question: Question, table: Table, view: View = _DEFAULT) -> Iterator[Row]:
    """Every row in the view's order, read as it is consumed; closing the iterator ends the query."""
    statement = _ordered(question, table, view, ())
    with question.scope.region.read() as connection:
        found = connection.execution_options(yield_per=_STREAM).execute(statement)
        for row in found.mappings():
            yield plain(row)


def _filtered(question: Question, table: Table, view: View, wanted: frozenset[str]) -> sa.Subquery:
    wanted |= {part.column for part in view.filters}
    rows = table.relation(question, wanted).subquery("rows")
    return sa.select(rows).where(*(condition(rows.c, part) for part in view.filters)).subquery("filtered")


def _ordered(question: Question, table: Table, view: View, extra: Sequence[str]) -> sa.Select[Any]:
    shown = view.columns or tuple(column.key for column in table.columns)
    order = view.sort or table.order
    found = _filtered(question, table, view, frozenset((*shown, *(key.lstrip("-") for key in order))))
    columns = [found.c[key] for key in (*shown, *extra)]
    return sa.select(*columns).order_by(*ordering(found.c, order))


def _one(question: Question, statement: sa.Executable) -> Row:
    with question.scope.region.read() as connection:
        return plain(connection.execute(statement).mappings().one())


def plain(row: Any) -> Row:
    """A row as a dict; PostgreSQL's exact sums as whole numbers."""
    return {key: int(value) if _is_decimal(value) else value for key, value in row.items()}


def _is_decimal(value: object) -> bool:
    return type(value).__name__ == "Decimal"
