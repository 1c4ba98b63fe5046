"""A day is written one way, and is one that anything here can be about."""

from datetime import date

import pytest

from dashboard.days import stated_day, written_day


@pytest.mark.parametrize(
    "text", ["", "20261127", "2026-W48-5", "2026-1-1", "2026-02-30", " 2026-11-27", "2026-11-27T00", "27.11.2026"]
)
def test_what_is_no_day(text: str) -> None:
    assert written_day(text) is None
    assert stated_day(text) is None


def test_days_of_other_centuries() -> None:
    assert written_day("1999-12-31") == date(1999, 12, 31)
    assert [stated_day(text) for text in ("1999-12-31", "2000-01-01", "2199-12-31", "2200-01-01")] == [
        None, date(2000, 1, 1), date(2199, 12, 31), None,
    ]  # fmt: skip
