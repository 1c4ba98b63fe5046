"""The risk of a renewal as points, a reason at a time; the score is their sum and nothing else.

A reason gives a share of its weight, rounded to the nearest point, and none where it is unknown:

- `days_left`: all on the day itself, none 180 days before
- `no_auto_renewal`: all for a trial, or where auto-renewal is not known to be on
- `low_assignment`, `low_use`: what is missing from assigned (used) / purchased = 1
- `falling_use`: how far use lies below its peak of three months
- `falling_calls`: how far the calls of the last completed week lie below the mean of the four weeks before
- `poor_quality`: poor / measured legs of that week, all from the region's `poor_rate` on; from `minimum_legs` on
- `no_admin_activity`: all after `inactive_days` without a sign-in; only at the newest date: files tell no earlier one
"""

from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import covered_weeks, week_of
from dashboard.data.query.question import MOST_DAYS, Question
from dashboard.data.storage.rules import RISKS, Rules
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import customer_week
from dashboard.data.storage.weeks import WEEK

HORIZON = MOST_DAYS
"""Days before the end from which nearness counts."""
_WEEKS_BEFORE = 4
_LEAST_RATE = 0.001  # of poor legs: a rule of 0 would divide by nothing

NEEDED = frozenset(("days_left", "assigned_rate", "used_rate", "peak_used_3_months"))
"""The columns of the subscriptions that the points are made of."""

Columns = sa.sql.ColumnCollection[str, Any]


def with_score(question: Question, rows: sa.FromClause) -> sa.Select[Any]:
    """The rows, which have NEEDED, `expires` and `used`, with `value_<reason>`, `points_<reason>` and `score`."""
    signals = _signals(question).subquery("signals")
    source = rows.outerjoin(signals, signals.c.customer_key == rows.c.customer_key)
    values = _values(question, rows.c, signals.c)
    valued = sa.select(*rows.c, *(values[risk].label(f"value_{risk}") for risk in RISKS))
    value = valued.select_from(source).subquery("valued").c
    points = {risk: _points(question.moment.rules, risk, value) for risk in RISKS}
    total = sum(points.values(), sa.literal(0, sa.Integer))
    return sa.select(*value, *(points[risk].label(f"points_{risk}") for risk in RISKS), total.label("score"))


def _values(question: Question, row: Columns, signal: Columns) -> dict[str, sa.ColumnElement[Any]]:
    """What each reason rests on: days, 1 or 0, shares from 0 to 1; unknown where nothing tells it."""
    below_peak = sa.cast(row.peak_used_3_months - row.used, sa.Double) / sa.func.nullif(row.peak_used_3_months, 0)
    return {
        "days_left": row.days_left,
        "no_auto_renewal": sa.case((row.expires, 1), else_=0),
        "low_assignment": row.assigned_rate,
        "low_use": row.used_rate,
        "falling_use": sa.case((below_peak > 0, below_peak), else_=sa.case((below_peak <= 0, 0.0))),
        "falling_calls": signal.calls_fall,
        "poor_quality": signal.poor_rate,
        "no_admin_activity": signal.days_since_sign_in,
    }


def _points(rules: Rules, risk: str, value: Columns) -> sa.ColumnElement[int]:
    """The nearest whole number to the reason's share of its weight."""
    share = sa.func.coalesce(_share(rules, risk, value[f"value_{risk}"]), 0.0)
    bounded = sa.case((share > 1.0, 1.0), (share < 0.0, 0.0), else_=share)
    return sa.cast(sa.func.floor(bounded * sa.literal(float(rules.weight(risk)), sa.Double) + 0.5), sa.Integer)


def _share(rules: Rules, risk: str, value: Any) -> sa.ColumnElement[Any]:
    if risk == "days_left":
        return sa.cast(HORIZON - value, sa.Double) / float(HORIZON)
    if risk in ("low_assignment", "low_use"):
        return sa.literal(1.0, sa.Double) - value
    if risk == "poor_quality":
        return value / sa.literal(max(rules.poor_rate, _LEAST_RATE), sa.Double)
    if risk == "no_admin_activity":
        return sa.case((value >= rules.inactive_days, 1.0), else_=0.0)
    return sa.cast(value, sa.Double)


def _signals(question: Question) -> sa.Select[Any]:
    """A row per customer: how far its calls fell, its share of poor legs, days since an admin signed in."""
    week, rules = week_of(question), question.moment.rules
    row = customer_week.c
    now, before = row.week == week, row.week < week
    weeks = sa.select(
        row.customer_key,
        sa.func.sum(sa.case((now, row.calls))).label("calls"),
        sa.func.avg(sa.cast(sa.case((before, row.calls)), sa.Double)).label("mean"),
        sa.func.sum(sa.case((now, row.poor))).label("poor"),
        sa.func.sum(sa.case((now, row.good + row.poor))).label("measured"),
    ).where(row.week.between(week - _WEEKS_BEFORE * WEEK, week))
    week_sums = weeks.group_by(row.customer_key).subquery("weeks")
    sums = week_sums.c
    # A customer whom a covered week's files do not name has made no calls in it.
    covered = not covered_weeks(question).get(week, frozenset()).isdisjoint({"usage", "legs"})
    calls = sa.cast(sa.func.coalesce(sums.calls, 0) if covered else sums.calls, sa.Double)
    fall = (sums.mean - calls) / sa.func.nullif(sums.mean, 0.0)
    rate = sa.cast(sums.poor, sa.Double) / sa.func.nullif(sums.measured, 0)
    statement = sa.select(
        customer.c.customer_key,
        sa.case((fall > 0.0, fall), (fall <= 0.0, 0.0)).label("calls_fall"),
        sa.case((sums.measured >= rules.minimum_legs, rate)).label("poor_rate"),
        _since_sign_in(question).label("days_since_sign_in"),
    )
    return statement.select_from(customer.outerjoin(week_sums, sums.customer_key == customer.c.customer_key))


def _since_sign_in(question: Question) -> sa.ColumnElement[Any]:
    if not question.moment.newest:
        return sa.cast(sa.null(), sa.Integer)
    seen, today = customer.c.last_admin_sign_in, sa.literal(question.moment.as_of, sa.Date)
    return sa.case((seen <= today, today.op("-", return_type=sa.Integer())(seen)))
