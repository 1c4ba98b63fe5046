"""Rows as lines of CSV that DuckDB writes itself: the same bytes as `formats.csv_file`, without a Python object a cell.

Cells are told by the kinds of the table's columns. Text that a spreadsheet would run gets its apostrophes (see
`safe_text`), lists get their separator, and what holds the file's separator, a quote or a line break is quoted.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.exports.formats import LIST, PLAIN_CSV, CsvDialect
from dashboard.data.query import queries
from dashboard.data.query.lists import SEPARATOR
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Table
from dashboard.data.storage.safe_text import BLANK_START, DISARMED, FORMULA, PHONE_NUMBER

_BATCH = 20_000  # rows a chunk: some megabytes

Cell = sa.ColumnElement[Any]

_EVERY_ROW = View()


def csv_chunks(
    question: Question, table: Table, view: View = _EVERY_ROW, dialect: CsvDialect = PLAIN_CSV
) -> Iterator[tuple[int, bytes]] | None:
    """Every row in the view's order as lines of CSV, with how many a chunk holds; None where the engine writes none."""
    if not question.scope.region.embedded:
        return None
    return _chunks(question, table, queries.ordered(question, table, view).subquery("ordered"), dialect)


def _chunks(question: Question, table: Table, rows: sa.Subquery, dialect: CsvDialect) -> Iterator[tuple[int, bytes]]:
    with question.scope.region.read() as connection:
        yield from csv_lines(connection, table, rows, dialect)


def csv_lines(
    connection: Connection, table: Table, rows: sa.Subquery, dialect: CsvDialect
) -> Iterator[tuple[int, bytes]]:
    """Chunks of the rows' lines with how many they are, in the order of the rows, read as they are consumed.

    For DuckDB alone. Closing the iterator ends the query.
    """
    keys = rows.c.keys()
    cells = [_cell(rows.c[key], _kind(table, key), dialect.separator) for key in keys]
    if len(cells) == 1:  # an empty line would be no row
        cells = [sa.func.coalesce(sa.func.nullif(cells[0], ""), '""')]
    elif _kind(table, keys[1]) in ("text", "list"):
        cells[1] = _after_sign(cells[0], cells[1])
    between: Cell = sa.literal_column(f"'{dialect.separator}'")
    parts = [part for cell in cells for part in (cell, between)][:-1]
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


def _cell(column: Cell, kind: str, separator: str) -> Cell:
    """A column as text; unknown is an empty cell, for `concat` passes over it."""
    if kind == "list":
        return _quoted(_safe(sa.func.replace(column, SEPARATOR, LIST)), separator)
    if kind == "text":
        return _quoted(_safe(column), separator)
    return sa.cast(column, sa.String)


def _safe(text: Cell) -> Cell:
    """Looking first costs a third of replacing, which hardly any cell needs."""
    replaced = sa.func.regexp_replace(text, FORMULA, DISARMED, "g")
    safe = sa.case((sa.func.regexp_matches(text, FORMULA), replaced), else_=text)
    led = sa.case((sa.func.regexp_matches(text, BLANK_START), sa.func.concat("'", safe)), else_=safe)
    return sa.case((sa.func.regexp_full_match(text, PHONE_NUMBER), text), else_=led)


def _quoted(text: Cell, separator: str) -> Cell:
    return sa.case((sa.func.regexp_matches(text, f'[{separator}"\r\n]'), _in_quotes(text)), else_=text)


def _in_quotes(text: Cell) -> Cell:
    return sa.func.concat('"', sa.func.replace(text, '"', '""'), '"')


def _after_sign(first: Cell, second: Cell) -> Cell:
    """The second cell of a line, in quotes when a number with a sign is the first (see `safe_text`)."""
    bare = sa.func.regexp_matches(first, "^[+-]") & sa.func.regexp_matches(second, '^[^"]')
    return sa.case((bare, _in_quotes(second)), else_=second)


def _text(column: Any) -> bytes:
    """The texts of an Arrow column, one after the other, as they lie in memory."""
    _validity, ends, data = column.buffers()
    width = 8 if str(column.type) == "large_string" else 4
    first, last = column.offset, column.offset + len(column)
    begin, end = (int.from_bytes(ends[at * width : (at + 1) * width], "little") for at in (first, last))
    return bytes(memoryview(data)[begin:end])
