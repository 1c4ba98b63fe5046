"""Imports a report file into a region, wholly or not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data import bulk
from dashboard.data.calling.retention import closed_to_legs, drop_old_legs
from dashboard.data.files.headers import Layout, read_header
from dashboard.data.files.known import next_key
from dashboard.data.files.period import period_of
from dashboard.data.files.rejects import Reject, Rejects, keep, reject_file
from dashboard.data.files.rows import Reader
from dashboard.data.files.source import Progress, Source, opened, shown
from dashboard.data.files.staging import Staged, staged
from dashboard.data.regions import Region
from dashboard.data.sample.clear import clear_sample
from dashboard.data.schema import import_record
from dashboard.errors import Blank, DashboardError, Rejected
from dashboard.meters import meters, timed


@dataclass(frozen=True)
class ImportResult:
    """What became of a file. Without `import_id` nothing was kept: a dry run. `unchanged`: loaded before, as it is."""

    import_id: int | None
    kind: str
    file_name: str
    rows: int
    rejected: int
    unknown_columns: tuple[str, ...]
    first_date: date | None
    last_date: date | None
    unchanged: bool = False
    reject_file: Path | None = None
    rejects: tuple[Reject, ...] = ()  # the first ten; str() tells line, column, reason, value
    cleared_sample: bool = False  # the region held sample data alone, which gave way


def import_file(
    region: Region,
    path: Path,
    *,
    period: date | None,
    dry_run: bool,
    progress: Progress | None,
    data_dir: Path,
    today: date,
    now: datetime | None = None,
) -> ImportResult:
    """Load one report file in one transaction; `progress` gets bytes done and their total.

    `period` is the day or the week given for a file without dates of its own, `today` what counts when such a file
    needs a day and none was given. A file that was loaded already, and not corrected since, changes nothing.
    Rejected rows go to `<data_dir>/imports/<region>/<import_id>-rejected.csv`. A dry run only checks and counts.
    Raises Rejected when the file cannot be read as a report, UsageError for a period that it has no use for,
    DashboardError when the database fails: then nothing was loaded.
    """
    try:
        with opened(path) as source:
            lines = source.lines(progress)
            layout = _layout(lines, source.first_line)
            week = period_of(layout.kind, source.name, period, today)
            if dry_run:
                return _check(region, source, layout, lines, data_dir, week, today)
            with timed(meters().import_seconds.labels(region.code, layout.kind.name)):
                return _load(region, source, layout, lines, data_dir, now or datetime.now(UTC), week, today)
    except Rejected as error:
        meters().import_failures.labels(region.code, "rejected").inc()
        raise Rejected(f"{shown(path)}: {error}") from error
    except sa.exc.DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        meters().import_failures.labels(region.code, "failed").inc()
        raise DashboardError(f"{shown(path)}: nothing was loaded: the database refused: {reason}") from error
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise DashboardError(f"{shown(path)}: nothing was loaded: {where}{error.strerror or error}") from error


def _layout(lines: Iterator[str], first: int) -> Layout:
    """What the first line with any text announces."""
    for number, line in enumerate(lines, start=first):
        if line.strip():
            return read_header(line, number)
    raise Blank("is empty")


def _check(
    region: Region, source: Source, layout: Layout, lines: Iterator[str], data_dir: Path, week: date | None, today: date
) -> ImportResult:
    with region.read() as connection:
        if known := _loaded_before(connection, source, layout, data_dir, week):
            return known
        reader = _reader(connection, region, layout, Rejects(), today)
    days = {week} if week else set[date]()
    rows = 0
    for batch in reader.batches(lines):
        rows += batch.num_rows
        if layout.kind.dated:
            days.update(batch[layout.kind.dated].cast(pa.date32()).unique().to_pylist())
    return _result(None, source, reader, rows, sorted(days))


def _load(
    region: Region,
    source: Source,
    layout: Layout,
    lines: Iterator[str],
    data_dir: Path,
    now: datetime,
    week: date | None,
    today: date,
) -> ImportResult:
    directory = data_dir / "imports" / region.code
    with region.write() as connection, reject_file(directory) as kept:
        if known := _loaded_before(connection, source, layout, data_dir, week):
            return known
        import_id = next_key(connection, import_record.c.import_id)
        reader = _reader(connection, region, layout, Rejects(kept), today)
        rows, dates, cleared = _bring(connection, region, reader, lines, import_id, week)
        drop_old_legs(connection, region, today)
        result = replace(_result(import_id, source, reader, rows, dates), cleared_sample=cleared)
        if reader.rejects.count:
            result = replace(result, reject_file=directory / f"{import_id}-rejected.csv")
            keep(kept, directory / f"{import_id}-rejected.csv")
        _record(connection, source, result, data_dir, now)
    return result


def _reader(connection: Connection, region: Region, layout: Layout, rejects: Rejects, today: date) -> Reader:
    closed = closed_to_legs(connection, region, today) if layout.kind.legs else None
    return Reader(layout, rejects, closed=closed)


def _bring(
    connection: Connection, region: Region, reader: Reader, lines: Iterator[str], import_id: int, week: date | None
) -> tuple[int, Sequence[date], bool]:
    """How many rows were loaded, their dates, and whether sample data gave way to them."""
    kind, rows = reader.layout.kind, 0
    with staged(connection, region, kind.columns) as table:
        for batch in reader.batches(lines):
            bulk.insert(connection, table, batch)
            rows += batch.num_rows
        if not region.embedded:
            connection.execute(sa.text(f"ANALYZE {table.name}"))
        if not rows:
            return 0, [], False
        cleared = clear_sample(connection)
        return rows, kind.load(Staged(connection, region, table, import_id, week)), cleared


def _loaded_before(
    connection: Connection, source: Source, layout: Layout, data_dir: Path, week: date | None
) -> ImportResult | None:
    """The import of these bytes for the same week, unless a later file of the kind spoke of its dates, or of none."""
    record, later = import_record, import_record.alias("later")
    overlapping = sa.or_(
        later.c.first_date.is_(None),
        sa.and_(later.c.first_date <= record.c.last_date, later.c.last_date >= record.c.first_date),
    )
    corrected = sa.exists().where(
        later.c.kind == record.c.kind, later.c.import_id > record.c.import_id, later.c.rows > 0, overlapping
    )
    same = sa.and_(record.c.kind == layout.kind.name, record.c.checksum == source.checksum)
    if week:
        same &= record.c.first_date == week
    newest = sa.select(record).where(same, sa.not_(corrected)).order_by(record.c.import_id.desc()).limit(1)
    found = connection.execute(newest).mappings().first()
    if found is None:
        return None
    return ImportResult(
        import_id=found["import_id"],
        kind=found["kind"],
        file_name=source.name,
        rows=found["rows"],
        rejected=found["rejected"],
        unknown_columns=layout.unknown,
        first_date=found["first_date"],
        last_date=found["last_date"],
        unchanged=True,
        reject_file=data_dir / found["reject_file"] if found["reject_file"] else None,
    )


def _result(import_id: int | None, source: Source, reader: Reader, rows: int, dates: Sequence[date]) -> ImportResult:
    return ImportResult(
        import_id=import_id,
        kind=reader.layout.kind.name,
        file_name=source.name,
        rows=rows,
        rejected=reader.rejects.count,
        unknown_columns=reader.layout.unknown,
        first_date=dates[0] if dates else None,
        last_date=dates[-1] if dates else None,
        rejects=tuple(reader.rejects.first),
    )


def _record(connection: Connection, source: Source, result: ImportResult, data_dir: Path, now: datetime) -> None:
    rejects = result.reject_file and result.reject_file.relative_to(data_dir).as_posix()
    values = {
        "import_id": result.import_id,
        "kind": result.kind,
        "file_name": result.file_name,
        "checksum": source.checksum,
        "first_date": result.first_date,
        "last_date": result.last_date,
        "rows": result.rows,
        "rejected": result.rejected,
        "reject_file": rejects,
        "unknown_columns": ";".join(result.unknown_columns) or None,
        "imported_at": now.astimezone(UTC).replace(tzinfo=None),
        "sample": False,
    }
    connection.execute(sa.insert(import_record), values)
