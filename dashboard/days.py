"""A day as a text states it, wherever it comes from."""

from datetime import date

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
"""What anything here can be about."""


def written_day(text: str) -> date | None:
    """The day that is written YYYY-MM-DD: Python alone also takes 20261127 and 2026-W48-5 for days."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if text == day.isoformat() else None


def stated_day(text: str) -> date | None:
    """The same, of the two centuries that anything here can be about."""
    day = written_day(text)
    return day if day and FIRST_DAY <= day <= LAST_DAY else None
