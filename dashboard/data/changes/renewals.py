"""Renewed under another id: which subscriptions took the place of another one, and whose place was taken.

One takes another's place when both are of the same customer and product, it begins after the other does, and the other
ends within 31 days of its beginning. A subscription ends on the end date that its last snapshot tells, or earlier, when
a report calls it active no more or leaves it out.
"""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.data.query.metric import Columns
from dashboard.data.query.moment import compared_with
from dashboard.data.query.question import LICENCES, PRODUCTS, Question
from dashboard.data.storage.schema import subscription_snapshot
from dashboard.data.subscriptions.columns import days_between
from dashboard.data.subscriptions.states import GONE_AFTER, has_product

WITHIN = timedelta(days=31)

_KEYS = ("customer_key", "subscription_key")


def renewals(question: Question) -> sa.Subquery:
    """A row per subscription that did either: its keys, `follows` (took a place), `followed` (whose was taken)."""
    last_known = _last_known(question).cte("last_known")
    old, new = last_known.alias("old"), last_known.alias("new")
    same_product = sa.or_(*(old.c[product] & new.c[product] for product in _products(question)))
    apart = sa.func.abs(days_between(old.c.ended, new.c.began))
    taken = sa.and_(
        old.c.customer_key == new.c.customer_key,
        sa.func.coalesce(old.c.began, date.min) < new.c.began,
        same_product,
        apart <= WITHIN.days,
    )
    roles = {"follows": (new.c, True), "followed": (old.c, False)}
    rows = [
        sa.select(
            *(side[key] for key in _KEYS), sa.literal(follows).label("follows"), sa.literal(not follows).label("is_old")
        ).join_from(old, new, taken)
        for side, follows in roles.values()
    ]
    each = sa.union_all(*rows).subquery("each")
    flags = (sa.func.bool_or(each.c.follows).label("follows"), sa.func.bool_or(each.c.is_old).label("followed"))
    return sa.select(*(each.c[key] for key in _KEYS), *flags).group_by(*(each.c[key] for key in _KEYS)).subquery()


def _products(question: Question) -> tuple[str, ...]:
    return (question.product,) if question.measure in LICENCES else PRODUCTS


def _last_known(question: Question) -> sa.Select[Any]:
    """Each subscription that the reports of the time told of: when it began and ended, which products it had."""
    moment, fact = question.moment, subscription_snapshot.c
    first, snapshot = compared_with(question).as_of - WITHIN - GONE_AFTER, moment.snapshot or date.min
    stopped = sa.case((sa.func.lower(fact.status) != "active", fact.date))
    last_rows = sa.select(
        *(fact[key] for key in _KEYS),
        sa.func.max(fact.date).label("date"),
        sa.func.min(stopped).label("stopped"),
        *(sa.func.bool_or(has_product(fact, product)).label(product) for product in PRODUCTS),
    ).where(fact.date.between(first, snapshot))
    last_rows = question.scope.restrict(last_rows, fact.customer_key).group_by(*(fact[key] for key in _KEYS))
    return _with_dates(last_rows.subquery("told").c, snapshot)


def _with_dates(last_row: Columns, snapshot: date) -> sa.Select[Any]:
    last = subscription_snapshot.alias("last")
    same = sa.and_(*(last.c[key] == last_row[key] for key in (*_KEYS, "date")))
    left_out = sa.case((last_row.date < snapshot, last_row.date))
    stopped = sa.case((sa.func.lower(last.c.status) != "active", last_row.stopped))
    return sa.select(
        *(last_row[key] for key in (*_KEYS, *PRODUCTS)),
        last.c.added_on.label("began"),
        sa.func.least(last.c.ends_on, stopped, left_out, type_=sa.Date).label("ended"),
    ).join_from(sa.inspect(last_row.date).table, last, same)
