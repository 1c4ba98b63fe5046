"""What is watched of one day, in one statement: the rows of tables in several views, and KPIs of them in several.

The answer is one row: a list for the rows of each view, and the parts of KPIs. So a table is looked at once for all who
see the same customers of it, and the subscriptions once for all tables that are made of them. What is asked stands side
by side and not in a UNION, which DuckDB 1.5 may wait for without end where its parts share tables that are joined.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.visitors import replacement_traverse

from dashboard.data.alerts.members import Members, listed, members
from dashboard.data.query.conditions import condition
from dashboard.data.query.metric import Aggregate, Metric, Value, columns_of
from dashboard.data.query.question import Question, View
from dashboard.data.query.scope import Scope
from dashboard.data.query.table import Table
from dashboard.data.storage.bulk import fetch
from dashboard.data.subscriptions import sections

Narrowed = tuple[Scope, View]
Numbers = dict[str, float | None]
_NUMBERS = sa.ARRAY(sa.Double)
_AGGREGATES = ("array_agg", "avg", "count", "max", "min", "sum")


@dataclass
class Watched:
    """What is watched of a table: views whose rows are told, and by scope and view the KPIs that are."""

    views: dict[View, None] = field(default_factory=dict)
    kpis: dict[Narrowed, dict[Metric, None]] = field(default_factory=dict)


@dataclass
class TableAnswer:
    """What a table says: its rows by view, and its KPIs by key, of each scope and view."""

    rows: dict[View, Members] = field(default_factory=dict)
    kpis: dict[Narrowed, Numbers] = field(default_factory=dict)


def table_answers(question: Question, watched: Mapping[Table, Watched]) -> dict[Table, TableAnswer]:
    """What tables say to a question whose scope holds every scope that is watched.

    Several tables must be such as have `narrow`.
    """
    rows = {
        table: _only(relation, _read(watched[table])).cte(f"rows_{table.name}")
        for table, relation in _relations(question, watched).items()
    }
    parts = [part for table, asked in watched.items() for part in _parts_of(question.scope, table, asked)]
    each = [_asked(question.scope, part, rows[part.table]).subquery(f"part_{n}") for n, part in enumerate(parts)]
    first, *others = each
    source = reduce(lambda one, other: one.join(other, sa.true()), others, cast(sa.FromClause, first))
    columns = [column.label(f"{subquery.name}_{column.key}") for subquery in each for column in subquery.c]
    with question.scope.region.read() as connection:
        answer = iter(fetch(connection, sa.select(*columns).select_from(source)).columns)
    answers = {table: TableAnswer() for table in watched}
    for part in parts:
        for view in part.views:
            answers[part.table].rows[view] = members(next(answer)[0])
        if part.kpis:
            _note(answers[part.table], part, iter(next(answer)[0].as_py()))
    return answers


@dataclass
class _Part:
    """What a table is asked of the customers of a scope: the rows of views, and KPIs of views."""

    table: Table
    scope: Scope
    views: Sequence[View]
    kpis: Sequence[tuple[View, Metric]]


def _parts_of(whole: Scope, table: Table, asked: Watched) -> list[_Part]:
    scopes = dict.fromkeys([*([whole] if asked.views else []), *(scope for scope, _view in asked.kpis)])
    kpis = [(scope, (view, metric)) for (scope, view), metrics in asked.kpis.items() for metric in metrics]
    return [
        _Part(table, scope, [*asked.views] if scope == whole else [], [kpi for of, kpi in kpis if of == scope])
        for scope in scopes
    ]


def _asked(whole: Scope, part: _Part, row: sa.CTE) -> sa.Select[Any]:
    """One row: the list of each view's rows, and the two parts of each KPI."""
    second = row.c.subscription_key if "subscription_key" in row.c else _whole(0)
    number = listed(row.c.customer_key, second)
    lists = [_over(number, _shown(row, view)).label(f"rows_{place}") for place, view in enumerate(part.views)]
    halves = [_over(half(row.c), _shown(row, view)) if half else sa.null() for view, half in _halves(part.kpis)]
    numbers = [sa.cast(array(halves), _NUMBERS).label("numbers")] if halves else []
    statement: sa.Select[Any] = sa.select(*lists, *numbers).select_from(row)
    return statement if part.scope == whole else part.scope.restrict(statement, row.c.customer_key)


def _halves(kpis: Sequence[tuple[View, Metric]]) -> list[tuple[View, Aggregate | None]]:
    return [(view, half) for view, metric in kpis for half in (metric.numerator, metric.denominator)]


def _over(expression: sa.ColumnElement[Any], shown: Sequence[sa.ColumnElement[bool]]) -> sa.ColumnElement[Any]:
    """What is made of aggregates, over the rows that are shown: so views of a table share one look at it."""

    def narrowed(element: Any, **_: Any) -> Any:
        if isinstance(element, sa.sql.functions.FunctionElement) and element.name in _AGGREGATES:
            return element.filter(*shown)
        return element if isinstance(element, sa.ColumnClause) else None  # of the rows, which are no copy

    return replacement_traverse(expression, {}, narrowed) if shown else expression


def _note(answer: TableAnswer, part: _Part, halves: Iterator[float | None]) -> None:
    for view, metric in part.kpis:
        value = Value(next(halves), next(halves), metric.denominator is not None)
        answer.kpis.setdefault((part.scope, view), {})[metric.key] = value.number


def _relations(question: Question, watched: Mapping[Table, Watched]) -> Mapping[Table, sa.Select[Any]]:
    wanted = frozenset[str]().union(*map(_wanted, watched.values()))
    if len(watched) > 1:
        return sections.relations(question, wanted, [*watched])
    return {table: table.relation(question, wanted) for table in watched}


def _only(rows: sa.Select[Any], names: frozenset[str]) -> sa.Select[Any]:
    """The rows in those of their columns that are read: a database plans every column that a statement names."""
    kept = [column for column in rows.selected_columns if column.key in names]
    return rows.with_only_columns(*kept, maintain_column_froms=True)


def _read(asked: Watched) -> frozenset[str]:
    """The columns that the views and KPIs are made of, the keys of the rows among them."""
    metrics = frozenset[Metric]().union(*asked.kpis.values())
    return frozenset(("customer_key", "subscription_key", *_wanted(asked))).union(*map(columns_of, metrics))


def _wanted(asked: Watched) -> frozenset[str]:
    views = [*asked.views, *(view for _scope, view in asked.kpis)]
    filtered = {part.column for view in views for part in view.filters}
    return frozenset(filtered.union(*(metric.needs for metrics in asked.kpis.values() for metric in metrics)))


def _whole(number: int) -> sa.ColumnElement[int]:
    return sa.literal_column(str(number), sa.Integer)


def _shown(row: sa.CTE, view: View) -> list[sa.ColumnElement[bool]]:
    return [condition(row.c, part) for part in view.filters]
