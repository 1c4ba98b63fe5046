"""Notes on dates of a region, such as "migration weekend": what a chart over time cannot tell by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from dashboard.data.customers.edits import REGION, note_changes
from dashboard.data.query.cache import until_written
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.work import chart_note
from dashboard.data.storage.weeks import sunday
from dashboard.days import stated_day
from dashboard.errors import BadParameter, Invalid, NotFound
from dashboard.i18n import N_

LONGEST, MOST = 80, 500


@dataclass(frozen=True)
class ChartNote:
    """A note on a date."""

    note_id: int
    day: date
    text: str


def chart_notes(region: Region) -> Sequence[ChartNote]:
    """Every note of a region, the newest date first."""
    row = chart_note.c
    with region.read() as connection:
        rows = connection.execute(sa.select(row.note_id, row.day, row.text).order_by(row.day.desc(), row.note_id))
        return [ChartNote(*note) for note in rows]


@until_written
def notes_by_week(scope: Scope) -> Mapping[date, Sequence[ChartNote]]:
    """The notes of the scope's region by the Sunday of their week, the oldest first in each."""
    by_week: dict[date, list[ChartNote]] = {}
    for note in reversed(chart_notes(scope.region)):
        by_week.setdefault(sunday(note.day), []).append(note)
    return by_week


def add_note(region: Region, day: str, text: str, actor: str) -> ChartNote:
    """Puts a note on a date, stated as YYYY-MM-DD. Raises Invalid with what is wrong by field."""
    at, said = _checked(day, text)
    with region.write() as connection:
        held, last = connection.execute(sa.select(sa.func.count(), sa.func.max(chart_note.c.note_id))).one()
        if held >= MOST:
            raise Invalid([BadParameter("note", N_("At most %(most)s notes: delete one first."), most=MOST)])
        note = ChartNote((last or 0) + 1, at, said)
        connection.execute(sa.insert(chart_note).values(note_id=note.note_id, day=at, text=said))
        note_changes(connection, [REGION], actor, "chart note added", f"{at} {said}")
    return note


def delete_note(region: Region, note_id: int, actor: str) -> ChartNote:
    """Takes a note away, and gives it. Raises NotFound."""
    row = chart_note.c
    with region.write() as connection:
        note = connection.execute(sa.select(row.note_id, row.day, row.text).where(row.note_id == note_id)).one_or_none()
        if note is None:
            raise NotFound(N_("This note is not there any more."))
        connection.execute(sa.delete(chart_note).where(row.note_id == note_id))
        note_changes(connection, [REGION], actor, "chart note deleted", f"{note.day} {note.text}")
    return ChartNote(*note)


def _checked(day: str, text: str) -> tuple[date, str]:
    said, wrong = " ".join(text.split()), []
    at = stated_day(day)
    if at is None:
        wrong.append(BadParameter("day", N_("Choose a date.")))
    if not said or len(said) > LONGEST or not said.isprintable():
        wrong.append(BadParameter("note", N_("Enter a note of 1 to %(most)s characters."), most=LONGEST))
    if at is None or wrong:
        raise Invalid(wrong)
    return at, said
