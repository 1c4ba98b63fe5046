"""What metrics are made of: sums that are the same whichever rows come first, and customers counted once."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.query.metric import Aggregate, Columns

_EXACT, _MILLIONTH = sa.Numeric(38, 15), sa.Numeric(7, 6)


def exact_sum(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The sum of a column, unknown over nothing.

    Fractions are added as decimals: floats would differ in their last digits by the order in which threads add them.
    A sum becomes a float again by way of its digits, which each engine writes and reads alike; its own casts round
    differently. A cell is at most 10^9 (files/cells.py), so a sum has room for 10^14 of them.
    """
    if not isinstance(column.type, sa.Double):
        return sa.func.sum(column)
    return sa.cast(sa.cast(sa.func.sum(_decimal(column)), sa.String), sa.Double)


def _decimal(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The digits of a fraction as a decimal.

    Reading digits takes a hundred times as long as counting: so a whole number of millionths is counted in them. It has
    at most 15 digits, and no two such numbers are the same float.
    """
    scale, number = sa.literal(1e6, sa.Double), sa.cast(column, sa.Double)  # which a column of NULLs alone is not
    millionths = sa.func.round(number * scale)
    counted = sa.cast(sa.cast(millionths, sa.BigInteger), sa.Numeric(19, 0)) * sa.literal_column("0.000001", _MILLIONTH)
    few = (millionths / scale == number) & (sa.func.abs(number) < sa.literal(1e9, sa.Double))
    return sa.case((few, sa.cast(counted, _EXACT)), else_=sa.cast(sa.cast(number, sa.String), _EXACT))


def sum_of(column: str) -> Aggregate:
    """The sum of what is known: 0 over no rows, unknown when no row knows it."""
    return lambda row: sa.case((sa.func.count() == 0, 0), else_=exact_sum(row[column]))


def sum_where_known(column: str, other: str) -> Aggregate:
    """The same over the rows in which another column is known too: the parts of a rate, where none stands for 0."""
    return lambda row: sa.case((sa.func.count() == 0, 0), else_=exact_sum(_where_known(row, column, other)))


def rows_where_known(*columns: str) -> Aggregate:
    """In how many rows all the columns are known."""
    return lambda row: sa.func.count(sa.case((sa.and_(*(row[key].is_not(None) for key in columns)), 1)))


def _where_known(row: Columns, column: str, other: str) -> sa.ColumnElement[Any]:
    return sa.case((row[other].is_not(None), row[column]))


def distinct_customers(row: Columns) -> sa.ColumnElement[int]:
    """How many customers the rows are of."""
    return sa.func.count(sa.distinct(row.customer_key))
