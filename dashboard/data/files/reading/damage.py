"""What spreadsheets make of cells: ids turned into numbers and dates, error values, text as a formula."""

import re

from dashboard.data.storage.safe_text import armed_text
from dashboard.i18n import N_

_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
_ERROR = re.compile(
    r"#(N/A|NV|NAME\?|NULL!|NUM!|REF!|VALUE!|DIV/0!|SPILL!|CALC!|BLOCKED!|CONNECT!|FIELD!|GETTING_DATA|"
    r"WERT!|BEZUG!|ZAHL!|FELD!|KALK!|ÜBERLAUF!|BLOCKIERT!|VERBINDEN!|LEER!|#+)",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"^[+-]?\d+([.,]\d+E[+-]?|E[+-])\d{1,3}", re.IGNORECASE | re.ASCII)
_DECIMAL = re.compile(r"^\d+[.,]0+", re.ASCII)
_MONTH = (
    "jan(uary|uar)?|feb(ruary|ruar)?|mar(ch)?|mrz|märz|apr(il)?|may|mai|june?|juni?|july?|juli?|aug(ust)?|"
    "sept?(ember)?|oct(ober)?|okt(ober)?|nov(ember)?|dec(ember)?|dez(ember)?"
)
_DATE = re.compile(
    rf"\d{{4}}-\d\d?-\d\d?([T ]\d\d?:\d\d.*)?|\d\d?[./]\d\d?[./]\d{{2,4}}( \d\d?:\d\d.*)?|"
    rf"\d\d?[-. ]+({_MONTH})\.?([-. ]+\d{{2,4}})?|({_MONTH})\.?[- ]+\d{{2,4}}",
    re.IGNORECASE,
)

_SUM = re.compile(r"=[+-]?\d[\d ()./+-]*", re.ASCII)  # =+4930123: any other formula is the text that it is

ERROR = N_("a spreadsheet's error value instead of what stood there")
LOST_DIGITS = N_("a number in a spreadsheet's notation, its last digits are lost: export it as text")
NUMBER = N_("a decimal number instead of an id, as a spreadsheet makes it: export it as text")
SUM = N_("a formula of numbers instead of an id, as a spreadsheet makes it: export it as text")
DATED = N_("a date instead of an id, as a spreadsheet makes it: export it as text")


def unwrapped(cell: str) -> str:
    """The text of a cell that is written so that no spreadsheet changes it, ="0042", or runs it, as we do: '-C."""
    formula = _FORMULA.fullmatch(cell) if cell.startswith('="') else None
    return formula[1].replace('""', '"').strip() if formula else armed_text(cell)


def error_value(cell: str) -> bool:
    """Whether a spreadsheet failed to give the cell a value."""
    return cell.startswith("#") and _ERROR.fullmatch(cell) is not None


def damaged_id(cell: str) -> str | None:
    """What a spreadsheet did to a cell that should hold an id; None when nothing can be seen."""
    if _SUM.fullmatch(cell):
        return SUM
    if _SCIENTIFIC.fullmatch(cell):
        return LOST_DIGITS
    if _DECIMAL.fullmatch(cell):
        return NUMBER
    return DATED if _DATE.fullmatch(cell) else None
