"""Rows as files: CSV, XLSX and JSON, every row of a view, written as they are read.

Unknown is an empty cell (null in JSON), dates are ISO, rates 0..1 and nothing is rounded. Text in CSV runs no formula
(see `safe_text`); in a workbook it is typed as text, which runs none, and stays as it is.
"""

import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import orjson
import xlsxwriter

from dashboard.data.storage.safe_text import safe_text
from dashboard.errors import DashboardError
from dashboard.i18n import N_

Row = dict[str, Any]

_CHUNK = 64 * 1024
LIST = "; "  # between the members of a list
BOM = b"\xef\xbb\xbf"
XLSX_ROWS = 1_048_575
"""Rows below the header that a worksheet holds."""
TOO_MANY = N_("A worksheet holds 1,048,575 rows and this table has more: export it as CSV.")


class TooManyRows(DashboardError):
    """More rows than a worksheet holds."""


@dataclass(frozen=True)
class CsvDialect:
    """What parts the cells of a CSV file, and whether a byte order mark begins it, by which Excel knows UTF-8."""

    separator: str = ","
    bom: bool = False


PLAIN_CSV = CsvDialect()


@dataclass(frozen=True)
class Format:
    """A kind of file: its suffix, its media type, and what writes it from headers, column keys and rows.

    `dialect` is None for what is no CSV.
    """

    suffix: str
    media_type: str
    write: Callable[[Sequence[str], Sequence[str], Iterable[Row]], Iterator[bytes]]
    dialect: CsvDialect | None = None


def csv_file(
    headers: Sequence[str], keys: Sequence[str], rows: Iterable[Row], dialect: CsvDialect = PLAIN_CSV
) -> Iterator[bytes]:
    """UTF-8 CSV with CRLF, in chunks."""
    buffer = io.StringIO(newline="")
    head = csv_header(headers, dialect)
    for row in rows:
        buffer.write(csv_line([row[key] for key in keys], dialect.separator))
        if buffer.tell() > _CHUNK:
            yield head + _emptied(buffer)
            head = b""
    yield head + _emptied(buffer)


def csv_header(headers: Sequence[str], dialect: CsvDialect = PLAIN_CSV) -> bytes:
    """The first line of a CSV file, and what stands before it."""
    return (BOM if dialect.bom else b"") + csv_line(headers, dialect.separator).encode()


def csv_line(values: Sequence[Any], separator: str) -> str:
    """One line. A lone empty cell is quoted, for an empty line would be no row; see `safe_text` for the second cell."""
    cells = [_csv_cell(value, separator) for value in values]
    if cells == [""]:
        cells = ['""']
    elif len(cells) > 1 and cells[0].startswith(("+", "-")) and isinstance(values[1], str | tuple):
        cells[1] = cells[1] if cells[1].startswith('"') else _in_quotes(cells[1])
    return separator.join(cells) + "\r\n"


def _csv_cell(value: Any, separator: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        value = LIST.join(value)
    return _quoted(safe_text(value), separator) if isinstance(value, str) else str(value)


_SPECIAL = re.compile('["\r\n]')


def _quoted(text: str, separator: str) -> str:
    return _in_quotes(text) if separator in text or _SPECIAL.search(text) else text


def _in_quotes(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if text else text


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def json_file(headers: Sequence[str], keys: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """A JSON array of objects by column key, in chunks; the headers play no part."""
    chunk, separator = bytearray(b"["), b""
    for row in rows:
        chunk += separator + orjson.dumps({key: row[key] for key in keys})
        separator = b",\n"
        if len(chunk) > _CHUNK:
            yield bytes(chunk)
            chunk.clear()
    yield bytes(chunk + b"]\n")


def xlsx_file(headers: Sequence[str], keys: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """A workbook with one sheet, built on disk in constant memory, then read in chunks. Raises TooManyRows."""
    with tempfile.TemporaryFile() as file, tempfile.TemporaryDirectory() as rows_on_disk:
        _write_workbook(file, rows_on_disk, headers, keys, rows)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _write_workbook(file: Any, folder: str, headers: Sequence[str], keys: Sequence[str], rows: Iterable[Row]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": folder}
    book = xlsxwriter.Workbook(file, options)
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    try:
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header)
        for line, row in enumerate(rows, start=1):
            if line > XLSX_ROWS:
                raise TooManyRows(TOO_MANY)
            for column, key in enumerate(keys):
                _write_cell(sheet, line, column, row[key], day)
        book.close()
    finally:
        sheet.row_data_fh.close()  # left open by a workbook that was not finished


def _write_cell(sheet: Any, line: int, column: int, value: Any, day: Any) -> None:
    """Text is typed as such and never looked at for a formula, so it needs no apostrophe."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(line, column, value, day)
    elif isinstance(value, tuple):
        sheet.write_string(line, column, LIST.join(value))
    elif isinstance(value, str):
        sheet.write_string(line, column, value)
    else:
        sheet.write_number(line, column, value)


def _csv(separator: str = ",", bom: bool = False) -> Format:
    dialect = CsvDialect(separator, bom)
    return Format("csv", "text/csv; charset=utf-8", partial(csv_file, dialect=dialect), dialect)


FORMATS = {
    "csv": _csv(),
    "csv-bom": _csv(bom=True),
    "csv-semicolon": _csv(";"),
    "csv-semicolon-bom": _csv(";", bom=True),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
    "json": Format("json", "application/json", json_file),
}
"""Every format by its key."""

NAMES = {
    "csv": N_("CSV"),
    "csv-bom": N_("CSV with byte order mark"),
    "csv-semicolon": N_("CSV with semicolons"),
    "csv-semicolon-bom": N_("CSV with semicolons and byte order mark"),
    "xlsx": N_("Excel workbook (XLSX)"),
}
"""What a person may choose for a report, in words (English message ids)."""

CSV_KEYS = tuple(key for key, form in FORMATS.items() if form.dialect)


def csv_key(separator: str, bom: bool) -> str:
    """The key of the CSV format of a dialect."""
    return next(key for key, form in FORMATS.items() if form.dialect == CsvDialect(separator, bom))
