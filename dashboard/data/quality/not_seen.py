"""The table `not_seen`: the customers that numbers about a subject do not speak of, each with the reason.

The counts of a coverage line are those of its rows: both come from the same conditions.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.coverage import SIGHTS, unseen
from dashboard.data.calling.covered_weeks import told_by
from dashboard.data.customers.past import with_name_then
from dashboard.data.provenance.coverage import LICENCES, Unseen, unseen_licences
from dashboard.data.query.aggregates import distinct_customers
from dashboard.data.query.metric import Metric
from dashboard.data.query.question import Question
from dashboard.data.query.table import Column, Table, has_snapshot
from dashboard.data.storage.schema import customer, subscription_snapshot
from dashboard.i18n import N_

SUBJECTS = (LICENCES, *SIGHTS)
"""What numbers are about, as the rows name it."""


def not_seen(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """A row per customer in scope and subject that has data but for the customer; no row of a subject without any."""
    subjects = [subject for subject in SUBJECTS if _told(question, subject)]
    of_weeks = unseen(question, [subject for subject in subjects if subject != LICENCES])
    found_by = ({LICENCES: unseen_licences(question)} if LICENCES in subjects else {}) | of_weeks
    parts = [_of_subject(subject, gap) for subject, gap in found_by.items()]
    found = sa.union_all(*(parts or [_nobody()])).subquery("found")
    joined = found.join(customer, customer.c.customer_key == found.c.customer_key)
    source, name = with_name_then(joined, question.moment, found.c.customer_key)
    columns = [found.c.customer_key, customer.c.org_id, name.label("customer"), found.c.subject, found.c.reason]
    rows = sa.select(*columns, customer.c.country, customer.c.managed_by).select_from(source)
    return _with_last_named(rows, question, found.c.customer_key) if "last_named" in wanted else rows


def _told(question: Question, subject: str) -> bool:
    """Whether a file speaks of the subject."""
    return has_snapshot(question) if subject == LICENCES else told_by(*SIGHTS[subject][0])(question)


def _of_subject(subject: str, gap: Unseen) -> sa.Select[Any]:
    source, key, reasons = gap
    why = sa.case(*((holds, sa.literal(reason, sa.String)) for reason, holds in reasons.items()))
    columns = (key.label("customer_key"), sa.literal(subject, sa.String).label("subject"), why.label("reason"))
    return sa.select(*columns).select_from(source).where(sa.or_(*reasons.values()))


def _nobody() -> sa.Select[Any]:
    texts = [sa.cast(sa.null(), sa.String).label(name) for name in ("subject", "reason")]
    return sa.select(customer.c.customer_key, *texts).where(customer.c.customer_key.is_(None))


def _with_last_named(rows: sa.Select[Any], question: Question, key: sa.ColumnElement[int]) -> sa.Select[Any]:
    fact, snapshot = subscription_snapshot.c, question.moment.snapshot or date.min
    last = sa.select(fact.customer_key, sa.func.max(fact.date).label("day")).where(fact.date <= snapshot)
    named = question.scope.restrict(last, fact.customer_key).group_by(fact.customer_key).subquery("last_named")
    return rows.outerjoin(named, named.c.customer_key == key).add_columns(named.c.day.label("last_named"))


UNSEEN_CUSTOMERS = Metric(
    "unseen_customers",
    N_("Customers not seen"),
    N_("Customers that at least one kind of numbers does not speak of."),
    N_("count distinct customers"),
    "customers",
    distinct_customers,
    good="less",
)

NOT_SEEN = Table(
    name="not_seen",
    title=N_("Customers not seen"),
    short=N_("Not seen"),
    definition=N_("The customers that numbers about a subject do not speak of, each with the reason."),
    relation=not_seen,
    columns=(
        Column("org_id", N_("Customer organisation ID"), N_("Unique id of the customer organisation.")),
        Column("customer", N_("Customer"), N_("Name of the customer organisation.")),
        Column("subject", N_("Numbers about"), N_("What the numbers are about that do not speak of the customer.")),
        Column("reason", N_("Reason"), N_("Why they do not.")),
        Column(
            "last_named", N_("Last named"), N_("Date of the last Subscription Details report that names it."), "date"
        ),
        Column("country", N_("Country"), N_("Country of the Customers file.")),
        Column("managed_by", N_("Managed by"), N_("External administrator or own partner organisation.")),
    ),
    shown=("customer", "subject", "reason", "last_named", "managed_by"),
    order=("subject", "reason", "customer"),
    metrics=(UNSEEN_CUSTOMERS,),
    noun="rows",
)
