"""The dates that a page can be asked for, and the way from one to the next."""

from datetime import date, timedelta

from dashboard.data.calling.covered_weeks import note_weeks, week_dates
from dashboard.data.provenance.dates import Dates, snapshot_dates
from dashboard.data.storage.regions import Region
from tests.data.factories import SATURDAY, TODAY, ask, load, row

DAY = timedelta(days=1)
DAYS = Dates((date(2026, 11, 21), date(2026, 11, 14), date(2026, 11, 7)), TODAY)
WEEKS = Dates((date(2026, 11, 22), date(2026, 11, 8)), TODAY, "week")


def test_the_region_s_snapshots_up_to_today_the_same_for_everybody(region: Region) -> None:
    load(region, [row("A", "S1", day) for day in (SATURDAY - 7 * DAY, SATURDAY, TODAY + DAY)])
    expected = Dates((SATURDAY, SATURDAY - 7 * DAY), TODAY)
    assert snapshot_dates(ask(region), TODAY) == expected
    assert snapshot_dates(ask(region, SATURDAY - 7 * DAY, user_id=7, tags=("gold",)), TODAY) == expected
    assert snapshot_dates(ask(region), SATURDAY).days == expected.days


def test_weeks_that_were_over_by_today(region: Region) -> None:
    with region.write() as connection:
        note_weeks(connection, [date(2026, 11, 1), date(2026, 11, 15), date(2026, 11, 22)], "usage", 1)
        note_weeks(connection, [date(2026, 11, 15)], "legs", 1)
    assert week_dates(ask(region), TODAY) == WEEKS


def test_from_snapshot_to_snapshot_and_to_today() -> None:
    between = date(2026, 11, 16)
    assert [DAYS.earlier(day) for day in (TODAY, date(2026, 11, 21), between)] == [*DAYS.days[:2], DAYS.days[1]]
    assert DAYS.earlier(date(2026, 11, 7)) is None
    assert [DAYS.later(day) for day in (date(2026, 11, 1), date(2026, 11, 7), between)] == [
        *DAYS.days[:0:-1],
        DAYS.days[0],
    ]
    assert (DAYS.later(DAYS.days[0]), DAYS.later(TODAY), DAYS.later(TODAY + DAY)) == (TODAY, None, None)
    assert [DAYS.is_past(day) for day in (TODAY - DAY, TODAY, TODAY + DAY)] == [True, False, False]


def test_every_day_after_a_week_shows_the_same() -> None:
    wednesday = date(2026, 11, 18)
    assert WEEKS.standing(wednesday) == date(2026, 11, 15)  # the week from the 8th, which no file tells
    assert (WEEKS.earlier(wednesday), WEEKS.later(wednesday)) == (date(2026, 11, 8), TODAY)
    assert WEEKS.earlier(TODAY) == WEEKS.earlier(date(2026, 11, 22)) == date(2026, 11, 8)
    assert [WEEKS.is_past(day) for day in (date(2026, 11, 21), date(2026, 11, 22), TODAY)] == [True, False, False]


def test_without_data_there_is_nowhere_to_go() -> None:
    nothing = Dates((), TODAY)
    assert (nothing.earlier(TODAY), nothing.later(TODAY), nothing.later(TODAY - DAY)) == (None, None, TODAY)
