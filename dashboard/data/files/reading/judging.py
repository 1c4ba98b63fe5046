"""Which style a file writes its numbers in, judged over all its number cells."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.data.files.cells import BadCell, CellType
from dashboard.data.files.columns.subscriptions import Column
from dashboard.data.files.reading.numbers import STYLES, Style
from dashboard.data.files.reading.records import Row
from dashboard.errors import Ambiguous
from dashboard.i18n import N_

AMBIGUOUS = N_(
    "%(column)s: %(cell)r is %(en)s or %(de)s: say how the file writes numbers, --numbers en (1,000.5) or "
    "--numbers de (1.000,5)"
)
MIXED = N_(
    "%(column)s: %(cell)r is %(en)s or %(de)s, and the file holds both %(english)r and %(german)r: write its "
    "numbers in one way, or say --numbers en or --numbers de and have the others rejected"
)


@dataclass(frozen=True)
class _Cell:
    """A cell that says something about the style: where it stands and what each style makes of it."""

    line: int
    column: str
    cell: str
    read: dict[Style, Any]


@dataclass
class Evidence:
    """What the number cells of a file say: those that one style alone reads, and those that both read differently."""

    count: Counter[Style] = field(default_factory=Counter)
    only: dict[Style, _Cell] = field(default_factory=dict)
    either: _Cell | None = None

    def see(self, column: Column, cells: Sequence[str], rows: Sequence[Row]) -> None:
        """Look at a column of some rows."""
        for cell in dict.fromkeys(cells):
            if cell.isdecimal() or not cell:
                continue
            read = _read(column.cells, cell)
            if len(read) == 1:
                [style] = read
                self.count[style] += 1
                if style not in self.only:
                    self.only[style] = _Cell(rows[cells.index(cell)].line, column.english, cell, read)
            elif self.either is None and len(set(read.values())) > 1:
                self.either = _Cell(rows[cells.index(cell)].line, column.english, cell, read)

    def style(self) -> Style:
        """The style; of a file that no cell decides, any. Raises Ambiguous where a cell could be misread."""
        if self.either is None:
            return "de" if self.count["de"] > self.count["en"] else "en"
        if len(self.only) == 1:
            return next(iter(self.only))
        values: dict[str, Any] = {"column": self.either.column, "cell": self.either.cell, **_named(self.either.read)}
        if not self.only:
            raise Ambiguous(AMBIGUOUS, self.either.line, **values)
        english, german = (self.only[style].cell for style in STYLES)
        raise Ambiguous(MIXED, self.either.line, **values, english=english, german=german)


def _named(read: dict[Style, Any]) -> dict[str, Any]:
    return {str(style): value for style, value in read.items()}


def _read(cells: CellType, cell: str) -> dict[Style, Any]:
    """What each style that can read the cell makes of it; nothing of an unknown one."""
    values: dict[Style, Any] = {}
    for style in STYLES:
        try:
            value = cells.value(cell, style)
        except BadCell:
            continue
        if value is not None:
            values[style] = value
    return values
