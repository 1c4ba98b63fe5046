"""Reads the rows of a report into typed batches; what cannot be read becomes a reject."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from itertools import islice
from typing import Any

import pyarrow as pa

from dashboard.data.files.cells import FLAG, LEFT, BadCell, Holds
from dashboard.data.files.columns.subscriptions import Column
from dashboard.data.files.headers import Layout, plain
from dashboard.data.files.loaders.staging import LINE
from dashboard.data.files.reading.numbers import Style
from dashboard.data.files.reading.records import Row, rows_of
from dashboard.data.files.reading.repeated_rows import ReadRows, digest
from dashboard.data.files.rejects import HEAD, Reject, Rejects
from dashboard.i18n import N_

_BATCH = 10_000  # rows
_REMEMBERED = 4_096  # different cells a column

_ARROW: Mapping[Holds, pa.DataType] = {
    "text": pa.string(),
    "whole": pa.int32(),
    "number": pa.float64(),
    "time": pa.timestamp("us"),
    "day": pa.date32(),
    "flag": pa.bool_(),
}

MISSING = N_("is missing")
SAME = N_("the same as line %(line)s")
SAME_OF = N_("the same as line %(line)s of %(file)s")
_GERMAN = {"ja": "yes", "nein": "no"}
Value = Callable[[str], Any]


@dataclass
class Reader:
    """Reads the rows of one file. `before`: lines of the files before it, when several are one; `last`: and of it."""

    layout: Layout
    rejects: Rejects
    numbers: Style = "en"
    read_rows: ReadRows = field(default_factory=ReadRows)
    closed: Callable[[date], str | None] | None = None  # why rows of a day are not taken; None: all are
    file: str = ""
    before: int = 0
    begins: Sequence[tuple[int, str]] = ()  # before which line each file begins, and its name, when several are one
    last: int = 0

    def batches(self, lines: Iterator[str]) -> Iterator[pa.Table]:
        """The good rows in order, typed, with the line of each counted on from file to file; `lines` are its rows'."""
        readers = [
            lru_cache(_REMEMBERED)(partial(_value, column, self.layout.headers[place], self.numbers))
            for column, place in self.layout.places
        ]
        rows = rows_of(lines, self.layout.begins, self.layout.delimiter, self.layout.headers)
        while batch := list(islice(rows, _BATCH)):
            self.last = self.before + batch[-1].line
            yield self._batch(batch, readers)

    def _batch(self, rows: list[Row], values: Sequence[Value]) -> pa.Table:
        """The good rows among these; rejects go their way in the order of the file."""
        whole = [row for row in rows if not row.fault]
        cells = list(zip(*(row.cells for row in whole), strict=True)) or [()] * len(self.layout.headers)
        lines = [row.line for row in whole]
        bad = {row.line: self._reject(row.line, "", row.fault, "", **row.values) for row in rows if row.fault}
        read: dict[str, list[Any]] = {LINE: lines}
        for (column, place), value in zip(self.layout.places, values, strict=True):
            read[column.key] = self._column(column, cells[place], value, lines, bad)
        if self.layout.whose:
            column, org_id = self.layout.whose
            read[column.key] = [org_id] * len(lines)
        self._identify(read, bad)
        self._close(read, bad)
        for row in rows if bad else []:
            if reject := bad.get(row.line):
                self._keep(reject, row.cells)
        read[LINE] = [line + self.before for line in lines]
        table = pa.table(read, schema=self._schema())
        return table.filter(pa.array([line not in bad for line in lines], pa.bool_())) if bad else table

    def _keep(self, reject: Reject, cells: Sequence[str]) -> None:
        """A row of a reject file that is rejected again leaves the reasons of the first time behind."""
        own = cells[len(HEAD) :] if self.layout.mended and len(cells) > len(HEAD) else cells
        self.rejects.add(reject, own, self.layout.own_names)

    def _reject(self, line: int, column: str, reason: str, value: str, /, **values: object) -> Reject:
        return Reject(line, column, reason, value, values, self.file)

    def _schema(self) -> pa.Schema:
        columns = [column for column, _place in self.layout.places]
        if self.layout.whose:
            columns.append(self.layout.whose[0])
        return pa.schema([(LINE, pa.int32()), *((column.key, _ARROW[column.cells.holds]) for column in columns)])

    def _column(
        self, column: Column, cells: Sequence[str], value: Value, lines: list[int], bad: dict[int, Reject]
    ) -> list[Any]:
        """The values of a column; a bad cell is None and its row's reject is noted, unless it has one already."""
        try:
            return list(map(value, cells))
        except BadCell:
            return [self._cell(column, cell, value, line, bad) for line, cell in zip(lines, cells, strict=True)]

    def _cell(self, column: Column, cell: str, value: Value, line: int, bad: dict[int, Reject]) -> Any:
        try:
            return value(cell)
        except BadCell as error:
            bad.setdefault(line, self._reject(line, column.english, error.text, cell, **error.values))
            return None

    def _identify(self, read: dict[str, list[Any]], bad: dict[int, Reject]) -> None:
        """Rejects rows that do not say what they speak of, and those that speak of the same as an earlier one."""
        kind = self.layout.kind
        groups = [[read[key] for key in group if key in read] for group in kind.identity]
        apart = [read[key] for key in kind.apart if key in read]
        speaking: dict[int, list[Any]] = {}
        compared, needed = kind.compared, read.get(kind.needed)
        for place, line in enumerate(read[LINE]):
            if line in bad:
                continue
            says = [next((column[place] for column in group if column[place] is not None), None) for group in groups]
            if None in says:
                bad[line] = self._reject(line, self._named(says.index(None)), MISSING, "")
            elif needed is not None and needed[place] is None:
                bad[line] = self._reject(line, self._english((kind.needed,)), MISSING, "")
            elif not kind.repeats and (compared is None or compared[1](read[compared[0]][place])):
                speaking[line] = says + [column[place] for column in apart]
        first = self.read_rows.add(list(map(digest, speaking.values())), [line + self.before for line in speaking])
        for (line, says), known in zip(speaking.items(), first, strict=True):
            if known:
                bad[line] = self._same(line, known, str(says[len(groups) - (compared is None)]))

    def _same(self, line: int, known: int, value: str) -> Reject:
        """A row that speaks of the same as an earlier one, in whichever file that is."""
        named = self._named(-1) if self.layout.kind.compared is None else self.layout.kind.compared[0].upper()
        first, file = next(((at, name) for at, name in reversed(self.begins) if known > at), (0, ""))
        if file and file != self.file:
            return self._reject(line, named, SAME_OF, value, line=known - first, file=file)
        return self._reject(line, named, SAME, value, line=known - first)

    def _close(self, read: dict[str, list[Any]], bad: dict[int, Reject]) -> None:
        """Rejects rows of days that are closed."""
        if self.closed is None or not (dated := self.layout.kind.dated):
            return
        why = lru_cache(_REMEMBERED)(self.closed)
        name = next(column.english for column, _place in self.layout.places if column.key == dated)
        for line, at in zip(read[LINE], read[dated], strict=True):
            if line not in bad and (reason := why(at.date())):
                bad[line] = self._reject(line, name, reason, at.isoformat())

    def _named(self, group: int) -> str:
        return self._english(self.layout.kind.identity[group])

    def _english(self, keys: Sequence[str]) -> str:
        return " or ".join(column.english for column in self.layout.kind.columns if column.key in keys)


def _value(column: Column, header: str, numbers: Style, cell: str) -> Any:
    """What a cell says. Below a German header yes and no may be German too: so this product writes them itself."""
    if column.cells in (FLAG, LEFT) and plain(header) not in (plain(column.english), plain(column.key)):
        cell = _GERMAN.get(cell.strip().lower(), cell)
    return column.cells.value(cell, numbers)
