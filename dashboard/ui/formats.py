"""A value and its unit → text in the language of the request. Unknown is an en dash, never zero."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import get_locale, gettext, ngettext

from dashboard.data.query.metric import Good
from dashboard.data.query.table import Kind

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
_COMPACT_FROM = 10_000
_LEAST_DENOMINATOR = 10
_DAY = {"en": "d MMM y", "de": "dd.MM.y"}
_WEEK = {"en": "d MMM", "de": "dd.MM."}
_DAY_ALONE = {"en": "d", "de": "dd."}

Tone = Literal["good", "bad", "neutral"]


@dataclass(frozen=True)
class Delta:
    """A change ready to show: the arrow's direction, the signed text, whether that is good."""

    direction: Literal["up", "down", "same"]
    text: str
    tone: Tone = "neutral"


def language() -> str:
    """`en` or `de`; English outside a request."""
    locale = get_locale()
    return "de" if locale is not None and locale.language == "de" else "en"


def unknown() -> str:
    """The sign for what is not known."""
    return "\N{EN DASH}"


def raw(value: float | Decimal | None) -> str:
    """A number for `data-value`: unrounded, with a point, in every language; empty when unknown."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else repr(float(value))


def count(n: float | None) -> str:
    """A whole number in full, with the language's separators."""
    return unknown() if n is None else _decimal(n, "#,##0")


def decimal(x: float | Decimal | None, places: int = 1) -> str:
    """A number with fixed decimals."""
    return unknown() if x is None else _decimal(x, "#,##0." + "0" * places)


def compact(n: float | None, beside: float = 0) -> str:
    """At most four significant digits: in full below 10,000, then thousands (12.35k), millions, billions.

    `beside` is the largest number of an axis, which has one unit: 8k below 12k.
    """
    if n is None or n == 0 or max(abs(n), beside) < _COMPACT_FROM:
        return count(n)
    if max(abs(n), beside) < 999_950:
        return gettext("%(n)sk", n=_decimal(n / 1e3, "@###"))
    if max(abs(n), beside) < 999_950_000:
        return gettext("%(n)sM", n=_decimal(n / 1e6, "@###"))
    return gettext("%(n)sB", n=_decimal(n / 1e9, "@###"))


def percent(numerator: float | None, denominator: float | None) -> tuple[str, str]:
    """A share for a card and the fraction beside it: ("62 %", "310 of 500"); ("–", "") over nothing or unknown.

    Below ten in the denominator a percentage misleads: only the fraction is given, ("6 of 8", "").
    """
    if numerator is None or not denominator:
        return unknown(), ""
    fraction = gettext("%(part)s of %(whole)s", part=count(numerator), whole=count(denominator))
    if denominator < _LEAST_DENOMINATOR:
        return fraction, ""
    return _share(numerator / denominator), fraction


def rate(x: float | None, places: int = 1) -> str:
    """A rate 0..1 as a percentage with fixed decimals."""
    return unknown() if x is None else f"{decimal(x * 100, places)}{NO_BREAK}%"


def money(amount: float | Decimal | None, currency: str | None) -> str:
    """An amount with its currency as the file names it."""
    return unknown() if amount is None else f"{decimal(amount, 2)}{NO_BREAK}{currency or ''}".strip()


def duration(seconds: float | None) -> str:
    """Seconds as m:ss, rounded to the second."""
    if seconds is None:
        return unknown()
    minutes, rest = divmod(math.floor(seconds + 0.5), 60)
    return f"{minutes}:{rest:02d}"


def change_seconds(difference: float, good: Good = "neither") -> Delta:
    """The change of a duration as a Delta, in seconds with one decimal."""
    return _delta(difference, gettext("%(n)s s", n=_signed(difference, "#,##0.0")), good)


def delta(n: float | None) -> str:
    """A signed whole number with a true minus; zero has no sign."""
    return unknown() if n is None else _signed(n, "#,##0")


def delta_pp(x: float | None, places: int = 1) -> str:
    """The difference of two rates 0..1, in percentage points."""
    return unknown() if x is None else gettext("%(n)s pp", n=_signed(x * 100, "#,##0." + "0" * places))


def change(difference: float | None, good: Good = "neither", *, points: bool = False) -> Delta | None:
    """The change of a value as a Delta; None when unknown. `points`: it is the difference of two rates."""
    if difference is None:
        return None
    text = delta_pp(difference) if points else delta(difference)
    return _delta(difference, text, good)


def _delta(difference: float, text: str, good: Good) -> Delta:
    """What rounds to nothing has not changed."""
    if is_nothing(text):
        return Delta("same", text)
    rising = difference > 0
    tone: Tone = "neutral" if good == "neither" else "good" if rising == (good == "more") else "bad"
    return Delta("up" if rising else "down", text, tone)


def date_text(d: date | None) -> str:
    """A day with its year: 21 Nov 2026, 21.11.2026."""
    return unknown() if d is None else format_date(d, _DAY[language()], locale=language())


def month_text(first: date) -> str:
    """A month with its year: November 2026."""
    return format_date(first, "MMMM y", locale=language())


def instant(at: datetime) -> str:
    """A moment (UTC) to the minute: 22 Nov 2026, 09:14 UTC."""
    return f"{date_text(at.date())}, {at:%H:%M} UTC"


def week_text(d: date | None) -> str:
    """A week, named by its Sunday, without the year: 27 Sep, 27.09."""
    return unknown() if d is None else format_date(d, _WEEK[language()], locale=language())


def week_range(sunday: date) -> str:
    """A week by its first and last day: 15 to 21 Nov 2026, 29 Nov to 5 Dec 2026."""
    last = sunday + timedelta(days=6)
    alike = _DAY_ALONE if sunday.month == last.month else _WEEK
    first = format_date(sunday, alike[language()], locale=language())
    return gettext("%(first)s to %(last)s", first=first, last=date_text(last))


def number(value: object, kind: Kind) -> str:
    """A cell of a table in full, by the kind of its column; an en dash when unknown."""
    if value is None:
        return unknown()
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, int | float | Decimal):
        return _number(float(value), kind)
    return str(value)


def _number(value: float, kind: Kind) -> str:
    if kind == "rate":
        return rate(value)
    if kind == "points":
        return delta_pp(value)
    if kind == "seconds":
        return duration(value)
    if kind == "change":
        return delta(value)
    if kind == "number_change":
        return _signed(value, "#,##0.0")
    return count(value) if kind == "integer" or value.is_integer() else decimal(value, 2)


def _share(ratio: float) -> str:
    """Whole percent, with a decimal below ten and next to 100; nothing and all are said of nothing and all alone."""
    percentage = ratio * 100
    if 0 < percentage < 0.05:
        return f"<{rate(0.001)}"
    if 99.95 <= percentage < 100:
        return f">{rate(0.999)}"
    if 100 < percentage < 100.05:
        return f">{rate(1, 0)}"
    edge = 0 < percentage < 9.95 or 99 < percentage < 100 or 100 < percentage < 101
    return rate(ratio, 1 if edge else 0)


def _decimal(n: float | Decimal, pattern: str) -> str:
    """Halves are rounded away from zero, as in tables, where the browser rounds; what rounds to nothing has no sign."""
    with localcontext(rounding=ROUND_HALF_UP):
        text = format_decimal(n, format=pattern, locale=language()).replace("-", MINUS)
    return text.removeprefix(MINUS) if is_nothing(text) else text


def _signed(n: float, pattern: str) -> str:
    text = _decimal(n, pattern)
    return f"+{text}" if n > 0 and not is_nothing(text) else text


def is_nothing(text: str) -> bool:
    """Whether a number has rounded to nothing."""
    return not any(digit in text for digit in "123456789")


def days_away(days: int) -> str:
    """When a day is that lies so many days after the page's, or before it."""
    if days == 0:
        return gettext("today")
    if days < 0:
        return ngettext("%(num)s day ago", "%(num)s days ago", -days)
    return ngettext("in %(num)s day", "in %(num)s days", days)


def managed_by_name(managed_by: str | None) -> str:
    """Who manages a customer, in words."""
    names = {"own": gettext("own organisation"), "external": gettext("external administrator")}
    return names.get(managed_by or "", unknown())
