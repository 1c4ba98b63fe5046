"""Text in CSV that no spreadsheet runs as a formula, whichever separator it splits the line by.

A spreadsheet splits by the separator of its own locale, whatever the file was written with: a German one by semicolons,
one that gets pasted text by tabs. Quotation marks protect only where a field begins with one, so to a reader of another
separator `1,"Acme;=1+1;x"` is `1,"Acme`, `=1+1` and `x"`. So a formula may begin wherever *some* reader may see a field
begin: at the start of a cell, and in it after a comma, semicolon, tab or line break, past blanks and quotation marks.
There an apostrophe goes before the sign that would begin it, and nothing else of the text changes.

Numbers keep their sign, and telephone numbers their plus: a spreadsheet reads a number and runs nothing. Where a line
begins with one, a reader of another separator sees it go on with the second cell (`-5,0+…`, which a decimal comma would
make a formula): that cell is quoted, and a number before a quotation mark is no formula (`csv_line`).
"""

import re

PHONE_NUMBER = r"\+[0-9]{4,15}"
"""What begins like a formula and is none."""

_BREAKS = ",;\t\r\n\x0b\x0c\x85\u2028\u2029"  # where readers may see a field begin
# What they may pass over. No break is among it: a field begins after the last one, and a cell of breaks is read once.
_PASSED = r'\x00-\x08\x0e-\x20"\x7f' + "\xa0\u1680\u2000-\u200f\u202a-\u202f\u205f\u2060\u3000\ufeff"
_SIGNS = r"=+\-@" + "\uff1d\uff0b\uff0d\uff20"  # the last four are the wide ones of East Asian input
FORMULA = f"(^|[{_BREAKS}])([{_PASSED}]*)([{_SIGNS}])"
"""Where a formula may begin. This pattern and the next mean the same to Python and to DuckDB."""
DISARMED = r"\1\2'\3"
BLANK_START = "^[\t\r\n]"
"""A cell that begins so gets an apostrophe too: some programs drop the blank and read on."""

_formula, _phone_number, _blank_start = (re.compile(pattern) for pattern in (FORMULA, PHONE_NUMBER, BLANK_START))
_disarmed = re.compile(f"(^|[{_BREAKS}])([{_PASSED}]*)'([{_SIGNS}])")


def safe_text(text: str) -> str:
    """The text with an apostrophe before every sign that might begin a formula."""
    if not _formula.search(text):
        return f"'{text}" if _blank_start.match(text) else text
    if _phone_number.fullmatch(text):
        return text
    safe = _formula.sub(DISARMED, text)
    return f"'{safe}" if _blank_start.match(text) else safe


def armed_text(text: str) -> str:
    """The text of which `safe_text` made this one, so that what we wrote is read as it was; any other as it is."""
    if "'" not in text:
        return text
    armed = _disarmed.sub(r"\1\2\3", text)
    return armed if safe_text(armed) == text else text
