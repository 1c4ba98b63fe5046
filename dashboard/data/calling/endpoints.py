"""Customers by endpoint type: who has poor legs of which, the worst first."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import told_by, week_of
from dashboard.data.calling.metrics import below_minimum, customers
from dashboard.data.calling.quality import PARTS, POOR, POOR_RATE, poor_rate, told
from dashboard.data.calling.relations import with_identity
from dashboard.data.query.question import Question
from dashboard.data.query.table import Column, Table
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import endpoint_week
from dashboard.i18n import N_


def endpoint_quality(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """A row per customer with call legs of the week and endpoint type that it has legs of."""
    row = endpoint_week.c
    source = endpoint_week.join(customer, customer.c.customer_key == row.customer_key)
    rows, columns = with_identity(question, source, row)
    statement = sa.select(
        *columns,
        row.endpoint_type,
        told(row).label("legs"),
        *(row[name] for name in PARTS),
        poor_rate(row).label("poor_rate"),
        (row.good + row.poor < question.moment.rules.minimum_legs).label("below_minimum"),
    ).select_from(rows)
    return question.scope.restrict(statement.where(row.week == week_of(question)), row.customer_key)


ENDPOINT_QUALITY = Table(
    name="endpoint_quality",
    title=N_("Customers and endpoint types"),
    short=N_("Endpoint types"),
    definition=N_(
        "Customers with call legs in the last completed week, with each endpoint type that they have legs of."
    ),
    relation=endpoint_quality,
    columns=(
        Column("org_id", N_("Customer organisation ID"), N_("Unique id of the customer organisation.")),
        Column("customer", N_("Customer"), N_("Name of the customer organisation.")),
        Column("endpoint_type", N_("Endpoint type"), N_("Type of the leg's endpoint, as its file names it.")),
        Column("legs", N_("Call legs"), N_("Legs of the type: good, poor and unmeasured."), "integer", True),
        Column("good", N_("Good legs"), N_("Measured legs below every threshold."), "integer", True),
        Column("poor", N_("Poor legs"), N_("Legs at a threshold of the quality rule."), "integer", True),
        Column("unmeasured", N_("Unmeasured legs"), N_("Legs without any measurement."), "integer", True),
        Column("poor_rate", N_("% poor"), N_("Poor legs / measured legs."), "rate"),
        below_minimum(
            N_("Fewer measured legs of the type than the region's rule asks for: its share of poor ones says little.")
        ),
    ),
    shown=("customer", "endpoint_type", "legs", "poor", "poor_rate", "below_minimum"),
    order=("below_minimum", "-poor_rate", "-poor", "customer"),
    metrics=(customers(), POOR_RATE, POOR),
    known=told_by("legs"),
    noun="rows",
)
