"""Findings about files: weeks that a weekly report skips, reports that are late, rows that were rejected."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import covered_weeks
from dashboard.data.provenance.dates import snapshot_dates
from dashboard.data.provenance.freshness import STALE_AFTER
from dashboard.data.quality import kinds
from dashboard.data.quality.kinds import Kind
from dashboard.data.quality.rows import finding
from dashboard.data.query.question import Question
from dashboard.data.storage.schema import import_record
from dashboard.data.storage.weeks import WEEK, sunday

LOOK_BACK = 52 * WEEK
GIVEN_UP_AFTER = 13 * WEEK
"""A source of calls that has been silent for longer is no longer expected: there are others."""

SUBSCRIPTIONS = "Subscription Details"
REPORTS = {"usage": "Calling Usage Detail", "legs": "Call Legs", "queues": "Call Queue Stats"}
"""Reports that come every week, by what `calling_week` names them."""


@dataclass(frozen=True)
class Missing:
    """A report that is not there: the Sunday of its week, or since when it is due and how old the last one is."""

    kind: Kind
    report: str
    day: date
    age: int | None = None  # days


def file_findings(question: Question) -> list[sa.Select[Any]]:
    """A statement for each kind of finding; none unless the whole region is asked about."""
    if not question.scope.whole_region:
        return []
    findings = [*weeks_missing(question), *files_late(question)]
    return [_statement(missing) for missing in findings] + [_rejected(question)]


def _statement(missing: Missing) -> sa.Select[Any]:
    columns: dict[str, sa.ColumnElement[Any]] = {
        "report": sa.literal(missing.report),
        "day": sa.literal(missing.day, sa.Date),
    }
    if missing.age is not None:
        columns |= {"value": sa.literal(missing.age), "at_most": sa.literal(STALE_AFTER.days)}
    return finding(missing.kind, **columns)


def weeks_missing(question: Question) -> Iterator[Missing]:
    """The weeks of the last 52 that a report skipped, by report, oldest first."""
    since = sunday(question.moment.as_of) - LOOK_BACK
    for report, weeks in _weeks(question).items():
        for week in _between(weeks):
            if week not in weeks and week >= since:
                yield Missing(kinds.WEEK_MISSING, report, week)


def _between(weeks: frozenset[date]) -> Iterable[date]:
    first, last = min(weeks), max(weeks)
    return (first + WEEK * step for step in range(1, (last - first) // WEEK))


def files_late(question: Question) -> Iterator[Missing]:
    """The reports of which the newest is older than the region's rhythm allows."""
    as_of, snapshot = question.moment.as_of, question.moment.snapshot
    if snapshot and as_of - snapshot > STALE_AFTER:
        yield Missing(kinds.FILE_LATE, SUBSCRIPTIONS, snapshot + WEEK, (as_of - snapshot).days)
    for report, weeks in _weeks(question).items():
        age = as_of - (max(weeks) + WEEK)
        if report != SUBSCRIPTIONS and STALE_AFTER < age <= GIVEN_UP_AFTER:
            yield Missing(kinds.FILE_LATE, report, max(weeks) + 2 * WEEK, age.days)


def _weeks(question: Question) -> dict[str, frozenset[date]]:
    """The weeks that each report covers by then; reports that never came are left out."""
    days = snapshot_dates(question, question.moment.as_of).days
    by_report = {SUBSCRIPTIONS: frozenset(map(sunday, days))}
    covered = covered_weeks(question)
    for source, report in REPORTS.items():
        by_report[report] = frozenset(week for week, sources in covered.items() if source in sources)
    return {report: weeks for report, weeks in by_report.items() if weeks}


def _rejected(question: Question) -> sa.Select[Any]:
    """Files with rejected rows, unless a later one of the same kind and dates took their place."""
    record, later = import_record.c, import_record.alias("later").c
    as_of = question.moment.as_of
    day = sa.func.coalesce(record.last_date, sa.cast(record.imported_at, sa.Date))
    same = (later.kind == record.kind) & (later.import_id > record.import_id)
    dates = [later[key].is_not_distinct_from(record[key]) for key in ("first_date", "last_date")]
    followed = sa.exists().where(same, *dates)
    columns = {"report": record.kind, "day": day, "value": record.rejected, "at_most": sa.literal(0)}
    rows = finding(kinds.ROWS_REJECTED, **columns).where(record.rejected > 0, record.undone_at.is_(None), ~followed)
    return rows.where(day <= as_of, day > as_of - timedelta(days=LOOK_BACK.days))
