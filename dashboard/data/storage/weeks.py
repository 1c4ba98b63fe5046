"""Weeks: from Sunday 00:00 UTC to the next, named by their Sunday."""

from datetime import date, timedelta

WEEK = timedelta(days=7)


def sunday(day: date) -> date:
    """The Sunday that begins the week of a day."""
    return day - timedelta(days=day.isoweekday() % 7)


def last_weeks(day: date, number: int) -> list[date]:
    """That many Sundays in order, the last one beginning the week that holds the day."""
    last = sunday(day)
    return [last - WEEK * back for back in range(number - 1, -1, -1)]


def completed_week(day: date) -> date:
    """The Sunday of the last week that was over when the day began."""
    return sunday(day) - WEEK
