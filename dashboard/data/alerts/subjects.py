"""What a rule can watch: the rows of a table, or one of its KPIs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from dashboard.data.alerts.members import NOBODY, Members
from dashboard.data.calling.endpoints import ENDPOINT_QUALITY
from dashboard.data.calling.features import FEATURE_ADOPTION
from dashboard.data.calling.quality import CUSTOMER_QUALITY
from dashboard.data.calling.queue_list import QUEUES_WORST
from dashboard.data.calling.queues import CUSTOMER_QUEUES
from dashboard.data.calling.usage import CUSTOMER_USAGE
from dashboard.data.changes.table import CHANGES
from dashboard.data.quality.table import DATA_QUALITY
from dashboard.data.query.metric import Metric
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Question
from dashboard.data.query.table import Table
from dashboard.data.renewals.table import RENEWALS
from dashboard.data.storage.weeks import completed_week
from dashboard.data.subscriptions import right_sizing, sections
from dashboard.data.subscriptions.headline_rows import LICENCES
from dashboard.data.subscriptions.headline_rows import TABLES as HEADLINES
from dashboard.data.tables import TABLES
from dashboard.errors import BadParameter
from dashboard.i18n import N_

WEEKLY = (CUSTOMER_USAGE, CUSTOMER_QUALITY, ENDPOINT_QUALITY, CUSTOMER_QUEUES, QUEUES_WORST)
_BY_PRODUCT = (*sections.TABLES, *right_sizing.TABLES, LICENCES, RENEWALS)
_NOT_WATCHED = (CHANGES, DATA_QUALITY, FEATURE_ADOPTION)  # their rows are no customers, or are changes themselves


@dataclass(frozen=True)
class Subject:
    """A table, or with a metric that KPI of it."""

    table: Table
    metric: Metric | None = None

    @property
    def label(self) -> str:
        """What people call it: an English message id."""
        return self.metric.label if self.metric else self.table.title

    @property
    def by_product(self) -> bool:
        """Whether Meetings and Calling are told apart."""
        return self.table in _BY_PRODUCT

    @property
    def weekly(self) -> bool:
        """Whether its data comes by week, and not by snapshot."""
        return self.table in WEEKLY


@dataclass(frozen=True)
class Evaluation:
    """What a subject says at a moment. `members` are a table's rows, `value` their number or the KPI's, which may be
    unknown. `known` says whether there is data at all."""

    known: bool
    value: float | None
    members: Members


NOTHING = Evaluation(known=False, value=None, members=NOBODY)


@cache
def subjects() -> Mapping[str, Subject]:
    """Everything that can be watched, by name: `expiring`, `expiring.customers`, `headline.nearing_expiration`."""
    tables = [table for table in TABLES if table not in (*_NOT_WATCHED, *HEADLINES)]
    by_name = {table.name: Subject(table) for table in tables}
    by_name |= {f"{table.name}.{metric.key}": Subject(table, metric) for table in tables for metric in table.metrics}
    return by_name | {f"headline.{table.metrics[0].key}": Subject(table, table.metrics[0]) for table in HEADLINES}


def subject_named(name: str) -> Subject:
    """The subject of that name. Raises BadParameter for any other."""
    subject = subjects().get(name)
    if subject is None:
        raise BadParameter("subject", N_("one of %(names)s"), names=", ".join(subjects()))
    return subject


def at(question: Question, day: date) -> Question:
    """The question as of another day."""
    return replace(question, moment=moment(question.scope, day), compare=None)


def period_of(question: Question, subject: Subject) -> date:
    """The week or the snapshot whose data answer: a correction of it tells nothing twice."""
    as_of = question.moment.as_of
    return completed_week(as_of) if subject.weekly else question.moment.snapshot or as_of
