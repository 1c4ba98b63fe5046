"""Small CSV files of our own, read whole: a price list, work on customers."""

import csv
import io
import re
from collections.abc import Sequence

from dashboard.data.files.headers import DELIMITERS
from dashboard.data.storage.safe_text import armed_text
from dashboard.errors import BadParameter
from dashboard.i18n import N_

_SEPARATOR = re.compile(r"\"?sep=.\"?", re.IGNORECASE)
Line = tuple[int, list[str]]


def small_file(text: str, most: int) -> tuple[list[str], list[Line]]:
    """The header's cells, and the trimmed cells of every row that says something, as many, with the row's line.

    Empty lines and `sep=;` may stand above the header. Raises BadParameter for what is no CSV, for a row of another
    width, since a mark too many cuts a cell in two, and for more than `most` rows.
    """
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    above = next((place for place, line in enumerate(lines) if not _nothing(line)), len(lines))
    if above == len(lines):
        return [], []
    rows = _rows(lines[above:], above + 1, max(DELIMITERS, key=lines[above].count))
    header, width = rows[0][1], max((place for place, cell in enumerate(rows[0][1], 1) if cell), default=0)
    for line, cells in rows[1:]:
        if len(cells) < width or any(cells[width:]):
            reason = N_("line %(line)s: %(cells)s cells where the header has %(width)s")
            raise BadParameter("file", reason, line=line, cells=len(cells), width=width)
    if len(rows) > most + 1:
        raise BadParameter("file", N_("at most %(most)s rows"), most=most)
    return header[:width], [(line, cells[:width]) for line, cells in rows[1:]]


def _nothing(line: str) -> bool:
    said = line.strip()
    return not said.strip(DELIMITERS) or _SEPARATOR.fullmatch(said) is not None


def _rows(lines: Sequence[str], first: int, delimiter: str) -> list[Line]:
    """The rows that say something, each with the line on which it begins."""
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter, strict=True)
    rows: list[Line] = []
    while True:
        line = first + reader.line_num
        try:
            cells = [armed_text(cell.strip()) for cell in next(reader)]
        except StopIteration:
            break
        except csv.Error:
            raise BadParameter("file", N_("line %(line)s cannot be read as CSV"), line=line) from None
        if any(cells):
            rows.append((line, cells))
    return rows
