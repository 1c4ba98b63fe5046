"""The table `changes`: what makes the difference to an earlier number, and that difference by cause.

The earlier moment is the one that the question compares with: a week before, unless it names another date.
"""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from dashboard.data.changes.calls import MEASURES as OF_CALLS
from dashboard.data.changes.calls import call_changes, calls_at, calls_comparable
from dashboard.data.changes.causes import CAUSES, Cause
from dashboard.data.changes.customers import customer_changes
from dashboard.data.changes.licences import licence_changes
from dashboard.data.changes.low import low_changes
from dashboard.data.query.aggregates import exact_sum
from dashboard.data.query.cache import kept
from dashboard.data.query.metric import Columns, Metric, Unit
from dashboard.data.query.moment import compared_with
from dashboard.data.query.queries import plain
from dashboard.data.query.question import LICENCES, Moment, Question
from dashboard.data.query.table import Column, Kind, Table
from dashboard.data.storage.schema import COUNTS, HEADLINES, customer, subscription
from dashboard.data.subscriptions.headline import HEADLINE, headline
from dashboard.data.subscriptions.metrics import ASSIGNED, PURCHASED, USED
from dashboard.data.subscriptions.states import active, current_states, has_product, licences
from dashboard.i18n import N_

MEASURES = (*HEADLINE, PURCHASED, ASSIGNED, USED, *(measure.metric for measure in OF_CALLS.values()))
"""The metrics whose change is told, by the keys of `question.MEASURES`."""


def measure_of(question: Question) -> Metric:
    """The metric that a question is about."""
    return next(metric for metric in MEASURES if metric.key == question.measure)


def comparable(question: Question) -> bool:
    """Whether the region has a snapshot to compare with; for calls, files of both weeks."""
    if question.measure in OF_CALLS:
        return calls_comparable(question)
    return compared_with(question).snapshot is not None


def changes(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """A row per customer (headline KPIs, calls) or subscription (licences) that changed; none without a then."""
    relations = {
        "low_assignment": low_changes,
        **dict.fromkeys(LICENCES, licence_changes),
        **dict.fromkeys(OF_CALLS, call_changes),
    }
    changed = relations.get(question.measure, customer_changes)(question).subquery("found")
    row = changed.c
    same = (subscription.c.customer_key == row.customer_key) & (subscription.c.subscription_key == row.subscription_key)
    return (
        sa.select(
            row.customer_key,
            customer.c.org_id,
            sa.func.coalesce(customer.c.name, row.customer_name).label("customer"),
            sa.func.coalesce(row.trial_id, subscription.c.subscription_id).label("subscription_id"),
            *(row[key] for key in ("subscription_type", "cause", "value_before", "value_now")),
            _change(row).label("change"),
            *(row[key] for key in ("ends_on_before", "ends_on", "auto_renew")),
        )
        .join_from(changed, customer, customer.c.customer_key == row.customer_key)
        .outerjoin(subscription, same)
        .where(sa.true() if comparable(question) else sa.false())
    )


def _change(row: Columns) -> sa.ColumnElement[Any]:
    """What a row adds: what its relation says, else the difference of its two values."""
    return row.change if "change" in row else sa.func.coalesce(row.value_now, 0) - sa.func.coalesce(row.value_before, 0)


@dataclass(frozen=True)
class Part:
    """What one cause adds to the change, over how many customers and rows of the table. Rates have fractions."""

    cause: Cause
    change: float
    customers: int
    rows: int


@dataclass(frozen=True)
class Comparison:
    """A number then and now, each None when unknown, and the causes of the change: rises first."""

    before: float | None
    now: float | None
    parts: tuple[Part, ...]

    @property
    def change(self) -> float | None:
        """The sum of the parts; None when a number is unknown."""
        return None if self.before is None or self.now is None else self.now - self.before


@kept
def comparison(question: Question) -> Comparison:
    """The two numbers, counted as their pages count them, and their difference by cause."""
    before, now = value_at(question, compared_with(question)), value_at(question, question.moment)
    known = before is not None and now is not None
    return Comparison(before, now, _parts(question) if known else ())


def value_at(question: Question, moment: Moment) -> float | None:
    """The number that the question's measure names, at a moment; None when no snapshot is that old."""
    if question.measure in OF_CALLS:
        return calls_at(question, moment)
    if moment.snapshot is None:
        return None
    if question.measure in HEADLINES:
        number = headline(question.scope, moment).values[question.measure].number
        return None if number is None else int(number)
    state = current_states(question.scope, moment, before=False).c
    counts = [licences(state, question.product, count).label(count) for count in COUNTS]
    rows = sa.select(*counts).where(active(state, moment.as_of), has_product(state, question.product)).subquery("rows")
    with question.scope.region.read() as connection:
        number = connection.scalar(sa.select(measure_of(question).numerator(rows.c)).select_from(rows))
    return None if number is None else int(number)


def _parts(question: Question) -> tuple[Part, ...]:
    row = changes(question, frozenset()).subquery("changes")
    counts = {
        "change": exact_sum(row.c.change),
        "customers": sa.func.count(sa.distinct(row.c.customer_key)),
        "rows": sa.func.count(),
    }
    statement = sa.select(row.c.cause, *(count.label(key) for key, count in counts.items())).group_by(row.c.cause)
    with question.scope.region.read() as connection:
        by_cause = {part["cause"]: plain(part) for part in connection.execute(statement).mappings()}
    parts = [Part(cause, *(by_cause[cause.key][key] for key in counts)) for cause in CAUSES if cause.key in by_cause]
    return tuple(sorted(parts, key=lambda part: part.change < 0))


def _sum_of(sign: int) -> Any:
    def summed(row: Columns) -> sa.ColumnElement[Any]:
        return sa.func.coalesce(exact_sum(sa.case((row.change * sign > 0, row.change))), 0)

    return summed


RISES = Metric(
    "rises",
    N_("Rises"),
    N_("What raised the number since the earlier date."),
    N_("sum change: change > 0"),
    "customers or licences",
    _sum_of(1),
)

FALLS = Metric(
    "falls",
    N_("Falls"),
    N_("What lowered the number since the earlier date."),
    N_("sum change: change < 0"),
    "customers or licences",
    _sum_of(-1),
)

CHANGE = Metric(
    "change",
    N_("Change"),
    N_("The number now less the earlier number: its causes sum to it."),
    N_("sum change"),
    "customers or licences",
    lambda row: sa.func.coalesce(exact_sum(row.change), 0),
)

CHANGES = Table(
    name="changes",
    title=N_("Changes"),
    short=N_("Changes"),
    definition=N_(
        "Customers or subscriptions that make the difference to the number of a week before, or of the date compared "
        "with, each with its cause."
    ),
    relation=changes,
    columns=(
        Column("org_id", N_("Customer organisation ID"), N_("Unique id of the customer organisation.")),
        Column("customer", N_("Customer"), N_("Name of the customer organisation.")),
        Column(
            "subscription_id", N_("Subscription ID"), N_("The subscription that made the difference, if it was one.")
        ),
        Column("subscription_type", N_("Subscription type"), N_("Type as the report names it.")),
        Column("cause", N_("Cause"), N_("Why the number changed: one cause for each row.")),
        Column(
            "value_before",
            N_("Before"),
            N_("What it counted with then: seven days before, or on the date compared with."),
            "integer",
        ),
        Column("value_now", N_("Now"), N_("What it counts with on the as-of date."), "integer"),
        Column("change", N_("Change"), N_("What it adds to the change of the number."), "change", total=True),
        Column("ends_on_before", N_("End before"), N_("Date of expiration or renewal as it was told then."), "date"),
        Column("ends_on", N_("Ends on"), N_("Date of expiration or renewal."), "date"),
        Column("auto_renew", N_("Auto-renewal"), N_("Whether it renews by itself."), "flag"),
    ),
    shown=("customer", "subscription_id", "cause", "value_before", "value_now", "change", "ends_on"),
    order=("-change", "customer"),
    metrics=(RISES, FALLS, CHANGE),
    known=comparable,
    noun="rows",
    by_measure=True,
)


_KINDS: dict[Unit, tuple[Kind, Kind]] = {"ratio": ("rate", "points"), "minutes": ("number", "number_change")}
"""Of a value and of a change, where they are no whole numbers."""


def as_measured(table: Table, question: Question) -> Table:
    """The table with columns of the kinds that the question's measure has: rates as rates, minutes with fractions."""
    kinds = _KINDS.get(measure_of(question).unit) if table.by_measure else None
    if kinds is None:
        return table
    of = {"value_before": kinds[0], "value_now": kinds[0], "change": kinds[1]}
    return replace(
        table, columns=tuple(replace(column, kind=of.get(column.key, column.kind)) for column in table.columns)
    )
