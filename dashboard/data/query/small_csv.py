"""Small CSV files that people make by hand or in another system: columns by name, and nothing of a line is dropped."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.errors import BadParameter
from dashboard.i18n import N_


@dataclass(frozen=True)
class Line:
    """A line by its number (of its last row of text), with its cells by column, blanks around them gone."""

    number: int
    cells: Mapping[str, str]
    surplus: bool

    def demand_whole(self) -> None:
        """Raises BadParameter for a line of more cells than there are columns: a comma that nobody quoted."""
        if self.surplus:
            raise BadParameter(
                "cells", N_("more than there are columns: put what holds a comma or semicolon in quotes")
            )


def read_csv(text: str, most: int, named: Callable[[str], str]) -> tuple[Sequence[str], list[Line]]:
    """The columns, as `named` calls what their headers say, and the lines that are not blank.

    Separated by commas or semicolons. Raises BadParameter for what is no CSV, and for more than `most` lines.
    """
    plain = text.removeprefix("\ufeff")
    first = plain.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(plain, newline=""), delimiter=separator, strict=True)
    lines: list[Line] = []
    try:
        columns = [named(header.strip()) for header in next(reader, [])]
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                by_name = dict(zip(columns, cells, strict=False))
                lines.append(Line(reader.line_num, by_name, any(cells[len(columns) :])))
            if len(lines) > most:
                raise BadParameter("file", N_("at most %(most)s rows"), most=most)
    except csv.Error:
        raise BadParameter("file", N_("line %(line)s cannot be read as CSV"), line=reader.line_num) from None
    return columns, lines


def key_of(header: str) -> str:
    """A header as the key of a column."""
    return header.lower().replace(" ", "_")
