"""Sums that are the same whichever rows come first."""

from typing import Any

import sqlalchemy as sa

_EXACT = sa.Numeric(38, 15)


def exact_sum(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The sum of a column, unknown over nothing.

    Fractions are added as decimals: floats would differ in their last digits by the order in which threads add them.
    A cell is at most 10^9 (files/cells.py), so a sum has room for 10^14 of them.
    """
    if not isinstance(column.type, sa.Double):
        return sa.func.sum(column)
    return sa.cast(sa.func.sum(sa.cast(column, _EXACT)), sa.Double)
