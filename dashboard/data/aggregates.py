"""What metrics are made of: sums that are the same whichever rows come first, and customers counted once."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.metric import Aggregate, Columns

_EXACT = sa.Numeric(38, 15)


def exact_sum(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The sum of a column, unknown over nothing.

    Fractions are added as decimals: floats would differ in their last digits by the order in which threads add them.
    A cell is at most 10^9 (files/cells.py), so a sum has room for 10^14 of them.
    """
    if not isinstance(column.type, sa.Double):
        return sa.func.sum(column)
    return sa.cast(sa.func.sum(sa.cast(column, _EXACT)), sa.Double)


def sum_of(column: str) -> Aggregate:
    """The sum of what is known: 0 over no rows, unknown when no row knows it."""
    return lambda row: sa.case((sa.func.count() == 0, 0), else_=exact_sum(row[column]))


def distinct_customers(row: Columns) -> sa.ColumnElement[int]:
    """How many customers the rows are of."""
    return sa.func.count(sa.distinct(row.customer_key))
