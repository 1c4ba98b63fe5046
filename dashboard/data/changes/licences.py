"""Subscriptions whose purchased, assigned or used licences of a product changed."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.changes.pairs import Bool, came, pairs, told, went
from dashboard.data.query.metric import Columns
from dashboard.data.query.question import Question


def licence_changes(question: Question) -> sa.Select[Any]:
    """A row per subscription whose count of the measure is another than a week before.

    A count is of an active subscription that has licences of the product; without one, nothing is counted.
    """
    row, key = pairs(question), f"{question.product}_{question.measure}"
    was = sa.case((_counts(row, "was", question.product), row[f"was_{key}"]))
    now = sa.case((_counts(row, "now", question.product), row[f"now_{key}"]))
    difference = sa.func.coalesce(now, 0) - sa.func.coalesce(was, 0)
    more = (difference > 0, f"{question.measure}_more")
    cause = sa.case(*_causes(row, question), more, else_=f"{question.measure}_less")
    return sa.select(
        row.customer_key,
        row.subscription_key,
        *told(row),
        was.label("value_before"),
        now.label("value_now"),
        cause.label("cause"),
    ).where(difference != 0)


def _counts(row: Columns, side: str, product: str) -> Bool:
    counted: Bool = row[f"{side}_active"] & row[f"{side}_{product}"]
    return counted


def _causes(row: Columns, question: Question) -> list[tuple[Bool, str]]:
    product, key = question.product, f"{question.product}_{question.measure}"
    both = _counts(row, "was", product) & _counts(row, "now", product)
    was, now = row[f"was_{key}"], row[f"now_{key}"]
    return [
        *((row.now_active & ~row.was_active & condition, cause) for condition, cause in came(row)),
        *((row.was_active & ~row.now_active & condition, cause) for condition, cause in went(row)),
        (both & was.is_(None), "told"),
        (both & now.is_(None), "untold"),
    ]
