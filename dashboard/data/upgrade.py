"""Brings databases up to date: two branches of Alembic migrations, the store's and a region's.

A file (SQLite, DuckDB) is brought up to date when it is opened: nobody else has it open. A PostgreSQL database may
serve other machines, so only an empty one is made without asking; one that is behind waits for the command.
"""

from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

from dashboard.data import region_tables, store, store_reports
from dashboard.data.regions import Region
from dashboard.errors import DashboardError

Branch = Literal["store", "region"]

_UPGRADER = 7_264_002  # any constant
_MIGRATIONS = Path(__file__).parent / "migrations"


def make_folders(*urls: str) -> None:
    """Makes the folders of databases that are files, readable by the owner only."""
    for url in map(sa.make_url, urls):
        if url.get_backend_name() in ("sqlite", "duckdb") and url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)


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
    return _revision(connection) != ScriptDirectory.from_config(_config(branch)).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection, branch: Branch, name: str, *, force: bool) -> bool:
    """Asks again within the writing transaction: another process may have been first."""
    revision, config = _revision(connection), _config(branch)
    scripts = ScriptDirectory.from_config(config)
    if revision == scripts.get_current_head():
        return False
    if revision is not None and revision not in {script.revision for script in scripts.walk_revisions()}:
        raise DashboardError(f"{name}: its database was made by a newer version ({revision}); install that version")
    if revision is not None and connection.dialect.name == "postgresql" and not force:
        raise DashboardError(f"{name}: its database is behind this version; run `python -m dashboard upgrade`")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True


def _config(branch: Branch) -> Config:
    config = Config()
    config.set_main_option("path_separator", "newline")  # a folder's name may hold any other
    config.set_main_option("script_location", _escaped(_MIGRATIONS))
    config.set_main_option("version_locations", _escaped(_MIGRATIONS / branch))
    config.attributes["metadata"] = {"store": store_reports.store_metadata, "region": region_tables.region_metadata}[
        branch
    ]
    return config


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
