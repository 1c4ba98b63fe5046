"""Facets of the list of customers: what it can be narrowed by, each choice with how many customers it leaves."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from dashboard.data.customers.statuses import STATUSES, SUBSCRIPTION_TYPES
from dashboard.data.customers.table import customers_now
from dashboard.data.query.cache import kept
from dashboard.data.query.conditions import condition
from dashboard.data.query.question import PRODUCTS, Question, View
from dashboard.data.storage.schema import customer_tag

MANAGED_BY = ("own", "external")
CHOICES: dict[str, tuple[str, ...]] = {
    "statuses": STATUSES,
    "managed_by": MANAGED_BY,
    "products": PRODUCTS,
    "subscription_types": SUBSCRIPTION_TYPES,
}

Facets = dict[str, dict[str, int]]


@kept
def facets(question: Question, view: View) -> Facets:
    """Customers by choice, for `statuses`, `managed_by`, `products`, `subscription_types` and `tags` (in order).

    Each facet is counted with the filters of all others in force, so that a second choice in it adds to the first.
    """
    scope = question.scope
    wide = replace(question, scope=replace(scope, tags=(), managed_by=None))
    wanted = frozenset(part.column for part in view.filters)
    row = sa.select(customers_now(wide, wanted).subquery("customers")).cte("row")
    limits = _limits(question, view, row.c)
    fixed = [
        sa.func.count(sa.case((sa.and_(*_others(limits, facet), _is(row.c, facet, choice)), 1))).label(
            f"{facet}/{choice}"
        )
        for facet, choices in CHOICES.items()
        for choice in choices
    ]
    tags = (
        sa.select(customer_tag.c.tag, sa.func.count().label("customers"))
        .join(row, row.c.customer_key == customer_tag.c.customer_key)
        .where(*_others(limits, "tags"))
        .group_by(customer_tag.c.tag)
        .order_by(sa.collate(sa.func.lower(customer_tag.c.tag), "C"))
    )
    with scope.region.read() as connection:
        counted = connection.execute(sa.select(*fixed).select_from(row)).mappings().one()
        tagged = {tag: int(number) for tag, number in connection.execute(tags)}
    counts = {
        facet: {choice: int(counted[f"{facet}/{choice}"]) for choice in choices} for facet, choices in CHOICES.items()
    }
    return counts | {"tags": tagged}


def _limits(question: Question, view: View, row: Any) -> dict[str, list[sa.ColumnElement[bool]]]:
    """The conditions in force by the facet they belong to; "" holds those of none."""
    scope = question.scope
    limits: dict[str, list[sa.ColumnElement[bool]]] = {}
    for part in view.filters:
        facet = part.column if part.column in (*CHOICES, "tags") else ""
        limits.setdefault(facet, []).append(condition(row, part))
    if scope.tags:
        limits.setdefault("tags", []).append(row.customer_key.in_(scope.tagged()))
    if scope.managed_by:
        limits.setdefault("managed_by", []).append(row.managed_by == scope.managed_by)
    return limits


def _others(limits: dict[str, list[sa.ColumnElement[bool]]], facet: str) -> list[sa.ColumnElement[bool]]:
    return [sa.true(), *(part for other, parts in limits.items() if other != facet for part in parts)]


def _is(row: Any, facet: str, choice: str) -> sa.ColumnElement[bool]:
    return row.managed_by == choice if facet == "managed_by" else row[f"is_{choice}"]
