"""Rows of a CSV, each with its line: a stray quotation mark costs its own row and no other."""

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from dashboard.data.files.limits import CELL_LINES
from dashboard.i18n import N_

STRAY = N_("a quotation mark that is not closed where it should be")
NOT_CSV = N_("not a line of CSV: %(error)s")
WIDTH = N_("%(cells)s cells where the header has %(width)s")


class Row(NamedTuple):
    """One row as written: the line on which it begins, its cells, and why they cannot be told apart, if so."""

    line: int
    cells: list[str]
    fault: str = ""  # an English message id, that `values` fill
    values: dict[str, object] = {}  # noqa: RUF012 - never changed


class _Endless(Exception):
    """A quoted cell of more lines than a cell has."""


class _Feed:
    """Lines for the csv module, which takes as many as a row needs; those taken in vain can be given again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if len(self.taken) == CELL_LINES:
            raise _Endless
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def give_back(self, lines: Sequence[str]) -> None:
        """Read these again, before any other."""
        self._again.extendleft(reversed(lines))


def rows_of(lines: Iterator[str], first: int, delimiter: str, headers: Sequence[str]) -> Iterator[Row]:
    """The rows from line `first` on; rows of empty cells, and the header repeated, are nothing.

    A quoted cell may hold line ends, when a row of the header's width comes of it and none of its lines is a row by
    itself. Otherwise its quotation mark is a stray one: the row is its one line, and the next line begins another.
    """
    feed, width, line = _Feed(lines), len(headers), first
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.taken.clear()
        cells, fault = None, ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _Endless) as error:
            fault = str(error)
        taken = feed.taken
        if cells is None or (len(taken) > 1 and not _spans(cells, taken, delimiter, width)):
            feed.give_back(taken[1:])
            stray = len(taken) > 1 or fault == "unexpected end of data"
            whole = raw_cells(taken[0], delimiter)
            yield Row(line, whole, STRAY) if stray else Row(line, whole, NOT_CSV, {"error": fault})
            line += 1
            continue
        if len(cells) > width and not any(map(str.strip, cells[width:])):
            del cells[width:]
        if any(map(str.strip, cells)) and not _repeated(cells, headers):
            wrong = len(cells) != width
            yield Row(line, cells, WIDTH, {"cells": len(cells), "width": width}) if wrong else Row(line, cells)
        line += len(taken)


def _spans(cells: Sequence[str], taken: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether a row of several lines is meant so: at most its first or its last line could be a row by itself."""
    full = [place for place, line in enumerate(taken) if line.count(delimiter) >= width - 1 > 0]
    return len(cells) == width and len(full) <= 1 and all(place in (0, len(taken) - 1) for place in full)


def _repeated(cells: Sequence[str], headers: Sequence[str]) -> bool:
    """Whether files were put together with the header of each."""
    if cells[0].strip().lower() != headers[0].lower():
        return False
    return [cell.strip().lower() for cell in cells] == [header.lower() for header in headers]


def raw_cells(line: str, delimiter: str) -> list[str]:
    """The cells of a line that is no CSV, nothing left out: a quotation mark that closes no cell is part of it."""
    text, form, cells, place = line.rstrip("\r\n"), _cell(delimiter), [], 0
    while cell := form.match(text, place):
        quoted, plain = cell.groups()
        cells.append(quoted.replace('""', '"') if quoted is not None else plain)
        place = cell.end() + 1
        if place > len(text):
            break
    return cells


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'"((?:[^"]|"")*)"(?={mark}|$)|([^{mark}]*)')
