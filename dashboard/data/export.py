"""Rows as files: CSV, XLSX and JSON, every row of a view, written as they are read.

Unknown is an empty cell (null in JSON), dates are ISO, rates 0..1 and nothing is rounded. Text that a spreadsheet would
take for a formula gets an apostrophe before it; numbers keep their sign.
"""

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
import xlsxwriter

from dashboard.errors import DashboardError

Row = dict[str, Any]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
PHONE_NUMBER = r"\+[0-9]{4,15}"
"""What begins like a formula and is none: a spreadsheet may read a number, and runs nothing."""

_PHONE_NUMBER = re.compile(PHONE_NUMBER)
_CHUNK = 64 * 1024
LIST = "; "  # between the members of a list
XLSX_ROWS = 1_048_575
"""Rows below the header that a worksheet holds."""


@dataclass(frozen=True)
class Format:
    """A kind of file: its suffix, its media type, and what writes it from headers, column keys and rows."""

    suffix: str
    media_type: str
    write: Callable[[Sequence[str], Sequence[str], Iterable[Row]], Iterator[bytes]]


def csv_file(headers: Sequence[str], keys: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """UTF-8 CSV with commas and CRLF, in chunks."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(headers)
    for row in rows:
        writer.writerow([_csv_cell(row[key]) for key in keys])
        if buffer.tell() > _CHUNK:
            yield _emptied(buffer)
    yield _emptied(buffer)


def csv_header(headers: Sequence[str]) -> bytes:
    """The first line of a CSV file."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerow(headers)
    return buffer.getvalue().encode()


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        value = LIST.join(value)
    return safe_text(value) if isinstance(value, str) else value


def safe_text(text: str) -> str:
    """Text that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) and not _PHONE_NUMBER.fullmatch(text) else text


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
    """A workbook with one sheet, built on disk in constant memory, then read in chunks."""
    with tempfile.TemporaryFile() as file:
        _write_workbook(file, headers, keys, rows)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _write_workbook(file: Any, headers: Sequence[str], keys: Sequence[str], rows: Iterable[Row]) -> None:
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header)
    for line, row in enumerate(rows, start=1):
        if line > XLSX_ROWS:
            raise DashboardError(f"a worksheet holds {XLSX_ROWS} rows and this table has more: export it as CSV")
        for column, key in enumerate(keys):
            _write_cell(sheet, line, column, row[key], day)
    book.close()


def _write_cell(sheet: Any, line: int, column: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(line, column, value, day)
    elif isinstance(value, tuple):
        sheet.write_string(line, column, safe_text(LIST.join(value)))
    elif isinstance(value, str):
        sheet.write_string(line, column, safe_text(value))
    else:
        sheet.write_number(line, column, value)


FORMATS = {
    "csv": Format("csv", "text/csv; charset=utf-8", csv_file),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
    "json": Format("json", "application/json", json_file),
}
