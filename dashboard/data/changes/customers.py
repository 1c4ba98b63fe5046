"""Customers that entered or left a headline KPI, each by one of its subscriptions. Low assignment: `low`."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.changes.causes import CAUSES
from dashboard.data.changes.pairs import Bool, came, pairs, told, went
from dashboard.data.query.metric import Columns
from dashboard.data.query.question import PRODUCTS, Moment, Question
from dashboard.data.subscriptions.headline import FALLBACK_CAUSES

Cases = list[tuple[Bool, str]]


def customer_changes(question: Question) -> sa.Select[Any]:
    """A row per customer that counts at one of the two moments only.

    Of the subscriptions that made it count, the one whose cause ranks first stands for it.
    """
    row, measure = pairs(question), question.measure
    was, now = _counts(row, "was", measure), _counts(row, "now", measure)
    entered = sa.case(*_entered(row, measure, question.moment))
    left = sa.case(*_left(row, measure))
    each = (
        sa.select(row.customer_key, row.subscription_key, *told(row))
        .add_columns(
            _number(was).label("was"), _number(now).label("now"), sa.case((now, entered), else_=left).label("cause")
        )
        .where(was | now)
        .subquery("counted")
    )
    return _one_of_each(each)


def _one_of_each(each: sa.Subquery) -> sa.Select[Any]:
    ranks = {cause.key: rank for rank, cause in enumerate(CAUSES)}
    order = [sa.case(ranks, value=each.c.cause), each.c.subscription_key]
    own = each.c.customer_key
    seen = sa.select(
        *each.c,
        sa.func.max(each.c.was).over(partition_by=own).label("value_before"),
        sa.func.max(each.c.now).over(partition_by=own).label("value_now"),
        sa.func.row_number().over(partition_by=own, order_by=order).label("place"),
    ).subquery("seen")
    return sa.select(seen).where(seen.c.place == 1, seen.c.value_before != seen.c.value_now)


def _number(flag: Bool) -> sa.ColumnElement[int]:
    return sa.case((flag, 1), else_=0)


def _counts(row: Columns, side: str, measure: str) -> Bool:
    """Whether a subscription makes its customer count on that side."""
    counted: Bool = row[f"{side}_active"] & row[f"{side}_{measure}"]
    return counted


def _entered(row: Columns, measure: str, moment: Moment) -> Cases:
    """Causes of a subscription that counts now and did not a week before; the last case always holds."""
    until = moment.expiring_until if measure == "nearing_expiration" else moment.renewing_until
    by_now = row.was_ends_on.between(moment.as_of, until)
    switched = (row.was_expires != row.now_expires, _switched(measure == "nearing_expiration"))
    nearer: Cases = [switched, (by_now, "window")]
    own: dict[str, Cases] = {
        "nearing_expiration": nearer,
        "nearing_renewal": nearer,
        "over_limit": _over(row, "now", "assigned_more", "purchased_less"),
    }
    otherwise, _ = FALLBACK_CAUSES[measure]
    return [*came(row), (~row.was_licensed, "licensed"), *own.get(measure, ()), (sa.true(), otherwise)]


def _left(row: Columns, measure: str) -> Cases:
    """Causes of a subscription that counted a week before and does not now; the last case always holds."""
    switched = (row.was_expires != row.now_expires, _switched(measure == "nearing_renewal"))
    own: dict[str, Cases] = {
        "nearing_expiration": [switched],
        "nearing_renewal": [switched],
        "over_limit": _over(row, "was", "assigned_less", "purchased_more"),
    }
    _, otherwise = FALLBACK_CAUSES[measure]
    return [*went(row), (~row.now_licensed, "unlicensed"), *own.get(measure, ()), (sa.true(), otherwise)]


def _switched(stops_renewing: bool) -> str:
    return "auto_renew_off" if stops_renewing else "auto_renew_on"


def _over(row: Columns, side: str, by_assigning: str, by_purchasing: str) -> Cases:
    """Assignment is the cause where it alone, against what was purchased a week before, would have done it."""
    alone, known = [], []
    for product in PRODUCTS:
        was, now = (row[f"was_{product}_purchased"], row[f"was_{product}_assigned"]), f"now_{product}"
        purchased, assigned = row[f"{now}_purchased"], row[f"{now}_assigned"]
        both = sa.and_(*(column.is_not(None) for column in (*was, purchased, assigned)))
        over = both & (row[f"{side}_{product}_assigned"] > row[f"{side}_{product}_purchased"])
        known.append(over)
        alone.append(over & (assigned > was[0] if side == "now" else assigned <= was[0]))
    return [(sa.or_(*alone), by_assigning), (sa.or_(*known), by_purchasing)]
