"""The numbers of the subscription sections, each defined once over the rows of a section."""

import sqlalchemy as sa

from dashboard.data.query.aggregates import distinct_customers, rows_where_known, sum_of, sum_where_known
from dashboard.data.query.metric import Metric
from dashboard.i18n import N_


def customers(label: str) -> Metric:
    """Distinct customers of a section's rows, under the section's own name for them."""
    definition = N_("Customers with at least one subscription in this section.")
    return Metric("customers", label, definition, N_("count distinct customers"), "customers", distinct_customers)


FIRST_CUSTOMERS = Metric(
    "first_customers",
    N_("Without one before"),
    N_("Customers of this section that had no subscription and no trial before."),
    N_("count distinct customers: nothing known to have begun before"),
    "customers",
    lambda row: sa.func.count(sa.distinct(sa.case((row.first, row.customer_key)))),
    good="more",
    needs=("first",),
)

TOTAL_LICENCES = Metric(
    "licences",
    N_("Total licences"),
    N_("Licences purchased with the subscriptions of this section."),
    N_("sum purchased"),
    "licences",
    sum_of("purchased"),
    good="more",
)

ASSIGNMENT_RATE = Metric(
    "assignment_rate",
    N_("Licence assignment"),
    N_("Share of the purchased licences that are assigned to users, over the rows in which both are known."),
    N_("sum assigned / sum purchased"),
    "ratio",
    sum_where_known("assigned", "purchased"),
    sum_where_known("purchased", "assigned"),
    good="more",
    counted=rows_where_known("assigned", "purchased"),
)

USAGE_RATE = Metric(
    "usage_rate",
    N_("Licence usage"),
    N_("Share of the purchased licences that were used at least once, over the rows in which both are known."),
    N_("sum used / sum purchased"),
    "ratio",
    sum_where_known("used", "purchased"),
    sum_where_known("purchased", "used"),
    good="more",
    counted=rows_where_known("used", "purchased"),
)

UNASSIGNED = Metric(
    "unassigned",
    N_("Unassigned licences"),
    N_("Purchased licences that are not assigned to anyone."),
    N_("sum max(purchased - assigned, 0)"),
    "licences",
    sum_of("available"),
    good="less",
)

LICENCES_OVER = Metric(
    "licences_over",
    N_("Licences in overage"),
    N_("Licences assigned beyond those purchased."),
    N_("sum max(assigned - purchased, 0)"),
    "licences",
    sum_of("over"),
    good="less",
)

AVERAGE_OVER = Metric(
    "average_over",
    N_("Average overage per customer"),
    N_("Licences in overage for each customer that has any."),
    N_("licences in overage / customers with overage"),
    "licences per customer",
    sum_of("over"),
    distinct_customers,
    good="less",
)

RECOMMENDED = Metric(
    "recommended",
    N_("Recommended licences"),
    N_("What these subscriptions need: the most licences used at least once in the chosen weeks, and a buffer on it."),
    N_("sum ceil(peak use * (1 + buffer))"),
    "licences",
    sum_of("recommended"),
)

IDLE = Metric(
    "idle",
    N_("Idle licences"),
    N_("Licences purchased beyond the recommended ones."),
    N_("sum max(purchased - recommended, 0)"),
    "licences",
    sum_of("idle"),
    good="less",
)

SHORT = Metric(
    "short",
    N_("Licences short"),
    N_("Recommended licences beyond the purchased ones: the exposure when all are needed."),
    N_("sum max(recommended - purchased, 0)"),
    "licences",
    sum_of("short"),
    good="less",
)

PURCHASED = Metric(
    "purchased",
    N_("Licences purchased"),
    N_("Licences of the product purchased with active subscriptions."),
    N_("sum purchased over active subscriptions with licences of the product"),
    "licences",
    sum_of("purchased"),
    good="more",
)

ASSIGNED = Metric(
    "assigned",
    N_("Licences assigned"),
    N_("Licences of the product assigned to users of active subscriptions."),
    N_("sum assigned over active subscriptions with licences of the product"),
    "licences",
    sum_of("assigned"),
    good="more",
)

USED = Metric(
    "used",
    N_("Licences used"),
    N_("Licences of the product used at least once in active subscriptions."),
    N_("sum used over active subscriptions with licences of the product"),
    "licences",
    sum_of("used"),
    good="more",
)
