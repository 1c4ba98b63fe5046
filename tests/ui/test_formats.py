"""A value and its unit in both languages."""

from datetime import date
from decimal import Decimal

import pytest
from flask_babel import force_locale

from dashboard.ui import formats
from dashboard.ui.formats import Delta

pytestmark = pytest.mark.usefixtures("request_context")


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [(0, "0", "0"), (12345, "12,345", "12.345"), (-1234, "−1,234", "−1.234"), (None, "–", "–")],
)
def test_counts_stand_in_full_with_the_separators_of_the_language(value: int | None, english: str, german: str) -> None:
    assert formats.count(value) == english
    with force_locale("de"):
        assert formats.count(value) == german


@pytest.mark.parametrize(
    ("value", "text"),
    [(9999, "9,999"), (10000, "10k"), (12345, "12.35k"), (999_949, "999.9k"), (999_950, "1M"), (48_211_000, "48.21M")],
)
def test_compact_begins_at_ten_thousand_and_shows_four_significant_digits(value: int, text: str) -> None:
    assert formats.compact(value) == text


def test_numbers_of_one_axis_have_one_unit() -> None:
    assert [formats.compact(one, 12_000) for one in (0, 2_500, 8_000, 12_000)] == ["0", "2.5k", "8k", "12k"]
    assert [formats.compact(one, 9_000) for one in (0, 3_000, 9_000)] == ["0", "3,000", "9,000"]
    assert [formats.compact(one, 1_500_000) for one in (500_000, 1_500_000)] == ["0.5M", "1.5M"]


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (310, 500, ("62\N{NO-BREAK SPACE}%", "310 of 500")),
        (6, 8, ("6 of 8", "")),
        (0, 0, ("–", "")),
        (None, 500, ("–", "")),
        (3, 1000, ("0.3\N{NO-BREAK SPACE}%", "3 of 1,000")),
        (999, 1000, ("99.9\N{NO-BREAK SPACE}%", "999 of 1,000")),
        (500, 500, ("100\N{NO-BREAK SPACE}%", "500 of 500")),
        (1, 16, ("6.3\N{NO-BREAK SPACE}%", "1 of 16")),
        (5, 40, ("13\N{NO-BREAK SPACE}%", "5 of 40")),
        (199, 2000, ("10\N{NO-BREAK SPACE}%", "199 of 2,000")),
        (1, 10_000, ("<0.1\N{NO-BREAK SPACE}%", "1 of 10,000")),
        (9995, 10_000, (">99.9\N{NO-BREAK SPACE}%", "9,995 of 10,000")),
        (10_001, 10_000, (">100\N{NO-BREAK SPACE}%", "10,001 of 10,000")),
        (1003, 1000, ("100.3\N{NO-BREAK SPACE}%", "1,003 of 1,000")),
    ],
)
def test_a_share_shows_its_fraction_and_never_rounds_to_nothing_or_all(
    numerator: int | None, denominator: int, expected: tuple[str, str]
) -> None:
    assert formats.percent(numerator, denominator) == expected


def test_halves_are_rounded_away_from_zero_as_browsers_do_in_tables() -> None:
    assert [formats.duration(seconds) for seconds in (0.5, 2.5, 59.5)] == ["0:01", "0:03", "1:00"]
    assert [formats.rate(x) for x in (0.0625, 0.1875)] == ["6.3\N{NO-BREAK SPACE}%", "18.8\N{NO-BREAK SPACE}%"]
    assert [formats.delta_pp(x) for x in (0.0625, -0.0625)] == ["+6.3 pp", "−6.3 pp"]
    assert formats.change_seconds(0.25, "less") == Delta("up", "+0.3 s", "bad")


def test_a_change_that_rounds_to_nothing_has_no_sign() -> None:
    assert [formats.delta_pp(x) for x in (0.0001, -0.0001)] == ["0.0 pp", "0.0 pp"]
    assert [formats.number(x, "number_change") for x in (0.04, -0.04)] == ["0.0", "0.0"]
    assert formats.change_seconds(-0.04) == Delta("same", "0.0 s", "neutral")


def test_changes_have_a_sign_and_a_true_minus() -> None:
    assert [formats.delta(n) for n in (14, -6, 0, None)] == ["+14", "−6", "0", "–"]
    assert [formats.delta_pp(x) for x in (0.012, -0.25, None)] == ["+1.2 pp", "−25.0 pp", "–"]


def test_the_arrow_says_direction_and_the_tone_whether_it_is_good() -> None:
    assert formats.change(3, "less") == Delta("up", "+3", "bad")
    assert formats.change(-11, "less") == Delta("down", "−11", "good")
    assert formats.change(14, "more") == Delta("up", "+14", "good")
    assert formats.change(-6, "neither") == Delta("down", "−6", "neutral")
    assert formats.change(0, "more") == Delta("same", "0", "neutral")
    assert formats.change(0.0001, "more", points=True) == Delta("same", "0.0 pp", "neutral")
    assert formats.change(None, "more") is None


def test_dates_follow_the_language() -> None:
    day = date(2026, 9, 27)
    assert (formats.date_text(day), formats.week_text(day)) == ("27 Sep 2026", "27 Sep")
    with force_locale("de"):
        assert (formats.date_text(day), formats.week_text(day)) == ("27.09.2026", "27.09.")


def test_a_week_says_its_month_once() -> None:
    weeks = date(2026, 11, 15), date(2026, 11, 29), date(2026, 12, 27)
    assert [*map(formats.week_range, weeks)] == ["15 to 21 Nov 2026", "29 Nov to 5 Dec 2026", "27 Dec to 2 Jan 2027"]
    with force_locale("de"):
        assert [*map(formats.week_range, weeks[:2])] == ["15. bis 21.11.2026", "29.11. bis 05.12.2026"]


def test_cells_are_never_shortened() -> None:
    assert formats.number(12345, "integer") == "12,345"
    assert formats.number(Decimal("29.25"), "number") == "29.25"
    assert formats.number(0.622, "rate") == "62.2\N{NO-BREAK SPACE}%"
    assert formats.number(-3, "change") == "−3"
    assert formats.number(False, "flag") == "No"
    assert formats.number(date(2026, 1, 2), "date") == "2 Jan 2026"
    assert formats.number("Kestrel", "text") == "Kestrel"
    assert formats.number(None, "integer") == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0"), (12345, "12345"), (2 / 3, "0.6666666666666666"), (Decimal("29.5"), "29.5")],
)
def test_raw_is_unrounded_and_the_same_in_every_language(value: float | Decimal | None, text: str) -> None:
    assert formats.raw(value) == text
    with force_locale("de"):
        assert formats.raw(value) == text


@pytest.mark.parametrize(
    ("days", "english", "german"),
    [
        (-2, "2 days ago", "vor 2 Tagen"),
        (-1, "1 day ago", "vor 1 Tag"),
        (0, "today", "heute"),
        (1, "in 1 day", "in 1 Tag"),
        (30, "in 30 days", "in 30 Tagen"),
    ],
)
def test_how_far_a_day_lies(days: int, english: str, german: str) -> None:
    assert formats.days_away(days) == english
    with force_locale("de"):
        assert formats.days_away(days) == german
