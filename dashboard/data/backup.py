"""Backup and restore: every table as a Parquet file, the same for all engines, so that a backup also moves a region
from DuckDB to PostgreSQL or back. A database is read as of one moment and restored in one transaction."""

import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.data import bulk, region_tables, store, store_reports
from dashboard.data.audit_guard import guard_audit_log, unguard_audit_log
from dashboard.data.regions import Region
from dashboard.errors import DashboardError

Progress = Callable[[str, int, int], None]
_MANIFEST = "manifest.json"
_BATCH = 20_000
_TYPES = {
    sa.BigInteger: pa.int64(),
    sa.Integer: pa.int32(),
    sa.Boolean: pa.bool_(),
    sa.DateTime: pa.timestamp("us"),
    sa.Date: pa.date32(),
    sa.Double: pa.float64(),
    sa.String: pa.string(),
}


@dataclass(frozen=True)
class Database:
    """The store or a region: its name in a backup, its tables, its ways in."""

    name: str
    tables: sa.MetaData
    read: Callable[[], AbstractContextManager[Connection]]
    write: Callable[[], AbstractContextManager[Connection]]


def databases(engine: Engine, regions: Mapping[str, Region]) -> list[Database]:
    """The store, then the regions."""
    own = Database("store", store_reports.store_metadata, lambda: store.reading(engine), lambda: store.writing(engine))
    return [
        own,
        *(Database(code, region_tables.region_metadata, region.read, region.write) for code, region in regions.items()),
    ]


def backup(found: list[Database], directory: Path, progress: Progress) -> dict[str, int]:
    """Rows saved by database. The directory is complete or not there. Raises DashboardError when it is not empty."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise DashboardError(f"{directory}: exists and is not empty; name a new directory")
    part = directory.with_name(f".{directory.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700, parents=True)
    try:
        saved = {database.name: _save(database, part / database.name, progress) for database in found}
        made = {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "databases": saved}
        (part / _MANIFEST).write_text(json.dumps(made, indent=1))
        part.replace(directory)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return {name: sum(one["tables"].values()) for name, one in saved.items()}


def restore(found: list[Database], directory: Path, progress: Progress) -> dict[str, int]:
    """Rows restored by database: all that a saved database held replaces all that it holds now.

    Everything is checked before anything is written. Raises DashboardError for a directory that is no backup, one of
    another version, or one that names a region the settings do not.
    """
    saved = _manifest(directory)
    known = {database.name: database for database in found}
    for name, one in saved.items():
        _check(known, name, one, directory)
    return {name: _load(known[name], one["tables"], directory / name, progress) for name, one in saved.items()}


def _save(database: Database, directory: Path, progress: Progress) -> dict[str, Any]:
    directory.mkdir()
    with database.read() as connection:
        if connection.dialect.name == "postgresql":  # the others read as of one moment anyway
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        tables = database.tables.sorted_tables
        rows = {table.name: _write(connection, table, directory, database.name, progress) for table in tables}
        return {"revision": _revision(connection), "tables": rows}


def _write(connection: Connection, table: sa.Table, directory: Path, name: str, progress: Progress) -> int:
    total = connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    shape, done = _shape(table), 0
    with pq.ParquetWriter(directory / f"{table.name}.parquet", shape) as writer:
        result = connection.execution_options(yield_per=_BATCH).execute(sa.select(table))
        for some in result.mappings().partitions():
            writer.write_batch(pa.RecordBatch.from_pylist([dict(row) for row in some], shape))
            done += len(some)
            progress(f"{name} {table.name}", done, total)
    return done


def _load(database: Database, rows: Mapping[str, int], directory: Path, progress: Progress) -> int:
    tables = database.tables.sorted_tables
    with database.write() as connection:
        if store.audit_log in tables:
            unguard_audit_log(connection)
        for table in reversed(tables):
            connection.execute(sa.delete(table))
        for table in tables:
            file, done = pq.ParquetFile(directory / f"{table.name}.parquet"), 0
            for batch in file.iter_batches(_BATCH):
                _insert(connection, table, batch)
                done += batch.num_rows
                progress(f"{database.name} {table.name}", done, rows[table.name])
        if store.audit_log in tables:
            guard_audit_log(connection)
    return sum(rows.values())


def _insert(connection: Connection, table: sa.Table, batch: pa.RecordBatch) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(sa.insert(table), batch.to_pylist())
    else:
        bulk.insert(connection, table, pa.Table.from_batches([batch]))


def _shape(table: sa.Table) -> pa.Schema:
    return pa.schema([(column.name, _type(column)) for column in table.columns])


def _type(column: sa.Column[Any]) -> pa.DataType:
    return next(arrow for kind, arrow in _TYPES.items() if isinstance(column.type, kind))


def _revision(connection: Connection) -> str:
    return str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")))


def _manifest(directory: Path) -> dict[str, Any]:
    try:
        saved: dict[str, Any] = json.loads((directory / _MANIFEST).read_text())["databases"]
        return saved
    except (OSError, ValueError, KeyError) as error:
        raise DashboardError(f"{directory}: no backup (its {_MANIFEST} is missing or damaged)") from error


def _check(known: Mapping[str, Database], name: str, saved: Mapping[str, Any], directory: Path) -> None:
    if name not in known:
        raise DashboardError(f"{directory}: holds region {name}, which the settings (DASHBOARD_REGIONS) do not name")
    with known[name].read() as connection:
        revision = _revision(connection)
    if saved["revision"] != revision:
        raise DashboardError(f"{directory}: made by another version ({saved['revision']}, here {revision})")
    for table, rows in saved["tables"].items():
        if _rows(directory / name / f"{table}.parquet") != rows:
            raise DashboardError(f"{directory}: {name}/{table}.parquet is missing, damaged or incomplete")


def _rows(file: Path) -> int | None:
    try:
        return int(pq.read_metadata(file).num_rows)
    except (OSError, pa.ArrowException):
        return None
