"""Reads the rows of a report into typed batches; what cannot be read becomes a reject."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

import pyarrow as pa

from dashboard.data.files.cells import BadCell
from dashboard.data.files.columns import Column
from dashboard.data.files.headers import Layout
from dashboard.data.files.rejects import Reject, Rejects
from dashboard.data.files.seen import Seen, digest
from dashboard.data.files.staging import LINE
from dashboard.errors import Blank, Rejected

_BATCH = 10_000  # rows
_REMEMBERED = 4_096  # different cells a column
_NO_END = ("unexpected end of data", "field larger than field limit")  # as the csv module words them

Value = Callable[[str], Any]


class Row(NamedTuple):
    """One row as written: the line on which it begins, its cells, and why they cannot be told apart, if so."""

    line: int
    cells: list[str]
    fault: str = ""


@dataclass(frozen=True)
class Reader:
    """Reads the rows of one file."""

    layout: Layout
    rejects: Rejects
    seen: Seen = field(default_factory=Seen)
    closed: Callable[[date], str | None] | None = None  # why rows of a day are not taken; None: all are

    def batches(self, lines: Iterator[str]) -> Iterator[pa.Table]:
        """The good rows in order, typed, with the line of each. Raises Rejected when there is no row at all."""
        self.rejects.begin(self.layout.headers)
        remembering = [lru_cache(_REMEMBERED)(column.cells.value) for column, _place in self.layout.places]
        rows = self._rows(lines)
        empty = True
        while batch := list(islice(rows, _BATCH)):
            empty = False
            yield self._batch(batch, remembering)
        if empty:
            raise Blank("a header and no rows")

    def _rows(self, lines: Iterator[str]) -> Iterator[Row]:
        """Rows in order; blank lines are nothing."""
        reader = csv.reader(lines, delimiter=self.layout.delimiter, strict=True)
        width, before = len(self.layout.headers), self.layout.line
        while True:
            line = before + reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line, [], _unreadable(line, before + reader.line_num, str(error)))
                continue
            if len(cells) == width:
                yield Row(line, cells)
            elif len(cells) > 1 or any(cell.strip() for cell in cells):
                yield Row(line, cells, f"{len(cells)} cells where the header has {width}")

    def _batch(self, rows: list[Row], values: Sequence[Value]) -> pa.Table:
        """The good rows among these; rejects go their way in the order of the file."""
        whole = [row for row in rows if not row.fault]
        cells = list(zip(*(row.cells for row in whole), strict=True)) or [()] * len(self.layout.headers)
        read: dict[str, list[Any]] = {LINE: [row.line for row in whole]}
        bad = {row.line: Reject(row.line, "", row.fault, "") for row in rows if row.fault}
        for (column, place), value in zip(self.layout.places, values, strict=True):
            read[column.key] = _read(column, cells[place], value, read[LINE], bad)
        self._identify(read, bad)
        self._close(read, bad)
        for row in rows if bad else []:
            if reject := bad.get(row.line):
                self.rejects.add(reject, row.cells)
        table = pa.table(read, schema=self._schema())
        return table.filter(pa.array([line not in bad for line in read[LINE]], pa.bool_())) if bad else table

    def _schema(self) -> pa.Schema:
        return pa.schema(
            [(LINE, pa.int32()), *((column.key, column.cells.arrow) for column, _place in self.layout.places)]
        )

    def _identify(self, read: dict[str, list[Any]], bad: dict[int, Reject]) -> None:
        """Rejects rows that do not say what they speak of, and those that speak of the same as an earlier one."""
        kind = self.layout.kind
        groups = [[read[key] for key in group if key in read] for group in kind.identity]
        if kind.repeats:
            self._complete(read[LINE], groups, bad)
            return
        apart = [read[key] for key in kind.apart if key in read]
        speaking: dict[int, list[Any]] = {}
        for place, line in enumerate(read[LINE]):
            if line in bad:
                continue
            says = [next((column[place] for column in group if column[place] is not None), None) for group in groups]
            if None in says:
                bad[line] = Reject(line, self._named(says.index(None)), "is missing", "")
            else:
                speaking[line] = says + [column[place] for column in apart]
        earlier = self.seen.add(list(map(digest, speaking.values())), list(speaking))
        for (line, says), first in zip(speaking.items(), earlier, strict=True):
            if first:
                bad[line] = Reject(line, self._named(-1), f"the same as line {first}", str(says[len(groups) - 1]))

    def _close(self, read: dict[str, list[Any]], bad: dict[int, Reject]) -> None:
        """Rejects rows of days that are closed."""
        if self.closed is None or not (dated := self.layout.kind.dated):
            return
        why = lru_cache(_REMEMBERED)(self.closed)
        name = next(column.english for column, _place in self.layout.places if column.key == dated)
        for line, at in zip(read[LINE], read[dated], strict=True):
            if line not in bad and (reason := why(at.date())):
                bad[line] = Reject(line, name, reason, at.isoformat())

    def _complete(self, lines: list[int], groups: list[list[list[Any]]], bad: dict[int, Reject]) -> None:
        for number, group in enumerate(groups):
            for line, *values in zip(lines, *group, strict=True):
                if all(value is None for value in values):
                    bad.setdefault(line, Reject(line, self._named(number), "is missing", ""))

    def _named(self, group: int) -> str:
        keys = self.layout.kind.identity[group]
        return " or ".join(column.english for column in self.layout.kind.columns if column.key in keys)


def _unreadable(line: int, last: int, error: str) -> str:
    """Why a row is not CSV, and how far it reaches. Raises Rejected when it never ends."""
    if error.startswith(_NO_END):
        raise Rejected(f"line {line}: a quoted cell that does not end: close its quotation mark")
    return f"not a line of CSV: {error}" if last <= line else f"not CSV from here to line {last}: {error}"


def _read(column: Column, cells: Sequence[str], value: Value, lines: list[int], bad: dict[int, Reject]) -> list[Any]:
    """The values of a column; a bad cell is None and its row's reject is noted, unless it has one already."""
    try:
        return list(map(value, cells))
    except BadCell:
        return [_one(column, cell, value, line, bad) for line, cell in zip(lines, cells, strict=True)]


def _one(column: Column, cell: str, value: Value, line: int, bad: dict[int, Reject]) -> Any:
    try:
        return value(cell)
    except BadCell as error:
        bad.setdefault(line, Reject(line, column.english, str(error), cell))
        return None
