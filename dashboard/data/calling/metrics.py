"""Aggregates that the tables of calls share."""

import sqlalchemy as sa

from dashboard.data.metric import Aggregate, Columns, Metric
from dashboard.data.sums import exact_sum
from dashboard.words import N_


def sum_of(column: str) -> Aggregate:
    """The sum of what is known: 0 over no rows, unknown when no row knows it."""
    return lambda row: sa.case((sa.func.count() == 0, 0), else_=exact_sum(row[column]))


def customers() -> Metric:
    """Distinct customers of a table's rows."""
    definition = N_("Customers of this table.")
    return Metric("customers", N_("Customers"), definition, N_("count distinct customers"), "customers", _distinct)


def _distinct(row: Columns) -> sa.ColumnElement[int]:
    return sa.func.count(sa.distinct(row.customer_key))
