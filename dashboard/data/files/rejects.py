"""Rejected rows: counted, the first ones told, all of them kept in a file that can be mended and imported."""

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

_TOLD = 10
HEAD = ("line", "column", "reason", "value")


@dataclass(frozen=True)
class Reject:
    """Why a row was not loaded. `line` is the physical line of the file on which the row begins.

    `reason` is an English message id that `values` fill; `file` is named when several files are one.
    """

    line: int
    column: str
    reason: str
    value: str
    values: Mapping[str, object] = field(default_factory=dict)
    file: str = ""

    @property
    def why(self) -> str:
        """The reason in English."""
        return self.reason % self.values if self.values else self.reason

    def __str__(self) -> str:
        where = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        file = f"{self.file}, " if self.file else ""
        return f"{file}{where}: {self.why}" + (f": {self.value[:60]!r}" if self.value else "")


@dataclass
class Rejects:
    """The rejected rows of one import, as they are met. Without a `file` they are only counted.

    `headers` are those of all its files together, by name; the cells of a file stand below its own.
    """

    file: IO[str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    count: int = 0
    first: list[Reject] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._write([*HEAD, *self.headers.values()])

    def add(self, reject: Reject, cells: Sequence[str], names: Sequence[str]) -> None:
        """Keep one rejected row, every cell of it as it was; `names` are those of its own file's headers."""
        self.count += 1
        if len(self.first) < _TOLD:
            self.first.append(reject)
        about = [f"{reject.file}:{reject.line}" if reject.file else str(reject.line), reject.column, reject.why]
        self._write([*about, reject.value, *self._placed(cells, names)])

    def _placed(self, cells: Sequence[str], names: Sequence[str]) -> Sequence[str]:
        """The cells in the order of all headers; what a row has beyond its own file's stands at the end."""
        if list(names) == list(self.headers):
            return cells
        places = dict(zip(names, cells, strict=False))
        return [*(places.get(name, "") for name in self.headers), *cells[len(names) :]]

    def _write(self, cells: Sequence[str]) -> None:
        if self.file:
            csv.writer(self.file).writerow(cells)


@contextmanager
def reject_file(directory: Path) -> Iterator[IO[str]]:
    """A file to write rejects to, that is gone at the end unless `keep` gave it its name."""
    directory.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=directory, suffix=".part", encoding="utf-8", newline="", delete=False) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)


def keep(file: IO[str], path: Path) -> None:
    """Give the file its name, in one step, its bytes on the disk."""
    file.flush()
    os.fsync(file.fileno())
    Path(file.name).replace(path)
