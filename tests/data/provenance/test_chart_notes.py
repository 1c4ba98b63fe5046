"""Notes on dates of a region, on both engines."""

from datetime import date

import pytest

from dashboard.data.provenance import chart_notes
from dashboard.data.provenance.chart_notes import add_note, delete_note, notes_by_week
from dashboard.data.query.moment import moment
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.errors import Invalid, NotFound
from tests.data.factories import TODAY, load, row


@pytest.fixture
def filled(region: Region) -> Region:
    load(region, [row("A", "S1", m=(10, 5, 5))])
    return region


def test_notes_stand_in_their_week_and_the_newest_date_comes_first(filled: Region) -> None:
    scope = Scope(filled, None)
    before = moment(scope, TODAY).version
    add_note(filled, "2026-11-08", "Monday to come", "ana")  # a Sunday
    add_note(filled, "2026-11-14", "Migration  weekend", "ana")  # its Saturday
    add_note(filled, "2026-11-15", "Next week", "ana")
    assert [one.text for one in chart_notes.chart_notes(filled)] == ["Next week", "Migration weekend", "Monday to come"]
    found = {week: [one.text for one in notes] for week, notes in notes_by_week(scope).items()}
    assert found == {date(2026, 11, 8): ["Monday to come", "Migration weekend"], date(2026, 11, 15): ["Next week"]}
    assert moment(scope, TODAY).version > before  # whatever is kept of the region is asked again


def test_a_note_is_taken_away_once(filled: Region) -> None:
    made = add_note(filled, "2026-11-14", "x", "ana")
    assert delete_note(filled, made.note_id, "ana") == made
    assert not notes_by_week(Scope(filled, None))
    with pytest.raises(NotFound):
        delete_note(filled, made.note_id, "ana")


@pytest.mark.parametrize(
    ("day", "text", "wrong"),
    [
        ("2026-02-30", "x", ["day"]),
        ("1999-12-31", "x", ["day"]),
        ("20261114", "x", ["day"]),
        ("2026-11-14", " ", ["note"]),
        ("2026-11-14", "x" * 81, ["note"]),
        ("2026-11-14", "a\x00b", ["note"]),
        ("", "", ["day", "note"]),
    ],
)
def test_what_is_no_note(filled: Region, day: str, text: str, wrong: list[str]) -> None:
    with pytest.raises(Invalid) as told:
        add_note(filled, day, text, "ana")
    assert [one.parameter for one in told.value.problems] == wrong


def test_there_is_an_end_to_notes(filled: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chart_notes, "MOST", 1)
    add_note(filled, "2026-11-14", "x", "ana")
    with pytest.raises(Invalid, match="At most 1 notes"):
        add_note(filled, "2026-11-14", "y", "ana")
