"""What is watched of one day, in one statement: the rows of tables in several views, and KPIs of them in several.

A row of the answer is a view's: the list of its rows, or the parts of its KPIs. So a table is looked at once, whoever
watches it, and the subscriptions once for all tables that are made of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array

from dashboard.data.alerts.members import Members, listed, members
from dashboard.data.query.conditions import condition
from dashboard.data.query.metric import Metric, Value
from dashboard.data.query.question import Question, View
from dashboard.data.query.scope import Scope
from dashboard.data.query.table import Table
from dashboard.data.storage.bulk import fetch
from dashboard.data.subscriptions import sections

Narrowed = tuple[Scope, View]
Numbers = dict[str, float | None]
_NUMBERS = sa.ARRAY(sa.Double)


@dataclass
class Watched:
    """What is watched of a table: views whose rows are told, and by scope and view the KPIs that are."""

    views: dict[View, None] = field(default_factory=dict)
    kpis: dict[Narrowed, dict[Metric, None]] = field(default_factory=dict)


@dataclass
class Sighted:
    """What a table says: its rows by view, and its KPIs by key, of each scope and view."""

    rows: dict[View, Members] = field(default_factory=dict)
    kpis: dict[Narrowed, Numbers] = field(default_factory=dict)


def sighted(question: Question, watched: Mapping[Table, Watched]) -> dict[Table, Sighted]:
    """What tables say to a question whose scope holds every scope that is watched.

    Several tables must be such as have `narrow`.
    """
    rows = {table: one.cte(f"rows_{table.name}") for table, one in _relations(question, watched).items()}
    of_rows = [(table, view) for table, asked in watched.items() for view in asked.views]
    of_kpis = [(table, *narrowed) for table, asked in watched.items() for narrowed in asked.kpis]
    parts = [_members(rows[table], view) for table, view in of_rows]
    for table, scope, view in of_kpis:
        part = _numbers(rows[table], view, [*watched[table].kpis[scope, view]])
        parts.append(part if scope == question.scope else scope.restrict(part, rows[table].c.customer_key))
    numbered = [part.add_columns(_whole(number).label("part")) for number, part in enumerate(parts)]
    with question.scope.region.read() as connection:
        answer = fetch(connection, sa.union_all(*numbered))
    place = dict(zip(answer["part"].to_pylist(), range(len(parts)), strict=True))
    found = {table: Sighted() for table in watched}
    for number, (table, view) in enumerate(of_rows):
        found[table].rows[view] = members(answer["members"][place[number]])
    for number, (table, scope, view) in enumerate(of_kpis, len(of_rows)):
        told = answer["numbers"][place[number]].as_py()
        found[table].kpis[scope, view] = _values([*watched[table].kpis[scope, view]], told)
    return found


def _relations(question: Question, watched: Mapping[Table, Watched]) -> Mapping[Table, sa.Select[Any]]:
    wanted = frozenset[str]().union(*map(_wanted, watched.values()))
    if len(watched) > 1:
        return sections.relations(question, wanted, [*watched])
    return {table: table.relation(question, wanted) for table in watched}


def _wanted(asked: Watched) -> frozenset[str]:
    views = [*asked.views, *(view for _scope, view in asked.kpis)]
    filtered = {part.column for view in views for part in view.filters}
    return frozenset(filtered.union(*(metric.needs for metrics in asked.kpis.values() for metric in metrics)))


def _members(row: sa.CTE, view: View) -> sa.Select[Any]:
    """The rows that the view shows."""
    second = row.c.subscription_key if "subscription_key" in row.c else _whole(0)
    told = sa.cast(sa.null(), _NUMBERS).label("numbers")
    return sa.select(listed(row.c.customer_key, second).label("members"), told).where(*_shown(row, view))


def _numbers(row: sa.CTE, view: View, metrics: Sequence[Metric]) -> sa.Select[Any]:
    """The two parts of each KPI over the rows that the view shows."""
    made = [one(row.c) if one else sa.null() for metric in metrics for one in (metric.numerator, metric.denominator)]
    told = sa.cast(sa.null(), sa.ARRAY(sa.BigInteger)).label("members")
    numbers = sa.cast(array(made), _NUMBERS).label("numbers")
    return sa.select(told, numbers).select_from(row).where(*_shown(row, view))


def _whole(number: int) -> sa.ColumnElement[int]:
    return sa.literal_column(str(number), sa.Integer)


def _shown(row: sa.CTE, view: View) -> list[sa.ColumnElement[bool]]:
    return [condition(row.c, part) for part in view.filters]


def _values(metrics: Sequence[Metric], parts: Sequence[float | None]) -> Numbers:
    pairs = zip(metrics, parts[::2], parts[1::2], strict=True)
    return {metric.key: Value(over, under, metric.denominator is not None).number for metric, over, under in pairs}
