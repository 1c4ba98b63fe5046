"""The table `data_quality`: a row per finding, about subscriptions, customers and files."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.quality.customers import customer_findings
from dashboard.data.quality.files import file_findings
from dashboard.data.quality.subscriptions import subscription_findings
from dashboard.data.query.aggregates import distinct_customers
from dashboard.data.query.cache import kept
from dashboard.data.query.metric import Metric
from dashboard.data.query.question import Question
from dashboard.data.query.table import Column, Table
from dashboard.i18n import N_


def known(question: Question) -> bool:
    """Whether anything was imported at all."""
    return question.moment.version > 0


def data_quality(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """Every finding; those about files only where the question is about the whole region."""
    parts = [*subscription_findings(question), *customer_findings(question), *file_findings(question)]
    return sa.select(sa.union_all(*parts).subquery("found"))


@kept
def counts_by_kind(question: Question) -> dict[str, tuple[int, int]]:
    """The number of findings of each kind that has any, and of the customers concerned."""
    row = data_quality(question, frozenset()).subquery("rows").c
    customers = sa.func.count(sa.distinct(row.customer_key)).label("customers")
    statement = sa.select(row.finding, sa.func.count().label("findings"), customers).group_by(row.finding)
    with question.scope.region.read() as connection:
        return {total.finding: (int(total.findings), int(total.customers)) for total in connection.execute(statement)}


FINDINGS = Metric(
    "findings",
    N_("Findings"),
    N_("What in the imported data makes no sense or is missing."),
    N_("count findings"),
    "findings",
    lambda row: sa.func.count(),
    good="less",
)
CONCERNED = Metric(
    "customers_concerned",
    N_("Customers concerned"),
    N_("Customers that a finding is about; findings about files are about none."),
    N_("count distinct customers"),
    "customers",
    distinct_customers,
    good="less",
)

COLUMNS = (
    Column("finding", N_("Finding"), N_("What makes no sense or is missing.")),
    Column("org_id", N_("Customer organisation ID"), N_("Unique id of the customer organisation.")),
    Column("customer", N_("Customer"), N_("Name of the customer organisation.")),
    Column("subscription_id", N_("Subscription ID"), N_("The subscription that the finding is about, if it is one.")),
    Column("product", N_("Product"), N_("The product whose licences are counted.")),
    Column("report", N_("Report"), N_("The report that is missing, late or was partly rejected.")),
    Column(
        "day",
        N_("Date"),
        N_("The date that makes no sense; of a missing report the Sunday of its week, of a late one when it was due."),
        "date",
    ),
    Column("compared_day", N_("Compared with"), N_("The date that it is compared with."), "date"),
    Column(
        "value",
        N_("Value"),
        N_("Licences used, days since the newest report, or rejected rows."),
        "integer",
    ),
    Column("at_most", N_("At most"), N_("What the value should not exceed, such as the licences assigned."), "integer"),
    Column("advice", N_("What to do"), N_("What to do about the finding.")),
)

DATA_QUALITY = Table(
    name="data_quality",
    title=N_("Data-quality findings"),
    short=N_("Findings"),
    definition=N_("What in the imported data makes no sense or is missing, a row for each."),
    relation=data_quality,
    columns=COLUMNS,
    shown=("finding", "customer", "subscription_id", "found"),
    order=("finding", "customer"),
    metrics=(FINDINGS, CONCERNED),
    known=known,
    noun="findings",
)
