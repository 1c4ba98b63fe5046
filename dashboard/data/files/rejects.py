"""Rejected rows: counted, the first ones told, all of them kept in a file that can be mended and imported."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

_TOLD = 10
HEAD = ("line", "column", "reason", "value")


@dataclass(frozen=True)
class Reject:
    """Why a row was not loaded. `line` is the physical line of the file on which the row begins."""

    line: int
    column: str
    reason: str
    value: str

    def __str__(self) -> str:
        where = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {self.reason}" + (f": {self.value[:60]!r}" if self.value else "")


@dataclass
class Rejects:
    """The rejected rows of one file, as they are met. Without a `file` they are only counted."""

    file: IO[str] | None = None
    count: int = 0
    first: list[Reject] = field(default_factory=list)

    def begin(self, headers: Sequence[str]) -> None:
        """Write the head: that of the reasons, then the report's own."""
        self._write([*HEAD, *headers])

    def add(self, reject: Reject, cells: Sequence[str]) -> None:
        """Keep one rejected row with its cells as they were."""
        self.count += 1
        if len(self.first) < _TOLD:
            self.first.append(reject)
        self._write([str(reject.line), reject.column, reject.reason, reject.value, *cells])

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
