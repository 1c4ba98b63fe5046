"""Backup and restore: every table as a Parquet file, the same for all engines, so that a backup also moves a region
from DuckDB to PostgreSQL or back. A database is read as of one moment; all are restored, or none."""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.data.storage import bulk, store
from dashboard.data.storage.audit_guard import guard_audit_log, unguard_audit_log
from dashboard.data.storage.regions import Region, reason
from dashboard.data.storage.schema import every as region_tables
from dashboard.data.storage.store import work as store_work
from dashboard.errors import DashboardError

Progress = Callable[[str, int, int], None]
_MANIFEST = "manifest.json"
_BATCH = 20_000


@dataclass(frozen=True)
class Database:
    """The store or a region: its name in a backup, its tables, its ways in."""

    name: str
    tables: sa.MetaData
    read: Callable[[], AbstractContextManager[Connection]]
    write: Callable[[], AbstractContextManager[Connection]]


def databases(engine: Engine, regions: Mapping[str, Region]) -> list[Database]:
    """The store, then the regions."""
    own = Database("store", store_work.store_metadata, lambda: store.reading(engine), lambda: store.writing(engine))
    return [
        own,
        *(Database(code, region_tables.region_metadata, region.read, region.write) for code, region in regions.items()),
    ]


def backup(every: list[Database], directory: Path, progress: Progress) -> dict[str, int]:
    """Rows saved by database. The directory is complete or not there.

    Raises DashboardError when it is not empty or cannot be made, and when a database cannot be read, which it names.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise DashboardError(f"{directory}: exists and is not empty; name a new directory")
    part = directory.with_name(f".{directory.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise DashboardError(f"{directory}: cannot be made: {error.strerror}") from error
    try:
        saved = {database.name: _saved(database, part / database.name, progress) for database in every}
        manifest = {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "databases": saved}
        (part / _MANIFEST).write_text(json.dumps(manifest, indent=1))
        part.replace(directory)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return {name: sum(counts["tables"].values()) for name, counts in saved.items()}


def restore(every: list[Database], directory: Path, progress: Progress) -> dict[str, int]:
    """Rows restored by database: all that a saved database held replaces all that it holds now.

    Everything is checked before anything is written, and every database is written before the first is committed: a
    failure leaves all as they were. Raises DashboardError for a directory that is no backup, one of another version,
    one that is damaged, or one that names a region the settings do not; and when a database refuses.
    """
    saved = _manifest(directory)
    by_name = {database.name: database for database in every}
    for name, entry in saved.items():
        _check(by_name, name, entry, directory)
    # The store last, and so its transaction is the shortest: everybody's sign-in waits for it.
    order = sorted(saved, key=lambda name: name == "store")
    at_work = ""
    try:
        with ExitStack() as transactions:
            for at_work in order:
                connection = transactions.enter_context(by_name[at_work].write())
                _load(connection, by_name[at_work], saved[at_work]["tables"], directory / at_work, progress)
    except (sa.exc.SQLAlchemyError, OSError, pa.ArrowException) as error:
        raise DashboardError(f"{at_work}: nothing was restored: {reason(error)}") from error
    return {name: sum(entry["tables"].values()) for name, entry in saved.items()}


def _saved(database: Database, directory: Path, progress: Progress) -> dict[str, Any]:
    try:
        return _save(database, directory, progress)
    except sa.exc.SQLAlchemyError as error:
        raise DashboardError(f"{database.name}: cannot be read, so nothing was saved: {reason(error)}") from error
    except OSError as error:
        raise DashboardError(f"{error.filename or directory}: nothing was saved: {error.strerror or error}") from error


def _save(database: Database, directory: Path, progress: Progress) -> dict[str, Any]:
    directory.mkdir()
    with database.read() as connection:
        if connection.dialect.name == "postgresql":  # the others read as of one moment anyway
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        tables = database.tables.sorted_tables
        rows = {table.name: _write(connection, table, directory, database.name, progress) for table in tables}
        sums = {table.name: _checksum(_file(directory, table.name)) for table in tables}
        return {"revision": _revision(connection), "tables": rows, "sha256": sums}


def _write(connection: Connection, table: sa.Table, directory: Path, name: str, progress: Progress) -> int:
    total = connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    shape, done = bulk.arrow_schema(table.columns), 0
    with pq.ParquetWriter(_file(directory, table.name), shape) as writer:
        result = connection.execution_options(yield_per=_BATCH).execute(sa.select(table))
        for some in result.mappings().partitions():
            writer.write_batch(pa.RecordBatch.from_pylist([dict(row) for row in some], shape))
            done += len(some)
            progress(f"{name} {table.name}", done, total)
    return done


def _load(
    connection: Connection, database: Database, rows: Mapping[str, int], directory: Path, progress: Progress
) -> None:
    """Replaces what the database holds, in the transaction of the connection."""
    tables = database.tables.sorted_tables
    if store.audit_log in tables:
        unguard_audit_log(connection)
    for table in reversed(tables):
        connection.execute(sa.delete(table))
    for table in tables:
        done = 0
        for batch in pq.ParquetFile(_file(directory, table.name)).iter_batches(_BATCH):
            _insert(connection, table, batch)
            done += batch.num_rows
            progress(f"{database.name} {table.name}", done, rows[table.name])
    if store.audit_log in tables:
        guard_audit_log(connection)
    if connection.dialect.name == "postgresql":  # its planner knows nothing of the new rows
        connection.exec_driver_sql("ANALYZE")


def _insert(connection: Connection, table: sa.Table, batch: pa.RecordBatch) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(sa.insert(table), batch.to_pylist())
    else:
        bulk.insert(connection, table, pa.Table.from_batches([batch]))


def _revision(connection: Connection) -> str:
    return str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")))


def _manifest(directory: Path) -> dict[str, Any]:
    try:
        saved: dict[str, Any] = json.loads((directory / _MANIFEST).read_text())["databases"]
        return saved
    except (OSError, ValueError, KeyError) as error:
        raise DashboardError(f"{directory}: no backup (its {_MANIFEST} is missing or damaged)") from error


def _check(by_name: Mapping[str, Database], name: str, saved: Mapping[str, Any], directory: Path) -> None:
    if name not in by_name:
        raise DashboardError(f"{directory}: holds region {name}, which the settings (DASHBOARD_REGIONS) do not name")
    with by_name[name].read() as connection:
        revision = _revision(connection)
    if saved["revision"] != revision:
        raise DashboardError(f"{directory}: made by another version ({saved['revision']}, here {revision})")
    sums = saved.get("sha256", {})  # backups of earlier versions have none
    for table, rows in saved["tables"].items():
        file = _file(directory / name, table)
        if _rows(file) != rows or (table in sums and _checksum(file) != sums[table]):
            raise DashboardError(f"{directory}: {name}/{table}.parquet is missing, damaged or incomplete")


def _file(directory: Path, table: str) -> Path:
    return directory / f"{table}.parquet"


def _checksum(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _rows(file: Path) -> int | None:
    try:
        return int(pq.read_metadata(file).num_rows)
    except (OSError, pa.ArrowException):
        return None
