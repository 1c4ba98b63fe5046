"""How a region stands: the KPIs with what they were a week before, how new the data is, what is wrong with it."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from dashboard.data.calling.covered_weeks import week_freshness, week_of
from dashboard.data.calling.quality import CUSTOMER_QUALITY
from dashboard.data.calling.queues import CUSTOMER_QUEUES
from dashboard.data.calling.trends import week_values
from dashboard.data.provenance.freshness import Freshness, freshness
from dashboard.data.quality.table import DATA_QUALITY
from dashboard.data.query import queries
from dashboard.data.query.moment import compared_with
from dashboard.data.query.question import Question
from dashboard.data.query.table import Table
from dashboard.data.storage.weeks import WEEK, last_weeks
from dashboard.data.subscriptions.headline import HEADLINE, headline
from dashboard.data.subscriptions.headline_by_week import headline_weeks

WEEKS = 13
"""Of the small charts of the KPIs."""


@dataclass(frozen=True)
class Figure:
    """A number now and before; None where it is unknown. A rate tells its two parts of now too."""

    now: float | None
    before: float | None
    numerator: float | None = None
    denominator: float | None = None

    @property
    def change(self) -> float | None:
        """The difference, unknown when either is."""
        return None if self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True)
class Standing:
    """A region in a row. `figures` by key: the five KPIs, `poor_rate` and `abandonment_rate` of the last week.

    `data_as_of` is the snapshot that answers, `calls_week` the newest week of calls; each with when the next is due and
    whether it is late. A region that is `down` knows nothing.
    """

    region: str
    down: bool = False
    figures: dict[str, Figure] = field(default_factory=dict)
    data_as_of: date | None = None
    next_due: date | None = None
    late: bool = False
    calls_week: date | None = None
    calls_due: date | None = None
    calls_late: bool = False
    findings: int | None = None


KEYS = (*(metric.key for metric in HEADLINE), "poor_rate", "abandonment_rate")


def standing(question: Question) -> Standing:
    """How the question's region stands for its asker; changes are against the date that the question compares with."""
    now, before = (headline(question.scope, when).values for when in (question.moment, compared_with(question)))
    figures = {key: Figure(now[key].number, before[key].number) for key in now}
    figures |= {"poor_rate": _weekly(question, CUSTOMER_QUALITY, "poor_rate")}
    figures |= {"abandonment_rate": _weekly(question, CUSTOMER_QUEUES, "abandonment_rate")}
    data, calls = freshness(_region(question)), week_freshness(_region(question))
    findings = queries.count(question, DATA_QUALITY) if DATA_QUALITY.known(question) else None
    return Standing(
        question.scope.region.code,
        figures=figures,
        data_as_of=data.snapshot if data else None,
        next_due=data.next_due if data else None,
        late=late(data),
        calls_week=calls.snapshot if calls else None,
        calls_due=calls.next_due if calls else None,
        calls_late=late(calls),
        findings=findings,
    )


def late(data: Freshness | None) -> bool:
    """Whether a weekly report is missing; nobody waits for what never came."""
    return data is not None and data.stale


def kpi_weeks(question: Question, weeks: int = WEEKS) -> list[dict[str, Any]]:
    """The five KPIs by week, oldest first: `week` (its Sunday) and a number each, None in a week without a snapshot."""
    kpis = headline_weeks(question.scope, question.moment, weeks)
    empty = dict.fromkeys(metric.key for metric in HEADLINE)
    sundays = last_weeks(question.moment.as_of, weeks)
    return [{"week": week, **(values or empty)} for week, values in zip(sundays, kpis, strict=True)]


def _weekly(question: Question, table: Table, key: str) -> Figure:
    week = week_of(question)
    earlier = min(week - WEEK, week_of(replace(question, moment=compared_with(question))))
    now, before = (week_values(question, table, day)[key] for day in (week, earlier))
    return Figure(now.number, before.number, now.numerator, now.denominator)


def _region(question: Question) -> Question:
    """The same of the whole region: how new its data is is the same for everybody."""
    return Question(question.scope.peers, question.moment)
