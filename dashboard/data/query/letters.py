"""Texts compared in any case. Both sides are lowered by the database: its letters are not always Python's.

Python writes the small `İ` as two characters and ends a Greek word with another sigma; databases do neither. So what is
copied from a row finds that row, whichever engine keeps it.
"""

from typing import Any

import sqlalchemy as sa

from dashboard.data.storage.regions import Region

_ESCAPE = "/"
_LAST_SIGMA, _SIGMA = "\u03c2", "\u03c3"  # two small letters of one capital


def lowered(text: str) -> sa.ColumnElement[str]:
    """The text in small letters, as the database lowers a column."""
    return sa.func.lower(sa.literal(text, sa.String), type_=sa.String)


def in_order(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A text to order by, or to take the first or the last of: by its characters, the same on every engine.

    A server's own order is that of its people: there "a" comes before "B", and a hyphen may count for nothing.
    """
    return sa.collate(column, "C")


def knows_letters(region: Region) -> bool:
    """Whether the database can tell small letters from capitals: one made with the locale `C` does in ASCII alone."""
    with region.read() as connection:
        return bool(connection.scalar(sa.select(lowered("Ä") == sa.literal("ä", sa.String))))


def contains(column: sa.ColumnElement[Any], text: str) -> sa.ColumnElement[bool]:
    """Whether a column's text holds another one, in any case."""
    escaped = text
    for sign in (_ESCAPE, "%", "_"):
        escaped = escaped.replace(sign, _ESCAPE + sign)
    kept, sought = sa.func.lower(column, type_=sa.String), lowered(escaped)
    if {_LAST_SIGMA, _SIGMA} & set(text.lower()):
        kept, sought = (sa.func.replace(one, _LAST_SIGMA, _SIGMA, type_=sa.String) for one in (kept, sought))
    return kept.contains(sought, escape=_ESCAPE)
