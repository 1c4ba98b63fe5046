"""Files of a table's rows, and what is told beside them: the one way in which rows leave, whoever asks.

A download in a page, the HTTP API, the command line and a scheduled report all write an `Extract`, so the same question
gives the same bytes. A sidecar says what a file holds: filters, as-of date, number of rows, SHA-256.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from dashboard.data.exports.csv_lines import csv_chunks
from dashboard.data.exports.formats import FORMATS, PLAIN_CSV, Row, csv_header
from dashboard.data.exports.words import in_words
from dashboard.data.query import queries
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Table
from dashboard.data.renewals.table import RENEWALS
from dashboard.data.reporting.inventories import inventory_date
from dashboard.data.reporting.tables import takes_weeks
from dashboard.data.reporting.usage_detail import known_weeks, report_weeks
from dashboard.data.storage.rules import rules_of_tables
from dashboard.data.subscriptions import right_sizing
from dashboard.data.tables import TABLES
from dashboard.i18n import translated
from dashboard.telemetry.meters import meters

_BEAT = 5_000  # rows
_OWN_WORDS = ("", "en")  # of the data: what they hold needs no translation


@dataclass(frozen=True)
class Extract:
    """A table's rows as a file: who asks what, how it is read, and the language of its header, "" for keys.

    In another language than English, closed sets of values are in words too, in files for people (not in JSON).
    """

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
    beat: Callable[[], None] = lambda: None  # called now and then while rows are read, long before the first chunk
    _digest: Any = field(default_factory=hashlib.sha256, repr=False)

    @property
    def sha256(self) -> str:
        """Of the bytes until now, in hexadecimal."""
        return str(self._digest.hexdigest())

    def counted(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows themselves."""
        for row in rows:
            self.rows += 1
            if self.rows % _BEAT == 0:
                self.beat()
            yield row

    def add(self, chunk: bytes) -> bytes:
        """The chunk itself."""
        self.size += len(chunk)
        self._digest.update(chunk)
        return chunk


def chunks(extract: Extract, key: str, tally: Tally | None = None) -> Iterator[bytes]:
    """The file's bytes in the format of a key, every row, read as they are written.

    `tally` is whole when the last chunk was taken.
    """
    counting, outcome, began, suffix = tally or Tally(), "failed", time.perf_counter(), FORMATS[key].suffix
    try:
        lines = _engine_lines(extract, key)
        yield from _written_by_the_engine(extract, key, lines, counting) if lines else _written(extract, key, counting)
        outcome = "done"
    except GeneratorExit:
        outcome = "aborted"  # who asked went away
        raise
    finally:
        _count(extract.table.name, suffix, outcome, counting, time.perf_counter() - began)


def _engine_lines(extract: Extract, key: str) -> Iterator[tuple[int, bytes]] | None:
    """Lines that the database writes; None where it writes none, or words have to be looked up."""
    dialect = FORMATS[key].dialect
    if dialect is None or extract.language not in _OWN_WORDS:
        return None
    return csv_chunks(extract.question, extract.table, extract.view, dialect)


def _count(table: str, suffix: str, outcome: str, tally: Tally, seconds: float) -> None:
    counters = meters()
    counters.exports.labels(table, suffix, outcome).inc()
    counters.export_rows.labels(table, suffix).inc(tally.rows)
    counters.export_bytes.labels(table, suffix).inc(tally.size)
    counters.export_seconds.labels(suffix).observe(seconds)


def _written(extract: Extract, key: str, tally: Tally) -> Iterator[bytes]:
    with closing(queries.stream(extract.question, extract.table, extract.view)) as stream:
        rows = tally.counted(stream)
        if extract.language not in _OWN_WORDS and key != "json":
            rows = (in_words(row, extract.language) for row in rows)
        for chunk in FORMATS[key].write(extract.headers, extract.keys, rows):
            yield tally.add(chunk)


def _written_by_the_engine(
    extract: Extract, key: str, lines: Iterator[tuple[int, bytes]], tally: Tally
) -> Iterator[bytes]:
    """The header goes with the first lines: when there are none because asking failed, no file begins."""
    header = csv_header(extract.headers, FORMATS[key].dialect or PLAIN_CSV)
    for number, chunk in lines:
        tally.rows += number
        yield tally.add(header + chunk)
        header = b""
    if header:
        yield tally.add(header)


def sidecar(extract: Extract, key: str, file_name: str, tally: Tally, at: datetime | None = None) -> dict[str, Any]:
    """What a file in the format of a key holds, as JSON types; whom the asker may see is told as a kind, no list."""
    view, scope = extract.view, extract.question.scope
    return {
        "file": file_name,
        "sha256": tally.sha256,
        "size": tally.size,
        "rows": tally.rows,
        "truncated": False,
        "format": key,
        "headers": extract.language or "keys",
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
        "rules": rules_of_tables(extract.question.moment.rules, scope.region.quality, extract.table.name),
        "made_at": (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds"),
    }


def _when(extract: Extract) -> dict[str, Any]:
    """The dates that a file speaks of; a product where the table knows one."""
    moment, facts = extract.question.moment, dict[str, Any]()
    if takes_weeks(extract.table):
        asked, weeks = report_weeks(extract.question), known_weeks(extract.question)
        facts["weeks"] = [week.isoformat() for week in weeks]
        facts["weeks_without_data"] = [week.isoformat() for week in asked if week not in weeks]
    else:
        day = inventory_date(extract.question, extract.table) or moment.snapshot
        facts["data_as_of"] = day.isoformat() if day else None
    if extract.table in TABLES:
        facts["product"] = extract.question.product
    if extract.table in right_sizing.TABLES:
        facts |= {"window_weeks": extract.question.window, "buffer_percent": extract.question.buffer}
    if extract.table is RENEWALS:
        facts["days"] = extract.question.days
    if extract.question.compare:
        facts["compare"] = extract.question.compare.as_of.isoformat()
    if extract.table.by_measure:
        facts["measure"] = extract.question.measure
    return {"as_of": moment.as_of.isoformat(), "import": moment.version, **facts}


def definition_version(table: Table) -> str:
    """Twelve digits that change whenever the table's columns or what they mean change."""
    said = (table.name, table.definition, [(column.key, column.kind, column.definition) for column in table.columns])
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]
