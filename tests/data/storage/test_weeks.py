from datetime import date

from dashboard.data.storage.weeks import last_weeks, sunday


def test_a_week_begins_on_sunday() -> None:
    assert sunday(date(2026, 11, 21)) == date(2026, 11, 15)
    assert sunday(date(2026, 11, 22)) == date(2026, 11, 22)
    assert sunday(date(2026, 11, 23)) == date(2026, 11, 22)


def test_last_weeks_end_with_the_week_of_the_day() -> None:
    assert last_weeks(date(2026, 11, 23), 3) == [date(2026, 11, 8), date(2026, 11, 15), date(2026, 11, 22)]
