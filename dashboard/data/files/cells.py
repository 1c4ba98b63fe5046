"""What a cell of a report file says: a value, None for unknown, or BadCell."""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

_UNKNOWN = frozenset(["", "NA", "na", "N/A"])
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LINE_END = re.compile(r"\r?\n")
_WHOLE = re.compile(r"\d{1,20}(\.0{1,20})?", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)? ?(Z|[+-]\d\d(:?\d\d)?)?)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,2})?", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.ASCII)
_ORGANISATION = re.compile(r"ciscospark://[^/\s]+/ORGANIZATION/([0-9A-Fa-f-]{32,36})", re.ASCII)
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_STATUS = {"active": "Active", "expired": "Expired"}
_MANAGED = ("external", "own")
_ORDERED = ("new", "change", "renewal", "cancel")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
_LONGEST = 4_000  # characters of a text
_BIGGEST = 10**9  # two of them still add up within the database's integers
_FIRST_YEAR = 1900


class BadCell(ValueError):
    """A cell that does not say what its column holds; the message is the reason."""


@dataclass(frozen=True)
class CellType:
    """How the cells of a column are read, passed on and stored. `read` gets a trimmed cell that says something."""

    read: Callable[[str], Any]
    arrow: pa.DataType
    stored: sa.types.TypeEngine[Any]

    def value(self, cell: str) -> Any:
        """The cell's value; None for unknown. Raises BadCell."""
        trimmed = cell.strip()
        return None if trimmed in _UNKNOWN else self.read(trimmed)


def _text(cell: str) -> str:
    """Kept as it is, with the line ends that a quoted cell may hold."""
    _line(_LINE_END.sub(" ", cell))
    return cell


def _line(cell: str) -> str:
    if found := CONTROL.search(cell):
        raise BadCell(f"holds the control character U+{ord(found[0]):04X}")
    if len(cell) > _LONGEST:
        raise BadCell(f"longer than {_LONGEST} characters")
    return cell


def _whole(cell: str) -> int:
    if not _WHOLE.fullmatch(cell):
        raise BadCell("not a whole number of 0 or more")
    number = int(cell.partition(".")[0])
    if number > _BIGGEST:
        raise BadCell(f"above {_BIGGEST}")
    return number


def _day(cell: str) -> date:
    """The day in UTC when the cell tells its offset, the day as written when not."""
    return _moment(cell, "not a date like 2026-01-31").date()


def _time(cell: str) -> datetime:
    """The time in UTC, without a zone; midnight when the cell is a day alone."""
    return _moment(cell, "not a time like 2026-01-31T16:47:36.662Z")


def _moment(cell: str, otherwise: str) -> datetime:
    if not _DAY.fullmatch(cell):
        raise BadCell(otherwise)
    try:
        written = datetime.fromisoformat(cell.replace(" ", "T", 1).replace(" ", ""))
        found = written.astimezone(UTC).replace(tzinfo=None) if written.tzinfo else written
    except (ValueError, OverflowError):
        raise BadCell("no such date or time") from None
    if found.year < _FIRST_YEAR:
        raise BadCell(f"before {_FIRST_YEAR}")
    return found


def _number(cell: str) -> float:
    if not _NUMBER.fullmatch(cell):
        raise BadCell("not a number of 0 or more")
    number = float(cell)
    if number > _BIGGEST:
        raise BadCell(f"above {_BIGGEST}")
    return number


def _features(cell: str) -> str | None:
    """The features in lower case, each once, in order; None for a cell of separators."""
    names = (" ".join(name.split()).lower() for name in _line(cell).split(";"))
    return ";".join(sorted({name for name in names if name})) or None


def _flag(cell: str) -> bool:
    value = _FLAGS.get(cell.lower())
    if value is None:
        raise BadCell("not true, false, yes or no")
    return value


def _org_id(cell: str) -> str:
    if found := _UUID.fullmatch(cell.lower()):
        return _dashed(found[0])
    if inner := _ORGANISATION.fullmatch(_decoded(cell)):
        return _org_id(inner[1])
    raise BadCell("not an organisation id: a UUID, or base64 of ciscospark://…/ORGANIZATION/<uuid>")


def _dashed(uuid: str) -> str:
    bare = uuid.replace("-", "")
    return "-".join((bare[:8], bare[8:12], bare[12:16], bare[16:20], bare[20:]))


def _decoded(cell: str) -> str:
    """What base64 says, of either alphabet, padded or not; nothing when it is none."""
    if not cell.isascii() or len(cell) > _LONGEST:
        return ""
    bare = cell.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _status(cell: str) -> str:
    return _STATUS.get(cell.lower()) or _line(cell)


def _signed(cell: str) -> float:
    """A number that a cancellation may make negative."""
    return -_number(cell[1:]) if cell.startswith("-") else _number(cell)


def _quantity(cell: str) -> int:
    return -_whole(cell[1:]) if cell.startswith("-") else _whole(cell)


def _email(cell: str) -> str:
    if not _EMAIL.fullmatch(_line(cell)):
        raise BadCell("not an e-mail address")
    return cell.lower()


def _order_type(cell: str) -> str:
    if cell.lower() not in _ORDERED:
        raise BadCell("none of new, change, renewal, cancel")
    return cell.lower()


def _managed_by(cell: str) -> str:
    if cell.lower() not in _MANAGED:
        raise BadCell("neither external nor own")
    return cell.lower()


TEXT = CellType(_text, pa.string(), sa.String())
ID = CellType(_line, pa.string(), sa.String())
WHOLE = CellType(_whole, pa.int32(), sa.Integer())
NUMBER = CellType(_number, pa.float64(), sa.Double())
TIME = CellType(_time, pa.timestamp("us"), sa.DateTime())
FEATURES = CellType(_features, pa.string(), sa.String())
DAY = CellType(_day, pa.date32(), sa.Date())
FLAG = CellType(_flag, pa.bool_(), sa.Boolean())
ORG_ID = CellType(_org_id, pa.string(), sa.String())
STATUS = CellType(_status, pa.string(), sa.String())
MANAGED_BY = CellType(_managed_by, pa.string(), sa.String())
EMAIL = CellType(_email, pa.string(), sa.String())
ORDER_TYPE = CellType(_order_type, pa.string(), sa.String())
QUANTITY = CellType(_quantity, pa.int32(), sa.Integer())
AMOUNT = CellType(_signed, pa.float64(), sa.Double())
