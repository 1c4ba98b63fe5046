"""Tells the kind of a report by its header, and which cell of a row belongs to which column."""

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.data.files.cells import CONTROL
from dashboard.data.files.columns import Column
from dashboard.data.files.kinds import KINDS, Kind
from dashboard.errors import Rejected


@dataclass(frozen=True)
class Layout:
    """How the rows of a file are read: `places` are positions of the kind's columns that the file has."""

    kind: Kind
    line: int  # of the header
    delimiter: str
    headers: tuple[str, ...]  # as the file writes them
    places: tuple[tuple[Column, int], ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that belong to no column of the kind."""
        known = {place for _column, place in self.places}
        return tuple(header for place, header in enumerate(self.headers) if place not in known)


def read_header(text: str, line: int = 1) -> Layout:
    """The layout that a file's first line with any text announces; `line` is its number.

    Raises Rejected when it is not the header of a known kind, misses a required column, or names one twice.
    """
    try:
        return _layout(text, line)
    except Rejected as error:
        raise Rejected(f"line {line}: {error}") from None


def _layout(text: str, line: int) -> Layout:
    delimiter, headers = max((_cells(text, delimiter) for delimiter in ",;"), key=lambda found: len(found[1]))
    names = [plain(header) for header in headers]
    kind = _kind(names)
    columns = [
        (column, [place for place, name in enumerate(names) if name in _spellings(column)]) for column in kind.columns
    ]
    for column, places in columns:
        if len(places) > 1:
            twice = " and ".join(f"column {place + 1} {headers[place]!r}" for place in places[:2])
            raise Rejected(f"{twice} are both {column.english!r}: keep one of them")
    if missing := [column.english for column, places in columns if column.required and not places]:
        raise Rejected(f"a {kind.name} report without the required {_listed(missing)}")
    if found := CONTROL.search(text.rstrip()):
        raise Rejected(f"the header holds the control character U+{ord(found[0]):04X}")
    return Layout(kind, line, delimiter, headers, tuple((column, places[0]) for column, places in columns if places))


def plain(header: str) -> str:
    """A header without case, spaces, dashes and punctuation."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", header).casefold()))


def _spellings(column: Column) -> frozenset[str]:
    return frozenset(map(plain, (column.key, column.english, column.german, *column.also)))


def _cells(line: str, delimiter: str) -> tuple[str, tuple[str, ...]]:
    try:
        return delimiter, tuple(cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error as error:
        raise Rejected(f"not a line of CSV: {error}") from None


def _kind(names: Sequence[str]) -> Kind:
    """The kind that most headers name, if they are more than half of the header or of the kind's columns."""

    def named(kind: Kind) -> int:
        return sum(not _spellings(column).isdisjoint(names) for column in kind.columns)

    kind = max(KINDS, key=lambda one: (named(one), -len(one.columns)))  # of equals the one that it tells more of
    if 2 * named(kind) <= min(len(names), len(kind.columns)):
        known = ", ".join(kind.name for kind in KINDS)
        raise Rejected(f"not the header of a known report ({known})")
    return kind


def _listed(names: Sequence[str]) -> str:
    return ("column " if len(names) == 1 else "columns ") + ", ".join(map(repr, names))
