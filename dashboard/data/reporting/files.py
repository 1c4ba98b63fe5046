"""Files of a table's rows, and what is told beside them: the one way in which rows leave, whoever asks.

A download in a page, the HTTP API, the command line and a scheduled report all write an `Extract`, so the same question
gives the same bytes. A sidecar says what a file holds: filters, as-of date, number of rows, SHA-256.
"""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from dashboard.data import queries, right_sizing
from dashboard.data.export import FORMATS, Row, csv_header
from dashboard.data.question import Question, View
from dashboard.data.reporting.inventories import inventory_date
from dashboard.data.reporting.tables import takes_weeks
from dashboard.data.reporting.usage_detail import known_weeks, report_weeks
from dashboard.data.table import Table
from dashboard.data.tables import TABLES
from dashboard.meters import meters
from dashboard.words import translated


@dataclass(frozen=True)
class Extract:
    """A table's rows as a file: who asks what, how it is read, and in which language the header is, "" for keys."""

    question: Question
    table: Table
    view: View
    language: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of the file, in its order."""
        return self.view.columns or self.table.keys

    @property
    def headers(self) -> tuple[str, ...]:
        """The first line of the file."""
        if not self.language:
            return self.keys
        labels = {column.key: column.label for column in self.table.columns}
        return tuple(translated(labels[key], self.language) for key in self.keys)


@dataclass
class Tally:
    """Rows, bytes and checksum of a file, counted as it is written."""

    rows: int = 0
    size: int = 0
    _digest: Any = field(default_factory=hashlib.sha256, repr=False)

    @property
    def sha256(self) -> str:
        """Of the bytes until now, in hexadecimal."""
        return str(self._digest.hexdigest())

    def counted(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows themselves."""
        for row in rows:
            self.rows += 1
            yield row

    def add(self, chunk: bytes) -> bytes:
        """The chunk itself."""
        self.size += len(chunk)
        self._digest.update(chunk)
        return chunk


def chunks(extract: Extract, suffix: str, tally: Tally | None = None) -> Iterator[bytes]:
    """The file's bytes, every row, read as they are written; `tally` is whole when the last one was taken."""
    counting, outcome, began = tally or Tally(), "failed", time.perf_counter()
    try:
        lines = queries.csv_chunks(extract.question, extract.table, extract.view) if suffix == "csv" else None
        yield from _written_by_the_engine(extract, lines, counting) if lines else _written(extract, suffix, counting)
        outcome = "done"
    except GeneratorExit:
        outcome = "aborted"  # who asked went away
        raise
    finally:
        _count(extract.table.name, suffix, outcome, counting, time.perf_counter() - began)


def _count(table: str, suffix: str, outcome: str, tally: Tally, seconds: float) -> None:
    found = meters()
    found.exports.labels(table, suffix, outcome).inc()
    found.export_rows.labels(table, suffix).inc(tally.rows)
    found.export_bytes.labels(table, suffix).inc(tally.size)
    found.export_seconds.labels(suffix).observe(seconds)


def _written(extract: Extract, suffix: str, tally: Tally) -> Iterator[bytes]:
    rows = tally.counted(queries.stream(extract.question, extract.table, extract.view))
    for chunk in FORMATS[suffix].write(extract.headers, extract.keys, rows):
        yield tally.add(chunk)


def _written_by_the_engine(extract: Extract, lines: Iterator[tuple[int, bytes]], tally: Tally) -> Iterator[bytes]:
    """The header goes with the first lines: when there are none because asking failed, no file begins."""
    header = csv_header(extract.headers)
    for number, chunk in lines:
        tally.rows += number
        yield tally.add(header + chunk)
        header = b""
    if header:
        yield tally.add(header)


def sidecar(extract: Extract, file_name: str, tally: Tally, at: datetime | None = None) -> dict[str, Any]:
    """What a file holds, as JSON types. Which customers the asker may see is told as a kind, never as a list."""
    view, scope = extract.view, extract.question.scope
    return {
        "file": file_name,
        "sha256": tally.sha256,
        "size": tally.size,
        "rows": tally.rows,
        "truncated": False,
        "table": extract.table.name,
        "definition": definition_version(extract.table),
        "columns": list(extract.keys),
        "filters": [{"column": part.column, "filter": part.text} for part in view.filters],
        "sort": list(view.sort or extract.table.order),
        "region": scope.region.code,
        "scope": "all customers" if scope.user_id is None else "assigned customers",
        "tags": list(scope.tags),
        "managed_by": scope.managed_by,
        "search": scope.search or None,
        **_when(extract),
        "made_at": (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds"),
    }


def _when(extract: Extract) -> dict[str, Any]:
    """The dates that a file speaks of; a product where the table knows one."""
    moment, told = extract.question.moment, dict[str, Any]()
    if takes_weeks(extract.table):
        asked, known = report_weeks(extract.question), known_weeks(extract.question)
        told["weeks"] = [week.isoformat() for week in known]
        told["weeks_without_data"] = [week.isoformat() for week in asked if week not in known]
    else:
        day = inventory_date(extract.question, extract.table) or moment.snapshot
        told["data_as_of"] = day.isoformat() if day else None
    if extract.table in TABLES:
        told["product"] = extract.question.product
    if extract.table in right_sizing.TABLES:
        told |= {"window_weeks": extract.question.window, "buffer_percent": extract.question.buffer}
    if extract.table.by_measure:
        told["measure"] = extract.question.measure
    return {"as_of": moment.as_of.isoformat(), "import": moment.version, **told}


def definition_version(table: Table) -> str:
    """Twelve digits that change whenever the table's columns or what they mean change."""
    said = (table.name, table.definition, [(column.key, column.kind, column.definition) for column in table.columns])
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]
