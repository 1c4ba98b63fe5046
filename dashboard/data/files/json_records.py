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
from dashboard.i18n import N_

LARGEST = 64 << 20
"""Bytes that are read at once: some 25,000 records. A CSV file has no such limit."""

_GROUPED = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")  # what a German file might mean by a whole number
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
    for number, record in enumerate(records, start=1):
        cells: dict[str, str] = {}
        for key, value in record.items():
            name, cell = plain(key), _cell(value)
            if cells.get(name) not in (None, "", cell) and cell:
                reason = N_("record %(number)s: two keys are both %(key)r and say different things: keep one of them")
                raise Rejected(reason, number=number, key=header[name])
            cells[name] = cell or cells.get(name, "")
        yield _line([cells.get(name, "") for name in header])


def records_of(text: bytes) -> list[dict[str, Any]]:
    """The records, numbers as they are written. Raises Rejected for what is no list of records."""
    if len(text) > LARGEST:
        raise Rejected(N_("JSON of more than %(most)s bytes: import it in parts, or as CSV"), most=LARGEST)
    try:
        records = json.loads(
            text.removeprefix(b"\xef\xbb\xbf"), parse_constant=_refuse, parse_float=_fraction, parse_int=str
        )
    except json.JSONDecodeError as error:
        problem = N_("line %(at)s, column %(column)s: not JSON: %(error)s")
        raise Rejected(problem, at=error.lineno, column=error.colno, error=error.msg) from None
    except UnicodeDecodeError as error:
        raise Rejected(N_("byte %(byte)s: not UTF-8: save the file as UTF-8"), byte=error.start + 1) from None
    except RecursionError:
        raise Rejected(N_("JSON nested too deeply: not a list of records")) from None
    items = records.get("items") if isinstance(records, dict) else records
    if not isinstance(items, list):
        raise Rejected(N_('JSON without records: they stand in a list, or in a list under "items"'))
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            raise Rejected(N_("record %(number)s: not an object with keys and values"), number=number)
    return items


def _fraction(number: str) -> str:
    """A number as written. JSON has one style: a zero more keeps 1.125 from being taken for 1,125 with a dot."""
    return f"{number}0" if _GROUPED.fullmatch(number) else number


def _refuse(constant: str) -> NoReturn:
    raise Rejected(N_("JSON with %(constant)s, which is no number"), constant=constant)


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
