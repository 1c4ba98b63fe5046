"""JSON records read as the lines of a CSV file, so that all that follows treats both alike.

The provider's feed of call records is `{"items": [{…}]}`, or the bare list; keys drift in case from record to record.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from dashboard.data.files.headers import plain
from dashboard.errors import Rejected

LARGEST = 64 << 20
"""Bytes that are read at once: some 25,000 records. A CSV file has no such limit."""

_LONE = re.compile("[\ud800-\udfff]")  # half of a character: JSON can name it, UTF-8 cannot hold it


def is_json(head: bytes) -> bool:
    """Whether a file that begins so is JSON: no header of a report begins with a bracket."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def lines_of(text: bytes) -> Iterator[str]:
    """A header of every key in any record, then a line a record. Raises Rejected for what is no list of records."""
    records = records_of(text)
    header: dict[str, str] = {}
    for record in records:
        for key in record:
            header.setdefault(plain(key), key)
    yield _line(list(header.values()))
    for record in records:
        cells = {plain(key): _cell(value) for key, value in record.items()}
        yield _line([cells.get(name, "") for name in header])


def records_of(text: bytes) -> list[dict[str, Any]]:
    """The records, numbers as they are written. Raises Rejected for what is no list of records."""
    if len(text) > LARGEST:
        raise Rejected(f"JSON of more than {LARGEST} bytes: import it in parts, or as CSV")
    try:
        found = json.loads(text.removeprefix(b"\xef\xbb\xbf"), parse_constant=_refuse, parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        raise Rejected(f"line {error.lineno}, column {error.colno}: not JSON: {error.msg}") from None
    except UnicodeDecodeError as error:
        raise Rejected(f"byte {error.start + 1}: not UTF-8: save the file as UTF-8") from None
    except RecursionError:
        raise Rejected("JSON nested too deeply: not a list of records") from None
    items = found.get("items") if isinstance(found, dict) else found
    if not isinstance(items, list):
        raise Rejected('JSON without records: they stand in a list, or in a list under "items"')
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            raise Rejected(f"record {number}: not an object with keys and values")
    return items


def _refuse(constant: str) -> NoReturn:
    raise Rejected(f"JSON with {constant}, which is no number")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else json.dumps(value)
    return " ".join(text.splitlines())  # a record stays one line, so that its number is its line's


def _line(cells: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return _LONE.sub("\ufffd", buffer.getvalue())
