"""What the tables of calls share: metrics, columns, and how few legs or calls are too few to lead a list."""

import sqlalchemy as sa

from dashboard.data.query.aggregates import distinct_customers
from dashboard.data.query.metric import Metric
from dashboard.data.query.table import Column
from dashboard.i18n import N_


def customers() -> Metric:
    """Distinct customers of a table's rows."""
    definition = N_("Customers of this table.")
    formula = N_("count distinct customers")
    return Metric("customers", N_("Customers"), definition, formula, "customers", distinct_customers)


def silent() -> Metric:
    """Customers of the week before that the week's files do not name."""
    return Metric(
        "silent",
        N_("Not named this week"),
        N_("Customers with counts in the week before, whom this week's files do not name: they count with 0."),
        N_("count customers not named this week"),
        "customers",
        lambda row: sa.func.count(sa.case((row.silent, 1))),
        good="less",
    )


def silent_column(definition: str) -> Column:
    """The mark of such a row."""
    return Column("silent", N_("Not named this week"), definition, "flag")


def below_minimum(definition: str) -> Column:
    """The mark of a row that lists of the worst put last."""
    return Column("below_minimum", N_("Few calls"), definition, "flag")
