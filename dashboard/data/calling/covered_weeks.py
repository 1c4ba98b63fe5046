"""Which weeks are known, and from which imports: a week that no file speaks of is unknown, never zero."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.provenance.dates import Dates, of_region, up_to
from dashboard.data.provenance.freshness import Freshness
from dashboard.data.query.cache import kept
from dashboard.data.query.question import Question
from dashboard.data.storage.schema import import_record
from dashboard.data.storage.schema.calls import calling_week, customer_week
from dashboard.data.storage.weeks import WEEK, completed_week

Source = Literal["usage", "legs", "queues"]
SOURCES: dict[str, tuple[Source, ...]] = {"customer_week": ("usage", "legs"), "queue_week": ("queues", "usage")}
"""Which sources name the customers of a table of weekly counts."""
SHOWN_WEEKS = 8
"""Weeks of small lines and of the quality chart, the completed one last."""


def note_weeks(connection: Connection, weeks: Sequence[date], source: Source, import_id: int) -> None:
    """Remember that an import brought rows of these weeks."""
    mine = (calling_week.c.source == source) & calling_week.c.week.in_(weeks)
    connection.execute(sa.delete(calling_week).where(mine))
    rows = [{"week": week, "source": source, "import_id": import_id} for week in weeks]
    if rows:
        connection.execute(sa.insert(calling_week), rows)


def week_of(question: Question) -> date:
    """The week that a question about calls speaks of: the last one completed on its as-of date."""
    return completed_week(question.moment.as_of)


def week_before(question: Question) -> date:
    """The week that changes are told against: the last one completed on the date compared with, else the one before."""
    return completed_week(question.compare.as_of) if question.compare else week_of(question) - WEEK


def shown_weeks(question: Question) -> list[date]:
    """The last completed weeks in order, the one that the question speaks of last."""
    return [week_of(question) - WEEK * back for back in range(SHOWN_WEEKS - 1, -1, -1)]


def covered_weeks(question: Question) -> dict[date, frozenset[str]]:
    """Which sources speak of each completed week of the region; weeks that none speaks of are left out."""
    last = week_of(question)
    return {week: sources for week, sources in _weeks(of_region(question)).items() if week <= last}


def week_dates(question: Question, today: date) -> Dates:
    """The dates on which a week that some file speaks of was just over, the same for everybody."""
    return Dates(up_to([week + WEEK for week in _weeks(of_region(question))], today), today, "week")


@kept
def _weeks(question: Question) -> dict[date, frozenset[str]]:
    """Every week that some file speaks of, with the sources that do."""
    by_week: dict[date, set[str]] = {}
    with question.scope.region.read() as connection:
        for row in connection.execute(sa.select(calling_week.c.week, calling_week.c.source)):
            by_week.setdefault(row.week, set()).add(row.source)
    return {week: frozenset(sources) for week, sources in by_week.items()}


def told_by(*sources: Source) -> Callable[[Question], bool]:
    """Whether one of the sources speaks of the question's week."""
    return lambda question: not covered_weeks(question).get(week_of(question), frozenset()).isdisjoint(sources)


@kept
def week_freshness(question: Question) -> Freshness | None:
    """The newest completed week that is known and its import; None when none is. A week is due when it is over."""
    weeks = covered_weeks(question)
    if not weeks:
        return None
    newest, covered, record = max(weeks), calling_week.c, import_record.c
    statement = (
        sa.select(record.import_id, record.file_name, record.sample)
        .join_from(calling_week, import_record, record.import_id == covered.import_id)
        .where(covered.week == newest)
        .order_by(record.import_id.desc())
    )
    with question.scope.region.read() as connection:
        row = connection.execute(statement).first()
    age = question.moment.as_of - (newest + WEEK)
    if row is None:
        return None
    return Freshness(newest, row.import_id, row.file_name, bool(row.sample), newest + 2 * WEEK, age, "week")


@dataclass(frozen=True)
class Origins:
    """How many customers of the week have their numbers from which source."""

    usage_from_reports: int
    usage_from_legs: int
    quality_from_legs: int
    quality_from_reports: int


@kept
def origins(question: Question) -> Origins:
    """Where the week's numbers come from, over the customers in scope."""
    row = customer_week.c

    def number(column: sa.ColumnElement[Any], source: str, *more: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.count(sa.case((sa.and_(column == source, *more), 1)))

    counts = [
        number(row.usage_source, "usage"),
        number(row.usage_source, "legs"),
        number(row.quality_source, "legs"),
        number(row.quality_source, "usage", row.good.is_not(None)),
    ]
    statement = sa.select().add_columns(*counts).where(row.week == week_of(question))
    with question.scope.region.read() as connection:
        sums = connection.execute(question.scope.restrict(statement, row.customer_key)).one()
    return Origins(*map(int, sums))
