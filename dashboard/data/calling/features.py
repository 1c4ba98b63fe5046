"""Feature adoption: which customers use which calling features, and which do not use one yet."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import told_by, week_before, week_of
from dashboard.data.calling.feature_counts import REPORTED
from dashboard.data.calling.metrics import customers
from dashboard.data.calling.relations import with_identity
from dashboard.data.query import queries
from dashboard.data.query.cache import kept
from dashboard.data.query.letters import in_order
from dashboard.data.query.metric import Columns, Metric
from dashboard.data.query.question import Question
from dashboard.data.query.table import Column, Table
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import customer_week, feature_week, queue_week
from dashboard.i18n import N_


def feature_adoption(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """A row per customer with calling data of the week and feature that anyone the user may see used in it.

    `uses` is unknown where the source that could tell says nothing of the customer in the week.
    """
    who, feature = _customers(question).cte("who"), _features(question).cte("feature")
    now, before, had = feature_week.alias("now"), feature_week.alias("before"), customer_week.alias("had")
    week, earlier = week_of(question), week_before(question)
    pair = who.join(feature, sa.true()).join(customer, customer.c.customer_key == who.c.customer_key)
    source = (
        pair.join(now, _same(now.c, who.c, feature.c, week), isouter=True)
        .join(before, _same(before.c, who.c, feature.c, earlier), isouter=True)
        .join(had, _had_legs(had.c, who.c, earlier), isouter=True)
    )
    named_by_legs = feature.c.feature.not_in(REPORTED)
    by_legs = who.c.has_legs.is_(True) & named_by_legs
    reported, past_told = now.c.feature.is_not(None), before.c.feature.is_not(None)
    calls = sa.case((reported, now.c.calls), (by_legs, 0))
    past = sa.case((past_told, before.c.calls), (had.c.customer_key.is_not(None) & named_by_legs, 0))
    uses = sa.case((now.c.calls == 0, sa.false()), (reported, sa.true()), (by_legs, sa.false()))
    rows, columns = with_identity(question, source, who.c)
    return sa.select(
        *columns,
        feature.c.feature,
        calls.label("calls"),
        (calls - past).label("calls_change"),
        uses.label("uses"),
    ).select_from(rows)


def _same(row: Columns, who: Columns, feature: Columns, week: Any) -> sa.ColumnElement[bool]:
    return (row.customer_key == who.customer_key) & (row.feature == feature.feature) & (row.week == week)


def _had_legs(row: Columns, who: Columns, week: Any) -> sa.ColumnElement[bool]:
    return (row.customer_key == who.customer_key) & (row.week == week) & (row.quality_source == "legs")


def _customers(question: Question) -> sa.Select[Any]:
    """Customers in scope that any source of the week speaks of, and whether their legs are known."""
    called, queued, week = customer_week.c, queue_week.c, week_of(question)
    legs = sa.select(called.customer_key, (called.quality_source == "legs").label("legs")).where(called.week == week)
    queues = sa.select(queued.customer_key, sa.false().label("legs")).where(queued.week == week)
    both = sa.union_all(
        question.scope.restrict(legs, called.customer_key), question.scope.restrict(queues, queued.customer_key)
    ).subquery("both")
    return sa.select(both.c.customer_key, sa.func.bool_or(both.c.legs).label("has_legs")).group_by(both.c.customer_key)


def _in_use(row: Columns) -> sa.ColumnElement[bool]:
    """Whether a row of `feature_week` says that the feature was used, in calls that may be unknown."""
    return sa.func.coalesce(row.calls, 1) > 0


def _features(question: Question) -> sa.Select[Any]:
    row = feature_week.c
    used = sa.select(row.feature).where(row.week == week_of(question), _in_use(row)).distinct()
    return question.scope.unfiltered.restrict(used, row.customer_key)


@kept
def features(question: Question) -> list[dict[str, Any]]:
    """Features that customers in scope used in the week: `feature`, `calls`, `customers`; the most used first.

    `calls` are those that are known, None when none are.
    """
    row, calls = feature_week.c, sa.func.sum(feature_week.c.calls)
    statement = (
        sa.select(row.feature, calls.label("calls"), sa.func.count().label("customers"))
        .where(row.week == week_of(question), _in_use(row))
        .group_by(row.feature)
        .order_by(calls.desc().nulls_last(), in_order(row.feature))
    )
    with question.scope.region.read() as connection:
        rows = connection.execute(question.scope.restrict(statement, row.customer_key)).mappings()
        return [queries.plain(feature) for feature in rows]


@kept
def adoption(question: Question) -> list[dict[str, Any]]:
    """The table's rows by feature, the most used first: `feature`, `calls`, `customers` that use it, `known` in all.

    `known` counts the customers for whom a source tells whether they use it; `calls` are those that are known, None
    when none are.
    """
    row = feature_adoption(question, frozenset()).subquery("row").c
    calls = sa.func.sum(row.calls)
    users, known = sa.func.count(sa.case((row.uses, 1))), sa.func.count(row.uses)
    statement = (
        sa.select(row.feature, calls.label("calls"), users.label("customers"), known.label("known"))
        .group_by(row.feature)
        .order_by(calls.desc().nulls_last(), in_order(row.feature))
    )
    with question.scope.region.read() as connection:
        return [queries.plain(feature) for feature in connection.execute(statement).mappings()]


ADOPTION_RATE = Metric(
    "adoption_rate",
    N_("Adoption"),
    N_("Share of the customers, one feature at a time, that use it; those that no source tells are left out."),
    N_("customers that use a feature / customers for whom it is known"),
    "ratio",
    lambda row: sa.func.count(sa.case((row.uses, 1))),
    lambda row: sa.func.count(row.uses),
    good="more",
)

COLUMNS = (
    Column("org_id", N_("Customer organisation ID"), N_("Unique id of the customer organisation.")),
    Column("customer", N_("Customer"), N_("Name of the customer organisation.")),
    Column("feature", N_("Feature"), N_("Calling feature, as its source names it.")),
    Column("calls", N_("Calls"), N_("Calls of the week that used the feature."), "integer", True),
    Column("calls_change", N_("Calls change"), N_("Calls less those of the week before."), "change", True, "more"),
    Column("uses", N_("Uses it"), N_("Whether the customer used the feature in the week."), "flag"),
)

FEATURE_ADOPTION = Table(
    name="feature_adoption",
    title=N_("Customers and calling features"),
    short=N_("Features"),
    definition=N_("Each customer with calling data of the week, with each feature that is in use."),
    relation=feature_adoption,
    columns=COLUMNS,
    shown=("customer", "feature", "uses", "calls", "calls_change"),
    order=("feature", "-calls", "customer"),
    metrics=(customers(), ADOPTION_RATE),
    known=told_by("usage", "legs", "queues"),
    noun="rows",
)
