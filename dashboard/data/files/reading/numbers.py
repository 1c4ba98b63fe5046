"""Numbers as people and spreadsheets write them: 1,000.5 in one style, 1.000,5 in the other, one style a file."""

import re
from typing import Literal

Style = Literal["en", "de"]
STYLES: tuple[Style, Style] = ("en", "de")

_GROUP = "[ \u00a0\u202f\u2009'\u2019]"  # parts thousands in either style
_MARKS: dict[Style, tuple[str, str]] = {"en": (",", r"\."), "de": (r"\.", ",")}


def _form(thousands: str, decimal: str) -> re.Pattern[str]:
    """Grouped whole parts begin with no zero, so that 0.125 is no grouped number."""
    grouped = "|".join(rf"[1-9]\d{{0,2}}(?:{mark}\d{{3}})+" for mark in (thousands, _GROUP))
    whole = rf"(?P<whole>\d{{1,20}}|{grouped})"
    return re.compile(rf"{whole}(?:{decimal}(?P<part>\d{{1,20}}))?(?P<exponent>[eE][+-]?\d{{1,2}})?", re.ASCII)


_FORMS = {style: _form(*marks) for style, marks in _MARKS.items()}
_NO_DIGIT = re.compile(r"\D", re.ASCII)


def canonical(cell: str, style: Style) -> str | None:
    """The number as Python writes it, such as 1000.5; None when the cell is no number of 0 or more in this style."""
    if cell.isdecimal() and cell.isascii():
        return cell if len(cell) <= 20 else None
    parts = _FORMS[style].fullmatch(cell)
    if parts is None:
        return None
    part = f".{parts['part']}" if parts["part"] else ""
    return _NO_DIGIT.sub("", parts["whole"]) + part + (parts["exponent"] or "")
