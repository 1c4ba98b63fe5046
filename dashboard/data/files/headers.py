"""Tells the kind of a report by its header, and which cell of a row belongs to which column."""

import csv
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice

from dashboard.data.files.cells import CONTROL
from dashboard.data.files.columns.subscriptions import Column
from dashboard.data.files.kinds import KINDS, Kind
from dashboard.data.files.limits import ABOVE_HEADER, CELL_LINES
from dashboard.data.files.rejects import HEAD
from dashboard.errors import Anonymous, Blank, Rejected, Unheaded
from dashboard.i18n import N_, translated

_FEW = 2  # columns say too little of a kind: other reports name customers too
DELIMITERS = ",;\t|"
Names = tuple[str, ...]
Mapped = Mapping[Names, tuple[Kind, Mapping[str, int]]]
"""Header rows that a person has mapped: plain names -> the kind, and the place of each of its columns."""


@dataclass(frozen=True)
class Layout:
    """How the rows of a file are read: `places` are positions of the kind's columns that the file has."""

    kind: Kind
    line: int  # of the header
    delimiter: str
    headers: tuple[str, ...]  # as the file writes them
    places: tuple[tuple[Column, int], ...]
    begins: int = 2  # the line after the header, which may be of several lines
    whose: tuple[Column, str] | None = None  # the customer that all rows are of, where no column tells it

    @property
    def mended(self) -> bool:
        """Whether it is a reject file that comes back."""
        return _reasons([plain(header) for header in self.headers[: len(HEAD)]]) > 0

    @property
    def own_headers(self) -> tuple[str, ...]:
        """The report's own headers: those of a reject file without the reasons."""
        return self.headers[len(HEAD) :] if self.mended else self.headers

    @property
    def own_names(self) -> tuple[str, ...]:
        """A name for each of its own headers, the same in every file that has the column, whatever its language."""
        keys = {place: column.key for column, place in self.places}
        names: list[str] = []
        for place, header in list(enumerate(self.headers))[len(self.headers) - len(self.own_headers) :]:
            name = keys.get(place, f"?{plain(header)}")
            names.append(f"{name}#{names.count(name)}" if name in names else name)
        return tuple(names)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that belong to no column of the kind."""
        places = {place for _column, place in self.places} | set(range(len(HEAD) if self.mended else 0))
        return tuple(header for place, header in enumerate(self.headers) if place not in places and header)


@dataclass(frozen=True)
class HeaderRow:
    """A row that may be a header: its cells, its line and the one after it."""

    line: int
    begins: int
    delimiter: str
    headers: tuple[str, ...]


def find_header(
    lines: Iterator[str], first: int, mapped: Mapped | None = None, org_id: str | None = None
) -> tuple[Layout, Iterator[str]]:
    """The layout of a file, and the lines after its header; a title and the like may stand above it.

    Raises Unheaded, or Rejected for a header that misses a required column or names one twice, Blank for no text.
    """
    head = list(islice(lines, ABOVE_HEADER + CELL_LINES))
    rows = header_rows(head, first)
    if not rows:
        raise Blank(N_("is empty"))
    failed: list[tuple[bool, int, Rejected]] = []
    for row in rows:
        try:
            layout = layout_of(row, mapped or {}, org_id)
        except Rejected as error:
            failed.append((not isinstance(error, Unheaded), len(set(row.headers)), error))
        else:
            return layout, chain(head[row.begins - first :], lines)
    raise max(failed, key=lambda failure: failure[:2])[2]  # what is wrong with the row that is most like a header


def header_rows(head: Sequence[str], first: int) -> list[HeaderRow]:
    """The rows among a file's first lines that may be its header, those that are empty left out."""
    rows = []
    for place in range(min(len(head), ABOVE_HEADER + 1)):
        row = max((_row(head, place, first, mark) for mark in DELIMITERS), key=lambda candidate: len(candidate.headers))
        if any(row.headers):
            rows.append(row)
    return rows


def _row(head: Sequence[str], place: int, first: int, delimiter: str) -> HeaderRow:
    """What the lines from one on say as a header; a cell of it may hold line ends."""
    reader = csv.reader(head[place : place + CELL_LINES], delimiter=delimiter)
    try:
        cells = tuple(cell.strip() for cell in next(reader, []))
    except csv.Error:
        return HeaderRow(first + place, first + place + 1, delimiter, ())
    return HeaderRow(first + place, first + place + reader.line_num, delimiter, cells)


def layout_of(row: HeaderRow, mapped: Mapped, org_id: str | None) -> Layout:
    """The layout that a header announces. Raises as `find_header`."""
    names = [plain(header) for header in row.headers]
    reasons = _reasons(names)
    if mapping := mapped.get(tuple(names[reasons:])):
        kind, chosen = mapping
        columns = [(column, [reasons + chosen[column.key]] if column.key in chosen else []) for column in kind.columns]
    else:
        kind = _kind(names, row.line)
        columns = [
            (column, [place for place, name in enumerate(names) if name in spellings(column)])
            for column in kind.columns
        ]
    _refuse_twice(row, columns)
    whose = _whose(kind, columns, org_id, row.line)
    said = whose[0] if whose else None
    _refuse_missing(kind, [column for column, places in columns if not places and column != said], row.line)
    places = tuple((column, places[0]) for column, places in columns if places)
    return Layout(kind, row.line, row.delimiter, row.headers, places, row.begins, whose)


def _reasons(names: Sequence[str]) -> int:
    """How many columns say why a row was rejected, before a report's own: those of a reject file."""
    return len(HEAD) if tuple(names[: len(HEAD)]) == HEAD else 0


def _refuse_twice(row: HeaderRow, columns: Sequence[tuple[Column, list[int]]]) -> None:
    for column, places in columns:
        if len(places) > 1:
            twice = " and ".join(f"column {place + 1} {row.headers[place]!r}" for place in places[:2])
            text = N_("%(twice)s are both %(column)r: keep one of them")
            raise Rejected(text, row.line, twice=twice, column=column.english)
    if control := CONTROL.search("".join(" ".join(header.splitlines()) for header in row.headers)):
        raise Rejected(N_("the header holds the control character U+%(code)s"), row.line, code=f"{ord(control[0]):04X}")


def _whose(
    kind: Kind, columns: Sequence[tuple[Column, list[int]]], org_id: str | None, line: int
) -> tuple[Column, str] | None:
    """The customer that was named for a file without a column of customers."""
    own = next(((column, places) for column, places in columns if column.key == kind.org_id), None)
    if org_id is None or own is None:
        if org_id:
            raise Anonymous(N_("%(kind)s names no customers: leave --org out"), line, kind=kind.name)
        return None
    if own[1]:
        raise Anonymous(N_("the file names its customers itself: leave --org out"), line)
    return own[0], org_id


def _refuse_missing(kind: Kind, absent: Sequence[Column], line: int) -> None:
    missing = [column for column in absent if column.required]
    if [column.key for column in missing] == [kind.org_id]:
        text = N_(
            "a %(kind)s report without the required column %(column)r: add it, or say whose all its rows are with --org"
        )
        raise Anonymous(text, line, kind=kind.name, column=missing[0].english)
    if missing:
        names = ("column " if len(missing) == 1 else "columns ") + ", ".join(repr(column.english) for column in missing)
        raise Rejected(N_("a %(kind)s report without the required %(columns)s"), line, kind=kind.name, columns=names)


def plain(header: str) -> str:
    """A header without case, spaces, dashes and punctuation; a % is part of its name."""
    letters = unicodedata.normalize("NFKC", header).casefold()
    return "".join(letter for letter in letters if letter.isalnum() or letter in "%\u2030")


@cache
def spellings(column: Column) -> frozenset[str]:
    """The plain names by which a column is known; our own files in German have a better German than the provider's."""
    own = translated(column.english, "de")
    return frozenset(map(plain, (column.key, column.english, column.german, own, *column.also)))


def _kind(names: Sequence[str], line: int) -> Kind:
    """The kind that most headers name, if they are more than half of the header or of its columns, or all it needs.

    Where that is few, one more header must be of no other kind: whoever adds columns of their own is understood.
    """
    own = names[_reasons(names) :]
    kind = likely_kind(own)
    named = _named(kind, own)
    needed = [column for column in kind.columns if column.required]
    whole = not any(spellings(column).isdisjoint(own) for column in needed)
    whole &= len(needed) > _FEW or not _own_spellings(kind).isdisjoint(own)
    if not whole and 2 * named <= min(len([name for name in own if name]), len(kind.columns)):
        known = ", ".join(kind.name for kind in KINDS)
        raise Unheaded(N_("not the header of a known report (%(known)s)"), line, known=known)
    return kind


@cache
def _own_spellings(kind: Kind) -> frozenset[str]:
    """Plain names of columns that no other kind has."""
    others = frozenset().union(*(spellings(column) for other in KINDS if other is not kind for column in other.columns))
    return frozenset().union(*(spellings(column) for column in kind.columns)) - others


def likely_kind(names: Sequence[str]) -> Kind:
    """The kind that most names belong to; of equals one whose required columns are all there, or most of whose are."""
    return max(KINDS, key=lambda kind: (_named(kind, names), _complete(kind, names), -len(kind.columns)))


def _complete(kind: Kind, names: Sequence[str]) -> bool:
    """Whether no required column is missing but that of customers, who may be named otherwise."""
    needed = [column for column in kind.columns if column.required and column.key != kind.org_id]
    return not any(spellings(column).isdisjoint(names) for column in needed)


def _named(kind: Kind, names: Sequence[str]) -> int:
    return sum(not spellings(column).isdisjoint(names) for column in kind.columns)
