"""What is said about files and what becomes of them: values that every way in shares."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from dashboard.data.files.reading.numbers import Style
from dashboard.data.files.rejects import Reject
from dashboard.i18n import N_

COMMAND_LINE, SYNC, WEBHOOK = N_("command line"), N_("sync"), N_("webhook")
"""Who imports, when it is no signed-in person."""

Code = Literal["file", "header", "numbers", "period", "customer", "replace", "database"]


@dataclass(frozen=True)
class Options:
    """What a person says about files, because the files do not."""

    day: date | None = None  # of an inventory; today unless given
    week: date | None = None  # the Sunday of a week that a usage report counts
    org_id: str | None = None  # whose the rows are, for files without a column of customers
    numbers: Style | None = None  # how the file writes numbers, when they can be read in two ways
    replace: bool = False  # yes, also when far fewer customers are named than are replaced


@dataclass(frozen=True)
class Upload:
    """A file on this machine, and the name that people know it by: never used as a path."""

    path: Path
    name: str


@dataclass(frozen=True)
class Replaced:
    """Rows of an earlier import that give way: of how many customers, and how many of those the new file names not.

    `import_id` is None for rows loaded before rows were marked, `day` the date or the week's Sunday, None without.
    """

    import_id: int | None
    day: date | None
    rows: int
    customers: int
    missing: int


@dataclass(frozen=True)
class Refusal:
    """Why nothing of a file is loaded. `text` is an English message id that `values` fill; `line` where in the file.

    numbers: say `Options.numbers`. replace: say `Options.replace`. period: say `Options.week`. customer: say
    `Options.org_id`. header: a mapping may help (`mapping.suggest`). file: it cannot be read. database: it failed.
    """

    code: Code
    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None

    def __str__(self) -> str:
        text = self.text % self.values if self.values else self.text
        return text if self.line is None else f"line {self.line}: {text}"


@dataclass(frozen=True)
class Outcome:
    """What becomes of one file (or of several that are one). Without `import_id` nothing was kept."""

    names: tuple[str, ...]  # of its files
    kind: str | None  # None: not told by its header
    first_date: date | None = None
    last_date: date | None = None
    week: bool = False  # the dates are Sundays of weeks
    rows: int = 0  # that load
    rejected: int = 0
    older: int = 0  # rows that change nothing: a newer report of the same call is known, or follows in the file
    rejects: tuple[Reject, ...] = ()  # the first ten
    reject_file: Path | None = None
    unknown_columns: tuple[str, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    adds_to: int | None = None  # the import whose mended rejects these are
    import_id: int | None = None
    unchanged: bool = False  # loaded before, as import_id: nothing changes
    refusal: Refusal | None = None
    cleared_sample: bool = False  # sample data gave way
    blank: bool = False  # a report without a row
    copies: tuple[str, ...] = ()  # names of files that are the same as one of its own, byte by byte, and load nothing

    @property
    def file_name(self) -> str:
        """Its files as one name."""
        return " + ".join(self.names)

    @property
    def clean(self) -> bool:
        """Whether every row of it is loaded."""
        return not self.rejected and self.refusal is None


def as_json(replaced: Sequence[Replaced]) -> str:
    """What gave way, as the import's record keeps it."""
    return json.dumps([asdict(lost) | {"day": lost.day and lost.day.isoformat()} for lost in replaced])


def from_json(text: str | None) -> tuple[Replaced, ...]:
    """The same read back; nothing for imports that kept no record of it."""
    entries: list[dict[str, Any]] = json.loads(text or "[]")
    return tuple(Replaced(**entry | {"day": entry["day"] and date.fromisoformat(entry["day"])}) for entry in entries)
