"""Reads the rows of files that are one into the table where they wait to be loaded."""

from collections.abc import Sequence
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.calling.retention import Closed
from dashboard.data.files.reading.repeated_rows import ReadRows
from dashboard.data.files.reading.rows import Reader
from dashboard.data.files.reading.source import Progress, opened
from dashboard.data.files.rejects import Rejects
from dashboard.data.files.survey import Surveyed
from dashboard.data.storage import bulk


def read_all(
    connection: Connection,
    table: sa.Table,
    files: Sequence[Surveyed],
    rejects: Rejects,
    closed: Closed | None,
    progress: Progress | None,
) -> int:
    """Bring the good rows of all files into the table, in their order; how many. The others are rejects."""
    read_rows, rows, before = ReadRows(), 0, 0
    begins: list[tuple[int, str]] = []
    several = len(files) > 1
    for file in files:
        if file.layout is None:
            continue
        begins.append((before, file.name if several else ""))
        own = begins[-1][1]
        reader = Reader(file.layout, rejects, file.numbers, read_rows, closed, own, before, begins)
        with opened(file.upload.path, file.name) as source:
            lines = source.lines(progress)
            for batch in reader.batches(islice(lines, file.layout.begins - source.first_line, None)):
                bulk.insert(connection, table, batch)
                rows += batch.num_rows
        before = reader.last
    return rows
