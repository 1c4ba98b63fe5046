"""Customers that entered or left low assignment: by their own ratio, or because the region's threshold moved."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.changes.causes import CAUSES
from dashboard.data.changes.pairs import Bool, pairs
from dashboard.data.query.letters import in_order
from dashboard.data.query.metric import Columns
from dashboard.data.query.moment import compared_with
from dashboard.data.query.question import PRODUCTS, Question
from dashboard.data.subscriptions.headline import quartiles
from dashboard.data.subscriptions.low_assignment import is_low

_ENTERED = ("compared", "assigned_less", "purchased_more", "threshold_up", "told")
_LEFT = ("assigned_more", "purchased_less", "threshold_down", "untold", "not_compared", "gone")


def low_changes(question: Question) -> sa.Select[Any]:
    """A row per customer that is low at one of the two moments only, in either product.

    A customer is told as a whole: its rows name no subscription.
    """
    sums = _sums(question)
    bounds = _bounds(question)
    row = sa.select(sums, bounds).select_from(sums.join(bounds, sa.true())).subquery("customer").c
    was, now = (sa.or_(*(_low(row, side, product) for product in PRODUCTS)) for side in ("was", "now"))
    unknown: dict[str, sa.types.TypeEngine[Any]] = {
        "subscription_key": sa.Integer(),
        "trial_id": sa.String(),
        "subscription_type": sa.String(),
        "ends_on": sa.Date(),
        "auto_renew": sa.Boolean(),
        "ends_on_before": sa.Date(),
    }
    return sa.select(
        row.customer_key,
        row.customer_name,
        *(sa.cast(sa.null(), kind).label(key) for key, kind in unknown.items()),
        sa.case((was, 1), else_=0).label("value_before"),
        sa.case((now, 1), else_=0).label("value_now"),
        sa.case((now, _first(row, "now")), else_=_first(row, "was")).label("cause"),
    ).where(was != now)


def _sums(question: Question) -> sa.CTE:
    """Per customer and side what its ratio is made of, over how many of its rows; how many the reports still have."""
    row = pairs(question, renewed=False)
    columns: list[sa.ColumnElement[Any]] = [
        sa.func.max(in_order(sa.func.coalesce(row.now_customer_name, row.was_customer_name))).label("customer_name")
    ]
    for product in PRODUCTS:
        for side in ("was", "now"):
            key = f"{side}_{product}"
            compared = row[f"{side}_active"] & (row[f"{key}_purchased"] > 0)
            known = compared & row[f"{key}_assigned"].is_not(None)
            columns.append(sa.func.count(sa.case((compared, 1))).label(f"{key}_rows"))
            for count in (f"{key}_purchased", f"{key}_assigned"):
                columns.append(sa.func.sum(sa.case((known, row[count]))).label(count))
        left = row.was_active & (row[f"was_{product}_purchased"] > 0) & row.now_here
        columns.append(sa.func.count(sa.case((left, 1))).label(f"{product}_here"))
    return sa.select(row.customer_key, *columns).group_by(row.customer_key).cte("sums")


def _bounds(question: Question) -> sa.Subquery:
    moments = {"was": compared_with(question), "now": question.moment}
    columns = [
        sa.cast(bound, sa.Double).label(f"{side}_{product}_bound")
        for side, moment in moments.items()
        for product, bound in quartiles(question.scope, moment).items()
    ]
    return sa.select(*columns).subquery("bounds")


def _ratio(row: Columns, product: str, assigned: str, purchased: str) -> sa.ColumnElement[float]:
    return sa.cast(row[f"{assigned}_{product}_assigned"], sa.Double) / row[f"{purchased}_{product}_purchased"]


def _low(row: Columns, side: str, product: str, *, bound: str = "", purchased: str = "") -> Bool:
    """Whether that side's assignment is low; `bound` and `purchased` take the threshold, the licences of the other."""
    ratio = _ratio(row, product, side, purchased or side)
    return sa.func.coalesce(is_low(ratio, row[f"{bound or side}_{product}_bound"]), sa.false())


def _first(row: Columns, side: str) -> sa.ColumnElement[str]:
    """The cause that ranks first of those in the products where the customer is low on that side."""
    causes = _entered if side == "now" else _left
    cause_in = {product: causes(row, product) for product in PRODUCTS}
    ranked = [cause.key for cause in CAUSES if cause.key in (*_ENTERED, *_LEFT)]
    cases = [(_low(row, side, p) & (cause_in[p] == key), key) for key in ranked for p in PRODUCTS]
    return sa.case(*((condition, sa.literal(key, sa.String)) for condition, key in cases))


def _entered(row: Columns, product: str) -> sa.ColumnElement[str]:
    """Why a customer is low now and was not: its own ratio where it is low by the threshold of a week before too."""
    own = _low(row, "now", product, bound="was")
    return sa.case(
        (row[f"was_{product}_rows"] == 0, "compared"),
        (row[f"was_{product}_assigned"].is_(None), "told"),
        (~own, "threshold_up"),
        (_low(row, "now", product, bound="was", purchased="was"), "assigned_less"),
        else_="purchased_more",
    )


def _left(row: Columns, product: str) -> sa.ColumnElement[str]:
    """Why a customer was low and is not: its own ratio where it is not low by the threshold of a week before either."""
    still = _low(row, "now", product, bound="was")
    return sa.case(
        ((row[f"now_{product}_rows"] == 0) & (row[f"{product}_here"] == 0), "gone"),
        (row[f"now_{product}_rows"] == 0, "not_compared"),
        (row[f"now_{product}_assigned"].is_(None), "untold"),
        (still, "threshold_down"),
        (~_low(row, "now", product, bound="was", purchased="was"), "assigned_more"),
        else_="purchased_less",
    )
