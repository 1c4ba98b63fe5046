"""Files that are one, and what is to be done with them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dashboard.data.files.headers import Layout
from dashboard.data.files.outcome import Options
from dashboard.data.files.reading.source import Progress
from dashboard.data.files.survey import Surveyed
from dashboard.data.storage.regions import Region
from dashboard.errors import Rejected


@dataclass(frozen=True)
class Job:
    """Files that are one, and what is to be done with them."""

    region: Region
    files: Sequence[Surveyed]
    options: Options
    data_dir: Path
    today: date
    by: str | None = None
    now: datetime | None = None
    dry: bool = False
    progress: Progress | None = None

    @property
    def layout(self) -> Layout:
        """That of its first file: all are of one kind."""
        layout = self.files[0].layout
        if layout is None:
            raise Rejected("is no report")  # never asked of a file that was refused
        return layout

    @property
    def headers(self) -> dict[str, str]:
        """The columns of all its files by name (`Layout.own_names`), each as the first file that has it writes it."""
        headers: dict[str, str] = {}
        for layout in (file.layout for file in self.files if file.layout):
            for name, header in zip(layout.own_names, layout.own_headers, strict=True):
                headers.setdefault(name, header)
        return headers

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers of its files that belong to no column."""
        return tuple(dict.fromkeys(header for file in self.files if file.layout for header in file.layout.unknown))

    @property
    def checksum(self) -> str:
        """Of its file; of several files one of theirs, in whatever order they come."""
        sums = sorted(file.checksum for file in self.files)
        return sums[0] if len(sums) == 1 else hashlib.sha256("".join(sums).encode()).hexdigest()
