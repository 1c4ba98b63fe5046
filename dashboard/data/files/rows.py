"""Reads the rows of a report into typed batches; what cannot be read becomes a reject."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Any

import pyarrow as pa

from dashboard.data.files.cells import BadCell
from dashboard.data.files.columns import Column
from dashboard.data.files.headers import Layout
from dashboard.data.files.rejects import Reject, Rejects
from dashboard.errors import Rejected

LINE = "line"
_BATCH = 10_000  # rows
_REMEMBERED = 4_096  # different cells a column
_NO_END = ("unexpected end of data", "field larger than field limit")  # as the csv module words them

Row = tuple[int, list[str]]  # its line, its cells
Value = Callable[[str], Any]


@dataclass(frozen=True)
class Reader:
    """Reads the rows of one file. `seen` has the line of every row read, by a digest of its identity."""

    layout: Layout
    rejects: Rejects
    seen: dict[bytes, int] = field(default_factory=dict)

    def batches(self, lines: Iterator[str]) -> Iterator[pa.Table]:
        """The good rows in order, typed, with the line of each. Raises Rejected when there is no row at all."""
        remembering = [lru_cache(_REMEMBERED)(column.cells.value) for column, _place in self.layout.places]
        rows = self._rows(lines)
        empty = True
        while batch := list(islice(rows, _BATCH)):
            empty = False
            yield self._batch(batch, remembering)
        if empty and not self.rejects.count:
            raise Rejected("a header and no rows")

    def _rows(self, lines: Iterator[str]) -> Iterator[Row]:
        """Rows with as many cells as the header; blank lines are nothing."""
        reader = csv.reader(lines, delimiter=self.layout.delimiter, strict=True)
        while True:
            line = reader.line_num + 2  # the header was line 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._unreadable(line, str(error))
                continue
            if len(cells) == len(self.layout.headers):
                yield line, cells
            elif cells:
                reason = f"{len(cells)} cells where the header has {len(self.layout.headers)}"
                self.rejects.add(Reject(line, "", reason, ""), cells)

    def _unreadable(self, line: int, error: str) -> None:
        if error.startswith(_NO_END):
            raise Rejected(f"line {line}: a quoted cell that does not end: close its quotation mark")
        self.rejects.add(Reject(line, "", f"not a line of CSV: {error}", ""), [])

    def _batch(self, rows: list[Row], values: Sequence[Value]) -> pa.Table:
        bad: dict[int, Reject] = {}
        cells = list(zip(*(cells for _line, cells in rows), strict=True))
        read: dict[str, list[Any]] = {LINE: [line for line, _cells in rows]}
        for (column, place), value in zip(self.layout.places, values, strict=True):
            read[column.key] = _read(column, cells[place], value, read[LINE], bad)
        self._identify(read, bad)
        for place, reject in sorted(bad.items()):
            self.rejects.add(reject, rows[place][1])
        table = pa.table(read, schema=self._schema())
        return table.filter(pa.array([place not in bad for place in range(len(rows))])) if bad else table

    def _schema(self) -> pa.Schema:
        return pa.schema(
            [(LINE, pa.int32()), *((column.key, column.cells.arrow) for column, _place in self.layout.places)]
        )

    def _identify(self, read: dict[str, list[Any]], bad: dict[int, Reject]) -> None:
        """Rejects rows that do not say what they speak of, and those that speak of the same as an earlier one."""
        groups = [[read[key] for key in group if key in read] for group in self.layout.kind.identity]
        for place, line in enumerate(read[LINE]):
            if place in bad:
                continue
            says = [next((column[place] for column in group if column[place] is not None), None) for group in groups]
            if None in says:
                bad[place] = Reject(line, self._named(says.index(None)), "is missing", "")
                continue
            digest = blake2b("\0".join(map(str, says)).encode(), digest_size=16).digest()
            if (first := self.seen.setdefault(digest, line)) != line:
                bad[place] = Reject(line, self._named(-1), f"the same as line {first}", str(says[-1]))

    def _named(self, group: int) -> str:
        keys = self.layout.kind.identity[group]
        return " or ".join(column.english for column in self.layout.kind.columns if column.key in keys)


def _read(column: Column, cells: Sequence[str], value: Value, lines: list[int], bad: dict[int, Reject]) -> list[Any]:
    """The values of a column; a bad cell is None and its row's reject is noted, unless it has one already."""
    try:
        return list(map(value, cells))
    except BadCell:
        return [_one(column, cell, value, place, lines, bad) for place, cell in enumerate(cells)]


def _one(column: Column, cell: str, value: Value, place: int, lines: list[int], bad: dict[int, Reject]) -> Any:
    try:
        return value(cell)
    except BadCell as error:
        bad.setdefault(place, Reject(lines[place], column.english, str(error), cell))
        return None
