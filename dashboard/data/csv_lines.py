"""Rows as lines of CSV that DuckDB writes itself: the same bytes as `export.csv_file`, without a Python object a cell.

Cells are told by the kinds of the table's columns. Text that a spreadsheet would take for a formula gets an apostrophe
before it, lists get their separator, and what holds a comma, a quote or a line break is quoted.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.export import LIST, PHONE_NUMBER
from dashboard.data.lists import SEPARATOR
from dashboard.data.table import Table

_BATCH = 20_000  # rows a chunk: some megabytes

Cell = sa.ColumnElement[Any]


def csv_lines(connection: Connection, table: Table, rows: sa.Subquery) -> Iterator[tuple[int, bytes]]:
    """Chunks of the rows' lines with how many they are, in the order of the rows, read as they are consumed.

    For DuckDB alone. Closing the iterator ends the query.
    """
    keys = rows.c.keys()
    cells = [_cell(rows.c[key], _kind(table, key)) for key in keys]
    if len(cells) == 1:  # an empty line would be no row
        cells = [sa.func.coalesce(sa.func.nullif(cells[0], ""), '""')]
    parts = [part for cell in cells for part in (cell, sa.literal_column("','"))][:-1]
    line = sa.func.concat(*parts, sa.literal_column("chr(13) || chr(10)"))
    result = connection.execute(sa.select(line.label("line")).select_from(rows))
    try:
        for batch in result.cursor.to_arrow_reader(_BATCH):
            yield batch.num_rows, _text(batch.column(0))
    finally:
        result.close()


def _kind(table: Table, key: str) -> str:
    column = table.column(key)
    return column.kind if column else "text"


def _cell(column: Cell, kind: str) -> Cell:
    """A column as text; unknown is an empty cell, for `concat` passes over it."""
    if kind == "list":
        return _quoted(_safe(sa.func.replace(column, SEPARATOR, LIST)))
    if kind == "text":
        return _quoted(_safe(column))
    return sa.cast(column, sa.String)


def _safe(text: Cell) -> Cell:
    dangerous = sa.func.regexp_matches(text, "^[=+\\-@\t\r]")
    harmless = sa.func.regexp_full_match(text, PHONE_NUMBER)
    return sa.case((dangerous & ~harmless, sa.func.concat("'", text)), else_=text)


def _quoted(text: Cell) -> Cell:
    quoted = sa.func.concat('"', sa.func.replace(text, '"', '""'), '"')
    return sa.case((sa.func.regexp_matches(text, '[,"\r\n]'), quoted), else_=text)


def _text(column: Any) -> bytes:
    """The texts of an Arrow column, one after the other, as they lie in memory."""
    _validity, ends, data = column.buffers()
    width = 8 if str(column.type) == "large_string" else 4
    first, last = column.offset, column.offset + len(column)
    begin, end = (int.from_bytes(ends[at * width : (at + 1) * width], "little") for at in (first, last))
    return bytes(memoryview(data)[begin:end])
