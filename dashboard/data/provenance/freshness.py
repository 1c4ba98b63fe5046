"""How far the data reaches, and which import it came from."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from dashboard.data.query.cache import kept
from dashboard.data.query.question import Question
from dashboard.data.storage.schema import import_record, snapshot_date
from dashboard.data.storage.weeks import WEEK

STALE_AFTER = timedelta(days=8)


@dataclass(frozen=True)
class Freshness:
    """The import that answers at a moment: its number, its file, whether it is made-up sample data."""

    snapshot: date
    import_id: int
    file_name: str
    sample: bool
    next_due: date  # a week after the snapshot
    age: timedelta  # of the snapshot on the as-of date
    period: Literal["day", "week"] = "day"  # whether `snapshot` is a day, or the Sunday of a completed week
    imported_at: datetime | None = None  # UTC

    @property
    def stale(self) -> bool:
        """Whether a weekly report is missing."""
        return self.age > STALE_AFTER


@kept
def freshness(question: Question) -> Freshness | None:
    """What answers the question, None when the region has no snapshot by then."""
    scope, moment = question.scope, question.moment
    if moment.snapshot is None:
        return None
    record, snapshots = import_record.c, snapshot_date.c
    statement = (
        sa.select(snapshots.import_id, record.file_name, record.sample, record.imported_at)
        .join_from(snapshot_date, import_record, record.import_id == snapshots.import_id, isouter=True)
        .where(snapshots.date == moment.snapshot)
    )
    with scope.region.read() as connection:
        row = connection.execute(statement).one()
    age = moment.as_of - moment.snapshot
    due, name = moment.snapshot + WEEK, row.file_name or ""
    sample, at = bool(row.sample), row.imported_at
    return Freshness(moment.snapshot, row.import_id, name, sample, due, age, imported_at=at)
