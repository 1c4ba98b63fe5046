"""The queue of renewals: every active subscription of a product that ends within the asked days, the riskiest first."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.data.money.values import value_columns
from dashboard.data.query.aggregates import distinct_customers
from dashboard.data.query.metric import Columns, Metric
from dashboard.data.query.question import Question
from dashboard.data.query.table import Column, Kind, Table
from dashboard.data.renewals.score import NEEDED, with_score
from dashboard.data.storage.rules import RISKS
from dashboard.data.subscriptions.columns import COLUMNS
from dashboard.data.subscriptions.metrics import TOTAL_LICENCES
from dashboard.data.subscriptions.states import current_states
from dashboard.data.subscriptions.subscriptions_now import subscriptions_now
from dashboard.data.subscriptions.usage import PEAK, usage_snapshots
from dashboard.data.work.columns import RENEWAL, WORK, with_renewal_work, with_work
from dashboard.i18n import N_

BANDS = (("high", 50), ("medium", 25), ("low", 0))
"""What a score is called from that many points on."""

REASONS: dict[str, tuple[str, str, Kind]] = {
    "days_left": (N_("Days left"), N_("The nearer the end, the more points; none from 180 days on."), "integer"),
    "no_auto_renewal": (N_("No auto-renewal"), N_("1 for a trial, or where it does not renew by itself."), "integer"),
    "low_assignment": (N_("Low assignment"), N_("Assigned / purchased: the less, the more points."), "rate"),
    "low_use": (N_("Low use"), N_("Used / purchased: the less, the more points."), "rate"),
    "falling_use": (N_("Falling use"), N_("How far use lies below its peak of three months."), "rate"),
    "falling_calls": (
        N_("Falling calls"),
        N_("How far the customer's calls of the last week lie below the mean of the four weeks before."),
        "rate",
    ),
    "poor_quality": (N_("Poor quality"), N_("Poor / measured call legs of the customer in the last week."), "rate"),
    "no_admin_activity": (
        N_("No admin activity"),
        N_("Days since an administrator signed in, as of today."),
        "integer",
    ),
}
"""Of each reason: its name, what its number is, the kind of the number."""

_POINTS = {
    "days_left": N_("Points for days left"),
    "no_auto_renewal": N_("Points for no auto-renewal"),
    "low_assignment": N_("Points for low assignment"),
    "low_use": N_("Points for low use"),
    "falling_use": N_("Points for falling use"),
    "falling_calls": N_("Points for falling calls"),
    "poor_quality": N_("Points for poor quality"),
    "no_admin_activity": N_("Points for no admin activity"),
}
_LABELS = {"days_left": N_("Days left, of the score")}  # the subscription's own column has its name already


def renewals(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """The queue, in the columns of `RENEWALS`; the score and what it rests on only when any of it is wanted.

    The peaks of use are looked up for these subscriptions alone.
    """
    return _narrow(subscriptions_now(question, _needed(wanted)).subquery("row"), question, wanted)


def _needed(wanted: frozenset[str]) -> frozenset[str]:
    return (wanted | NEEDED if wanted & SCORED else wanted) - {PEAK}


def _narrow(row: sa.FromClause, question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    as_of, scores = question.moment.as_of, bool(wanted & SCORED)
    near = sa.select(row).where(row.c.ends_on.between(as_of, as_of + timedelta(days=question.days))).cte("near")
    peaks = PEAK not in near.c and (scores or PEAK in wanted)
    peaked = _with_peak(question, near).subquery("peaked") if peaks else near
    rows = _with_risk(question, peaked) if scores else peaked
    product = sa.literal(question.product, sa.String).label("product")
    statement: sa.Select[Any] = sa.select(*rows.c, product).select_from(rows)
    statement = with_renewal_work(with_work(statement, rows, question, wanted), rows, question, wanted)
    return _with_value(statement, rows, question) if wanted & {"value", "currency"} else statement


def _with_peak(question: Question, near: sa.CTE) -> sa.Select[Any]:
    used = usage_snapshots(question).subquery("used")
    same = (used.c.customer_key == near.c.customer_key) & (used.c.subscription_key == near.c.subscription_key)
    peaks = (
        sa.select(used.c.customer_key, used.c.subscription_key, sa.func.max(used.c.used).label("peak"))
        .join_from(near, used, same)
        .group_by(used.c.customer_key, used.c.subscription_key)
        .subquery("peaks")
    )
    mine = (peaks.c.customer_key == near.c.customer_key) & (peaks.c.subscription_key == near.c.subscription_key)
    return sa.select(*near.c, peaks.c.peak.label(PEAK)).outerjoin_from(near, peaks, mine)


def _with_risk(question: Question, rows: sa.FromClause) -> sa.FromClause:
    scored = with_score(question, rows).subquery("scored")
    band = sa.case(*((scored.c.score >= points, name) for name, points in BANDS))
    return sa.select(*scored.c, band.label("risk")).subquery("banded")


def _with_value(rows: sa.Select[Any], row: sa.FromClause, question: Question) -> sa.Select[Any]:
    state = current_states(question.scope, question.moment, before=False)
    same = (state.c.customer_key == row.c.customer_key) & (state.c.subscription_key == row.c.subscription_key)
    value, currency = value_columns(question, state.c)
    return rows.join_from(row, state, same).add_columns(value.label("value"), currency.label("currency"))


SCORED = frozenset(("score", "risk", *(f"{part}_{risk}" for part in ("points", "value") for risk in RISKS)))
"""The columns that cost the counting of a score."""

_SUBSCRIPTION = {column.key: column for column in COLUMNS}
_TOLD = ("org_id", "customer", "subscription_id", "subscription_type", "ends_on", "auto_renew", "days_left")
_COUNTS = ("purchased", "assigned", "used", "assigned_rate", "used_rate", "peak_used_3_months")


def _reason_columns() -> list[Column]:
    columns = []
    for risk in RISKS:
        label, meaning, kind = REASONS[risk]
        columns.append(Column(f"points_{risk}", _POINTS[risk], N_("Points that this reason gives."), "integer"))
        columns.append(Column(f"value_{risk}", _LABELS.get(risk, label), meaning, kind))
    return columns


def _seats_at_risk(row: Columns) -> sa.ColumnElement[Any]:
    """Unknown where no row knows its licences."""
    known = sa.case((row.score >= BANDS[0][1], row.purchased), (row.purchased.is_not(None), 0))
    return sa.case((sa.func.count() == 0, 0), else_=sa.func.sum(known))


RENEWALS = Table(
    name="renewals",
    title=N_("Renewals by risk"),
    short=N_("Renewals"),
    definition=N_("Active subscriptions and trials that end within the chosen days, with what speaks for their loss."),
    relation=renewals,
    narrow=_narrow,
    narrowed=_needed,
    columns=(
        *(_SUBSCRIPTION[key] for key in _TOLD),
        Column("product", N_("Product"), N_("The product whose licences the row speaks of.")),
        Column("score", N_("Risk"), N_("Sum of the points of all reasons."), "integer"),
        Column(
            "risk",
            N_("Risk level"),
            N_("high from 50 points on, medium from 25, else low."),
            "list",
            of=tuple(name for name, _points in BANDS),
        ),
        *_reason_columns(),
        *(_SUBSCRIPTION[key] for key in _COUNTS),
        *(replace(column, aside=False) for column in (*WORK, *RENEWAL)),
        Column("value", N_("Value a month"), N_("Purchased licences times their prices; see currency."), "number"),
        Column("currency", N_("Currency"), N_("Of the value; unknown where prices are in several.")),
    ),
    shown=("customer", "subscription_id", "days_left", "score", "purchased", "owner", "state", "value"),
    order=("-score", "days_left", "customer"),
    metrics=(
        Metric(
            "customers",
            N_("Customers with renewals"),
            N_("Customers with at least one subscription in this section."),
            N_("count distinct customers"),
            "customers",
            distinct_customers,
        ),
        TOTAL_LICENCES,
        Metric(
            "licences_at_risk",
            N_("Licences at high risk"),
            N_("Licences of the renewals whose risk is 50 points or more."),
            N_("sum purchased: score >= 50"),
            "licences",
            _seats_at_risk,
            good="less",
            needs=("score",),
        ),
    ),
)


def reasons_of(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The reasons of a row as `key`, `points`, `value`; their points sum to the row's score."""
    return [{"key": risk, "points": row[f"points_{risk}"], "value": row[f"value_{risk}"]} for risk in RISKS]
