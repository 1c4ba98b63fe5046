"""The imports at which rules are judged, each with the day that its data speaks of.

A rule is judged as of its data and never as of the hour at which somebody got round to it: so a process that died and
judges later finds what it would have found then, and a preview shows what would have been told.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import import_record
from dashboard.data.storage.weeks import WEEK, sunday

_SNAPSHOTS = ("Subscription Details",)
_WEEKLY = ("Calling Usage Detail", "Call Legs", "Detailed Call History", "Call Queue Stats")


@dataclass(frozen=True)
class Judged:
    """An import and the day as of which rules are judged at it."""

    import_id: int
    file_name: str
    as_of: date
    kind: str


def judged_imports(region: Region, today: date) -> list[Judged]:
    """Every import in order. Its day is the newest that the data spoke of by then, a week's the day it is over; today
    at the latest, and where no file has said any."""
    row = import_record.c
    statement = sa.select(row.import_id, row.file_name, row.kind, row.last_date).order_by(row.import_id)
    imports, newest = [], None
    with region.read() as connection:
        for record in connection.execute(statement):
            newest = max(filter(None, (newest, _day(record.kind, record.last_date))), default=None)
            imports.append(Judged(record.import_id, record.file_name, min(newest or today, today), record.kind))
    return imports


def brings(judged: Judged, *, weekly: bool) -> bool:
    """Whether it is an import of snapshots or, `weekly`, of counts of a week."""
    return judged.kind in (_WEEKLY if weekly else _SNAPSHOTS)


def _day(kind: str, last: date | None) -> date | None:
    if last is None:
        return None
    if kind in _SNAPSHOTS:
        return last
    return sunday(last) + WEEK if kind in _WEEKLY else None
