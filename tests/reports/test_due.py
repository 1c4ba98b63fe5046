"""When a schedule is due, worked out by hand from the zones' clock changes."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from dashboard.reports.due import Every, Rhythm, next_due, upcoming

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def told(rhythm: Rhythm, after: str, count: int = 5) -> list[str]:
    return [moment.isoformat(" ", "minutes").removesuffix("+00:00") for moment in upcoming(rhythm, utc(after), count)]


def test_a_time_that_the_clock_skips_is_due_at_the_next_minute_that_exists() -> None:
    # Berlin goes from 02:00 to 03:00 at 01:00 UTC on 29 March 2026.
    assert told(Rhythm("daily", time(2, 30), BERLIN), "2026-03-27 12:00") == [
        "2026-03-28 01:30",
        "2026-03-29 01:00",
        "2026-03-30 00:30",
        "2026-03-31 00:30",
        "2026-04-01 00:30",
    ]


def test_a_time_that_comes_twice_is_due_once_the_first_time() -> None:
    # Berlin goes from 03:00 back to 02:00 at 01:00 UTC on 25 October 2026.
    assert told(Rhythm("daily", time(2, 30), BERLIN), "2026-10-24 12:00", 3) == [
        "2026-10-25 00:30",
        "2026-10-26 01:30",
        "2026-10-27 01:30",
    ]


def test_between_the_two_times_the_next_day_is_next() -> None:
    assert next_due(Rhythm("daily", time(2, 30), BERLIN), utc("2026-10-25 00:45")) == utc("2026-10-26 01:30")


def test_new_york_has_its_own_changes() -> None:
    # 02:00 to 03:00 at 07:00 UTC on 8 March 2026, 02:00 to 01:00 at 06:00 UTC on 1 November.
    rhythm = Rhythm("daily", time(2, 30), NEW_YORK)
    assert told(rhythm, "2026-03-07 00:00", 3) == ["2026-03-07 07:30", "2026-03-08 07:00", "2026-03-09 06:30"]
    rhythm = Rhythm("daily", time(1, 30), NEW_YORK)
    assert told(rhythm, "2026-10-31 12:00", 3) == ["2026-11-01 05:30", "2026-11-02 06:30", "2026-11-03 06:30"]


def test_monday_mornings_keep_their_local_time_across_the_change() -> None:
    rhythm = Rhythm("weekly", time(6, 0), BERLIN, weekday=1)
    assert told(rhythm, "2026-10-17 00:00", 3) == ["2026-10-19 04:00", "2026-10-26 05:00", "2026-11-02 05:00"]


def test_the_31st_of_a_shorter_month_is_its_last_day() -> None:
    rhythm = Rhythm("monthly", time(6, 0), ZoneInfo("UTC"), day=31)
    assert told(rhythm, "2027-12-31 06:00") == [
        "2028-01-31 06:00",
        "2028-02-29 06:00",
        "2028-03-31 06:00",
        "2028-04-30 06:00",
        "2028-05-31 06:00",
    ]


@pytest.mark.parametrize("every", ["daily", "weekly", "monthly"])
def test_the_due_moment_itself_is_past(every: Every) -> None:
    rhythm = Rhythm(every, time(6, 0), BERLIN, weekday=1, day=23)
    first = next_due(rhythm, utc("2026-11-23 04:59"))
    assert first == utc("2026-11-23 05:00")
    assert next_due(rhythm, first) > first


def test_a_day_that_the_zone_skips_falls_on_the_next() -> None:
    # Samoa had no 30 December 2011.
    rhythm = Rhythm("daily", time(6, 0), ZoneInfo("Pacific/Apia"))
    assert told(rhythm, "2011-12-29 12:00", 3) == ["2011-12-29 16:00", "2011-12-30 10:00", "2011-12-30 16:00"]
