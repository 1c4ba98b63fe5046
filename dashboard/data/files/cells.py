"""What a cell of a report file says: a value, None for unknown, or BadCell."""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from dashboard.data.files.reading.damage import ERROR, damaged_id, error_value, unwrapped
from dashboard.data.files.reading.numbers import Style, canonical
from dashboard.data.storage.texts import normal
from dashboard.i18n import N_

_UNKNOWN = frozenset(["", "NA", "na", "N/A"])
_NO_COUNTRY = _UNKNOWN - {"NA"}  # which is Namibia
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LINE_END = re.compile(r"\r?\n")
_WHOLE = re.compile(r"\d{1,20}(\.0{1,20})?", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)? ?(Z|[+-]\d\d(:?\d\d)?)?)?", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.ASCII)
_ORGANISATION = re.compile(r"ciscospark://[^/\s]+/ORGANIZATION/([0-9A-Fa-f-]{32,36})", re.ASCII)
# Our own files in German hold German words (data/exports/words.py).
_FLAGS = {"true": True, "yes": True, "wahr": True, "false": False, "no": False, "falsch": False}  # a German Excel's too
_STATUS = {"active": "Active", "aktiv": "Active", "expired": "Expired", "abgelaufen": "Expired"}
_MANAGED = ("external", "own")
_ORDERED = ("new", "change", "renewal", "cancel")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
_MAC = re.compile(r"[0-9a-f]{12}")
_LONGEST = 4_000  # characters of a text
_MOST = 10**8  # of a whole number: the six counts of a subscription still add up within the database's integers
_BIGGEST = 10**9  # of a measured number
_DEAREST = 10**12  # of an amount
_FIRST_YEAR = 1900


class BadCell(ValueError):
    """A cell that does not say what its column holds; the message is the reason, an English id that `values` fill."""

    def __init__(self, text: str, **values: object) -> None:
        self.text = text
        self.values = values
        super().__init__(text % values if values else text)


Holds = Literal["text", "whole", "number", "time", "day", "flag"]
"""What a value is, for Arrow (reading/rows.py) and for the database (loaders/staging.py)."""


@dataclass(frozen=True)
class CellType:
    """How the cells of a column are read, passed on and stored.

    `read` gets a trimmed cell that says something, of a number its canonical form; `wrong` is why a cell is no number.
    """

    read: Callable[[str], Any]
    holds: Holds = "text"
    wrong: str = ""
    signed: bool = False
    unknown: frozenset[str] = _UNKNOWN

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers, which are written in one style or another."""
        return bool(self.wrong)

    def value(self, cell: str, numbers: Style = "en") -> Any:
        """The cell's value; None for unknown. Raises BadCell."""
        said = unwrapped(cell.strip())
        if said in self.unknown:
            return None
        if error_value(said):
            raise BadCell(ERROR)
        return self._number(said, numbers) if self.wrong else self.read(said)

    def _number(self, said: str, style: Style) -> Any:
        minus = "-" if self.signed and said.startswith("-") else ""
        number = canonical(said.removeprefix(minus), style)
        if number is None:
            raise BadCell(self.wrong)
        return self.read(minus + number)


def _text(cell: str) -> str:
    """Kept as it is, with the line ends that a quoted cell may hold."""
    _line(_LINE_END.sub(" ", cell))
    return normal(cell).strip()


def _line(cell: str) -> str:
    if control := CONTROL.search(cell):
        raise BadCell(N_("holds the control character U+%(code)s"), code=f"{ord(control[0]):04X}")
    if len(cell) > _LONGEST:
        raise BadCell(N_("longer than %(most)s characters"), most=_LONGEST)
    return normal(cell).strip()


def _id(cell: str) -> str:
    """An id in one line, unless a spreadsheet made something else of it."""
    if damage := damaged_id(cell):
        raise BadCell(damage)
    return _line(cell)


def _mac(cell: str) -> str:
    """The twelve digits of an address, however they are parted; anything else as it is."""
    bare = re.sub(r"[\s:.-]", "", cell).lower()
    return bare.upper() if _MAC.fullmatch(bare) else _id(cell)


def is_mac(value: str | None) -> bool:
    """Whether a value is an address, twelve digits without anything between them."""
    return value is not None and _MAC.fullmatch(value.lower()) is not None


def _whole(number: str) -> int:
    whole, _point, rest = number.lstrip("-").partition(".")
    if not whole.isdigit() or rest.strip("0"):
        raise BadCell(_NOT_WHOLE)
    return int(_bounded(int(number.partition(".")[0]), _MOST))


def _bounded(number: float, most: int) -> float:
    if abs(number) > most:
        raise BadCell(N_("above %(most)s"), most=most)
    return number


_NOT_WHOLE = N_("not a whole number of 0 or more")
_NOT_NUMBER = N_("not a number of 0 or more")


def _day(cell: str) -> date:
    """The day in UTC when the cell tells its offset, the day as written when not."""
    return _moment(cell, N_("not a date like 2026-01-31")).date()


def _time(cell: str) -> datetime:
    """The time in UTC, without a zone; midnight when the cell is a day alone."""
    return _moment(cell, N_("not a time like 2026-01-31T16:47:36.662Z"))


def _moment(cell: str, otherwise: str) -> datetime:
    if not _DAY.fullmatch(cell):
        raise BadCell(otherwise)
    try:
        written = datetime.fromisoformat(cell.replace(" ", "T", 1).replace(" ", ""))
        moment = written.astimezone(UTC).replace(tzinfo=None) if written.tzinfo else written
    except (ValueError, OverflowError):
        raise BadCell(N_("no such date or time")) from None
    if moment.year < _FIRST_YEAR:
        raise BadCell(N_("before %(year)s"), year=_FIRST_YEAR)
    return moment


def _features(cell: str) -> str | None:
    """The features in lower case, each once, in order; None for a cell of separators."""
    names = (" ".join(name.split()).lower() for name in _line(cell).split(";"))
    return ";".join(sorted({name for name in names if name})) or None


def _flag(cell: str) -> bool:
    value = _FLAGS.get(cell.lower())
    if value is None:
        raise BadCell(N_("not true, false, yes or no"))
    return value


def _org_id(cell: str) -> str:
    if uuid := _UUID.fullmatch(cell.lower()):
        return _dashed(uuid[0])
    if inner := _ORGANISATION.fullmatch(_decoded(cell)):
        return _org_id(inner[1])
    raise BadCell(N_("not an organisation id: a UUID, or base64 of ciscospark://…/ORGANIZATION/<uuid>"))


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


def _email(cell: str) -> str:
    if not _EMAIL.fullmatch(_line(cell)):
        raise BadCell(N_("not an e-mail address"))
    return cell.lower()


def _currency(cell: str) -> str:
    """A code, however its letters are written: eur and EUR are one currency."""
    return _line(cell).upper()


def _order_type(cell: str) -> str:
    if cell.lower() not in _ORDERED:
        raise BadCell(N_("none of new, change, renewal, cancel"))
    return cell.lower()


def _managed_by(cell: str) -> str:
    if cell.lower() not in _MANAGED:
        raise BadCell(N_("neither external nor own"))
    return cell.lower()


def _left(cell: str) -> bool:
    """Whether a person has left: yes, or the day on which."""
    return True if _DAY.fullmatch(cell) else _flag(cell)


TEXT = CellType(_text)
ID = CellType(_id)
MAC = CellType(_mac)
COUNTRY = CellType(_line, unknown=_NO_COUNTRY)
WHOLE = CellType(_whole, "whole", wrong=_NOT_WHOLE)
NUMBER = CellType(lambda number: _bounded(float(number), _BIGGEST), "number", wrong=_NOT_NUMBER)
CURRENCY = CellType(_currency)
TIME = CellType(_time, "time")
FEATURES = CellType(_features)
DAY = CellType(_day, "day")
FLAG = CellType(_flag, "flag")
LEFT = CellType(_left, "flag")
ORG_ID = CellType(_org_id)
STATUS = CellType(_status)
MANAGED_BY = CellType(_managed_by)
EMAIL = CellType(_email)
ORDER_TYPE = CellType(_order_type)
QUANTITY = CellType(_whole, "whole", wrong=N_("not a whole number"), signed=True)
AMOUNT = CellType(lambda number: _bounded(float(number), _DEAREST), "number", wrong=N_("not a number"), signed=True)
