"""Proof of a KPI: its value as a page asks it, held against the same value asked and counted in other ways."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from dashboard.data.calling.covered_weeks import week_of
from dashboard.data.calling.trends import week_values
from dashboard.data.changes.table import value_at
from dashboard.data.proof.recount import columns_of, recount
from dashboard.data.query import queries
from dashboard.data.query.metric import Metric, Value
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Table
from dashboard.data.subscriptions.headline import headline

AskedBy = Callable[[Question, Table, Metric, View], Value]
"""How a page asks a KPI."""

What = Literal["api", "rows", "numerator", "denominator", "count"]


@dataclass(frozen=True)
class Check:
    """Two numbers that must be the same; None is unknown. `what` says where the second comes from."""

    what: What
    shown: float | None
    checked: float | None

    @property
    def agrees(self) -> bool:
        """Whether they are the same, up to the last digits of a sum of fractions."""
        if self.shown is None or self.checked is None:
            return self.shown is self.checked
        return math.isclose(self.shown, self.checked, rel_tol=1e-9, abs_tol=1e-9)


@dataclass(frozen=True)
class Proof:
    """A KPI as its page shows it, how many rows it is made of, and the checks."""

    value: Value
    rows: int
    checks: tuple[Check, ...]


def of_headline(question: Question, table: Table, metric: Metric, view: View) -> Value:
    """As the row of KPIs over both products asks."""
    return headline(question.scope, question.moment).values[metric.key]


def of_section(question: Question, table: Table, metric: Metric, view: View) -> Value:
    """As the strip of a section asks."""
    return queries.summary(question, table, view).values[metric.key]


def of_week(question: Question, table: Table, metric: Metric, view: View) -> Value:
    """As the row of KPIs of a completed week asks."""
    return week_values(question, table, week_of(question))[metric.key]


def of_measure(question: Question, table: Table, metric: Metric, view: View) -> Value:
    """As the comparison with a week before asks."""
    return Value(value_at(replace(question, measure=metric.key), question.moment))


def prove(question: Question, table: Table, metric: Metric, view: View, asked_by: AskedBy) -> Proof:
    """The KPI and its checks, all asked and counted now.

    The rows are read as an export reads them and counted in Python; only the columns that make the KPI are taken.
    """
    value = asked_by(question, table, metric, view)
    table_now = queries.summary(question, table, view)
    api = table_now.values[metric.key]
    read = View(view.sort, view.filters, columns_of(metric.key))
    counted, rows = recount(metric.key, queries.stream(question, table, read))
    if not table.known(question):
        counted = Value(None, None, counted.ratio)  # no rows, for nothing is known
    checks = [Check("api", value.number, api.number), Check("rows", value.number, counted.number)]
    if value.ratio:
        checks.append(Check("numerator", value.numerator, counted.numerator))
        checks.append(Check("denominator", value.denominator, counted.denominator))
    checks.append(Check("count", table_now.rows, rows))
    return Proof(value, rows, tuple(checks))
