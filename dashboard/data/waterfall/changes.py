"""The table `changes`: what makes the difference to the number of a week before, and that difference by cause."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dashboard.data.headline import HEADLINE, headline
from dashboard.data.kept import kept
from dashboard.data.metric import Columns, Metric
from dashboard.data.moment import a_week_before
from dashboard.data.queries import plain
from dashboard.data.question import HEADLINES, LICENCES, Moment, Question
from dashboard.data.schema import COUNTS, customer, subscription
from dashboard.data.states import active, current_states, has_product, licences
from dashboard.data.subscription_metrics import ASSIGNED, PURCHASED, USED
from dashboard.data.table import Column, Table
from dashboard.data.waterfall.causes import CAUSES, Cause
from dashboard.data.waterfall.customers import customer_changes
from dashboard.data.waterfall.licences import licence_changes
from dashboard.data.waterfall.low import low_changes
from dashboard.words import N_

MEASURES = (*HEADLINE, PURCHASED, ASSIGNED, USED)
"""The metrics whose change is told, by the keys of `question.MEASURES`."""


def measure_of(question: Question) -> Metric:
    """The metric that a question is about."""
    return next(metric for metric in MEASURES if metric.key == question.measure)


def comparable(question: Question) -> bool:
    """Whether the region has a snapshot of a week before."""
    return question.moment.week_ago is not None


def changes(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """A row per customer (headline KPIs) or subscription (licences) whose change it is; none without a week before."""
    relations = {"low_assignment": low_changes} | dict.fromkeys(LICENCES, licence_changes)
    found = relations.get(question.measure, customer_changes)(question).subquery("found")
    row = found.c
    same = (subscription.c.customer_key == row.customer_key) & (subscription.c.subscription_key == row.subscription_key)
    return (
        sa.select(
            row.customer_key,
            customer.c.org_id,
            sa.func.coalesce(customer.c.name, row.customer_name).label("customer"),
            sa.func.coalesce(row.trial_id, subscription.c.subscription_id).label("subscription_id"),
            *(row[key] for key in ("subscription_type", "cause", "value_before", "value_now")),
            (sa.func.coalesce(row.value_now, 0) - sa.func.coalesce(row.value_before, 0)).label("change"),
            *(row[key] for key in ("ends_on_before", "ends_on", "auto_renew")),
        )
        .join_from(found, customer, customer.c.customer_key == row.customer_key)
        .outerjoin(subscription, same)
        .where(sa.true() if comparable(question) else sa.false())
    )


@dataclass(frozen=True)
class Part:
    """What one cause adds to the change, over how many customers and rows of the table."""

    cause: Cause
    change: int
    customers: int
    rows: int


@dataclass(frozen=True)
class Comparison:
    """A number a week before and now, each None when unknown, and the causes of the change: rises first."""

    before: int | None
    now: int | None
    parts: tuple[Part, ...]

    @property
    def change(self) -> int | None:
        """The sum of the parts; None when a number is unknown."""
        return None if self.before is None or self.now is None else self.now - self.before


@kept
def comparison(question: Question) -> Comparison:
    """The two numbers, counted as their pages count them, and their difference by cause."""
    before, now = value_at(question, a_week_before(question.moment)), value_at(question, question.moment)
    known = before is not None and now is not None
    return Comparison(before, now, _parts(question) if known else ())


def value_at(question: Question, moment: Moment) -> int | None:
    """The number that the question's measure names, at a moment; None when no snapshot is that old."""
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
        "change": sa.func.sum(row.c.change),
        "customers": sa.func.count(sa.distinct(row.c.customer_key)),
        "rows": sa.func.count(),
    }
    statement = sa.select(row.c.cause, *(count.label(key) for key, count in counts.items())).group_by(row.c.cause)
    with question.scope.region.read() as connection:
        found = {one["cause"]: plain(one) for one in connection.execute(statement).mappings()}
    parts = [Part(cause, *(int(found[cause.key][key]) for key in counts)) for cause in CAUSES if cause.key in found]
    return tuple(sorted(parts, key=lambda part: part.change < 0))


def _sum_of(sign: int) -> Any:
    def summed(row: Columns) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((row.change * sign > 0, row.change))), 0)

    return summed


RISES = Metric(
    "rises",
    N_("Rises"),
    N_("What raised the number since a week before."),
    N_("sum change: change > 0"),
    "customers or licences",
    _sum_of(1),
)

FALLS = Metric(
    "falls",
    N_("Falls"),
    N_("What lowered the number since a week before."),
    N_("sum change: change < 0"),
    "customers or licences",
    _sum_of(-1),
)

CHANGE = Metric(
    "change",
    N_("Change to last week"),
    N_("The number now less the number a week before: its causes sum to it."),
    N_("sum change"),
    "customers or licences",
    lambda row: sa.func.coalesce(sa.func.sum(row.change), 0),
)

CHANGES = Table(
    name="changes",
    title=N_("Changes since last week"),
    short=N_("Changes"),
    definition=N_(
        "Customers or subscriptions that make the difference to the number of a week before, with the cause."
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
        Column("value_before", N_("A week before"), N_("What it counted with seven days before."), "integer"),
        Column("value_now", N_("Now"), N_("What it counts with on the as-of date."), "integer"),
        Column(
            "change", N_("Change to last week"), N_("What it adds to the change of the number."), "change", total=True
        ),
        Column(
            "ends_on_before", N_("End a week before"), N_("Date of expiration or renewal seven days before."), "date"
        ),
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
