"""The metric that the tables of calls share."""

from dashboard.data.aggregates import distinct_customers
from dashboard.data.metric import Metric
from dashboard.words import N_


def customers() -> Metric:
    """Distinct customers of a table's rows."""
    definition = N_("Customers of this table.")
    formula = N_("count distinct customers")
    return Metric("customers", N_("Customers"), definition, formula, "customers", distinct_customers)
