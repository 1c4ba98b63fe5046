"""Brings databases up to date: two branches of Alembic migrations, the store's and a region's.

A file (SQLite, DuckDB) is brought up to date when it is opened: nobody else has it open. A PostgreSQL database may
serve other machines, so only an empty one is made without asking; one that is behind waits for the command.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.data.storage import store
from dashboard.data.storage.regions import Region
from dashboard.data.storage.revisions import MIGRATIONS, Branch, newest, revision_of
from dashboard.data.storage.schema import every as region_tables
from dashboard.data.storage.store import work as store_work
from dashboard.errors import DashboardError

if TYPE_CHECKING:
    from alembic.config import Config

_UPGRADER = 7_264_002  # any constant
_BESIDE = (".wal", "-wal", "-shm", "-journal")  # what the two databases keep beside their files


def make_folders(*urls: str) -> None:
    """Makes the folders of databases that are files, and keeps those to their owner in a folder that others may read.

    From then on whatever this process makes is its owner's alone: the databases' logs, reports, rejected rows. Raises
    DashboardError.
    """
    os.umask(os.umask(0o077) | 0o077)
    for url in map(sa.make_url, urls):
        if url.get_backend_name() in ("sqlite", "duckdb") and url.database and url.database != ":memory:":
            path = Path(url.database)
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise DashboardError(f"{path.parent.absolute()}: cannot be made: {error.strerror}") from error
            for file in (path, *(path.with_name(path.name + suffix) for suffix in _BESIDE)):
                _keep_to_owner(file)


def _keep_to_owner(file: Path) -> None:
    try:
        with suppress(FileNotFoundError, PermissionError):  # not there yet; or another's, who looks after it
            file.chmod(file.stat().st_mode & ~0o077)
    except OSError as error:  # such as a disk that is mounted for reading alone
        raise DashboardError(f"{file.absolute()}: cannot be written: {error.strerror}") from error


def upgrade_store(engine: Engine, *, force: bool = False) -> bool:
    """Brings the store up to date; True when it was behind. Without `force` a PostgreSQL one that is behind raises."""
    with store.reading(engine) as connection:
        if not _behind(connection, "store"):
            return False
    with store.writing(engine) as connection:
        if engine.dialect.name == "postgresql":  # several processes may start at once
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADER)))
        return _upgrade(connection, "store", "the store", force=force)


def upgrade_regions(regions: dict[str, Region], *, force: bool = False) -> list[str]:
    """Brings every region up to date and names those that were behind. Raises as `upgrade_store`."""
    return [code for code, region in regions.items() if _upgrade_region(region, force)]


def _upgrade_region(region: Region, force: bool) -> bool:
    with region.read() as connection:
        if not _behind(connection, "region"):
            return False
    with region.write() as connection:
        return _upgrade(connection, "region", f"region {region.code}", force=force)


def _behind(connection: Connection, branch: Branch) -> bool:
    return revision_of(connection) != newest(branch)


def _upgrade(connection: Connection, branch: Branch, name: str, *, force: bool) -> bool:
    """Asks again within the writing transaction: another process may have been first."""
    import duckdb_sqlalchemy.alembic_impl  # noqa: F401 - what the dialect knew no need of when it was imported
    from alembic import command
    from alembic.script import ScriptDirectory

    revision, config = revision_of(connection), _config(branch)
    scripts = ScriptDirectory.from_config(config)
    if revision == newest(branch):
        return False
    if revision is not None and revision not in {script.revision for script in scripts.walk_revisions()}:
        raise DashboardError(f"{name}: its database was made by a newer version ({revision}); install that version")
    if revision is not None and connection.dialect.name == "postgresql" and not force:
        raise DashboardError(f"{name}: its database is behind this version; run `python -m dashboard upgrade`")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True


def _config(branch: Branch) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("path_separator", "newline")  # a folder's name may hold any other
    config.set_main_option("script_location", _escaped(MIGRATIONS))
    config.set_main_option("version_locations", _escaped(MIGRATIONS / branch))
    config.attributes["metadata"] = {"store": store_work.store_metadata, "region": region_tables.region_metadata}[
        branch
    ]
    return config


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
