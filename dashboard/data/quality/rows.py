"""The shape that every finding has, whatever it is about."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.quality.kinds import Kind

TYPES: dict[str, Any] = {
    "finding": sa.String(),
    "customer_key": sa.Integer(),
    "org_id": sa.String(),
    "customer": sa.String(),
    "subscription_id": sa.String(),
    "product": sa.String(),
    "report": sa.String(),
    "day": sa.Date(),
    "compared_day": sa.Date(),
    "value": sa.BigInteger(),
    "at_most": sa.BigInteger(),
    "advice": sa.String(),
}


def finding(kind: Kind, **known: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """A SELECT of findings of a kind, without its source: every column in its type, what is not known null."""
    values = {"finding": sa.literal(kind.key), "advice": sa.literal(kind.advice), **known}
    return sa.select(*(sa.cast(values.get(key, sa.null()), type_).label(key) for key, type_ in TYPES.items()))
