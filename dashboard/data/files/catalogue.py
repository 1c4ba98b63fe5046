"""The kinds of file that can be imported, column by column: for the page, `formats` and docs/files.md."""

import csv
import io
from dataclasses import dataclass
from functools import cache

from dashboard.data.files.columns.examples import EXAMPLES
from dashboard.data.files.columns.meanings import MEANINGS
from dashboard.data.files.kinds import KINDS, Kind
from dashboard.errors import NotFound
from dashboard.i18n import N_

PERIODS = {
    "none": N_("Each row replaces what was known of the same customer, person or order."),
    "day": N_("What there is on one day, today unless a day is given; a file replaces that day's rows."),
    "week": N_(
        "What one week counts: its Sunday is given, or stands in the file's name; a file replaces that week's rows."
    ),
    "dated": N_("Its rows tell their date; a file replaces the rows of its dates."),
    "legs": N_(
        "Its rows tell their time; each replaces what was known of the same call leg, and the weeks are counted again."
    ),
}


@dataclass(frozen=True)
class ColumnHelp:
    """One column. `meaning` is an English message id; an example is the same in every language."""

    key: str
    english: str
    german: str  # as the provider translates it: accepted, though this product says it otherwise
    required: bool
    meaning: str
    example: str


@dataclass(frozen=True)
class KindHelp:
    """One kind. `period`: what it speaks of, an English message id; `empty_name` a name for its empty file."""

    name: str
    period: str
    columns: tuple[ColumnHelp, ...]
    empty_name: str


@cache
def catalogue() -> tuple[KindHelp, ...]:
    """Every kind, in the order in which they are named to people."""
    return tuple(map(_help, KINDS))


def kind_named(name: str) -> KindHelp:
    """A kind by its name, whatever its case, spaces and dashes. Raises NotFound."""
    wanted = _plain(name)
    kind = next((known for known in catalogue() if _plain(known.name) == wanted), None)
    if kind is None:
        raise NotFound(N_("There is no kind of file of this name."))
    return kind


def empty_file(kind: str) -> str:
    """A CSV of the kind with its headers and no row. Raises NotFound for an unknown kind."""
    text = io.StringIO()
    csv.writer(text).writerow(column.english for column in kind_named(kind).columns)
    return text.getvalue()


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _help(kind: Kind) -> KindHelp:
    columns = (
        ColumnHelp(
            column.key,
            column.english,
            column.german,
            column.required,
            MEANINGS.get(f"{kind.name}/{column.key}", MEANINGS.get(column.key, "")),
            EXAMPLES.get(f"{kind.name}/{column.key}", EXAMPLES.get(column.key, "")),
        )
        for column in kind.columns
    )
    period = "legs" if kind.legs else "dated" if kind.dated else kind.period
    return KindHelp(kind.name, PERIODS[period], tuple(columns), f"{kind.name.replace(' ', '_')}.csv")
