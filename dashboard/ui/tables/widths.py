"""How wide the columns of a grid are, in pixels: what stands in their cells and their headings is not cut."""

from dashboard.ui import formats

WIDTHS = {
    "change": 92,
    "date": 108,
    "number_change": 100,
    "seconds": 128,
    "recommended": 94,
    "peak_used": 104,
    "idle": 72,
    "short": 72,
    "finding": 130,
    "report": 110,
    "advice": 280,
}
"""Least widths by the key of a column, else by its kind."""
_CUSTOMER = {"en": 184, "de": 168}
_WITH_TRIAL = {"en": 158, "de": 194}  # an id, and beside it that it is a trial's
_LETTER, _AROUND = 7.1, 28  # of a letter of a heading, and around its words


def of_customer() -> int:
    """The first column, which stays while the others are scrolled: other words leave it other room."""
    return _CUSTOMER[formats.language()]


def of_subscription() -> int:
    """An id with the mark of a trial."""
    return _WITH_TRIAL[formats.language()]


def room_for(heading: str) -> int:
    """What the longest word of a heading takes: a column is not narrower."""
    return round(max(map(len, heading.split()), default=0) * _LETTER) + _AROUND
