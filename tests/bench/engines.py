"""Where the sets lie: in their DuckDB files, or in databases of a PostgreSQL server that lives as long as the run."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from dashboard.data.storage.backup import backup, databases, restore
from dashboard.services import open_services
from tests.bench.sets import FOLDER, ScaleSet
from tests.fixtures.postgres import PostgresServer, serving_postgres

ENGINES = ("duckdb", "postgresql")
_SERVER = ("shared_buffers=512MB", "work_mem=32MB", "max_connections=60")
"""Durable, as a server is; otherwise as it comes."""


@contextmanager
def placed(engine: str, sets: list[ScaleSet]) -> Iterator[list[ScaleSet]]:
    """The sets on that engine: a PostgreSQL one holds what the file holds, and the file stays for plain SQL."""
    if engine == "duckdb":
        yield sets
        return
    directory = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path has about a hundred characters
    try:
        with serving_postgres(directory, _SERVER) as server:
            yield [_moved(server, one) for one in sets]
    finally:
        shutil.rmtree(directory)


def _moved(server: PostgresServer, one: ScaleSet) -> ScaleSet:
    name = f"set_{one.customers}"
    server.sql(f"CREATE DATABASE {name}")
    moved = replace(one, server=server, database=name)
    click.echo(f"{one.customers:,} customers to PostgreSQL")
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        for each, act in ((one, backup), (moved, restore)):
            services = open_services(each.settings)
            region = [found for found in databases(services.store, services.regions) if found.name == "US"]
            act(region, Path(folder) / "set", lambda _name, _done, _total: None)
            if each is moved:
                with services.regions["US"].engine.connect() as connection:
                    connection.exec_driver_sql("ANALYZE")
                    connection.commit()
            services.close()
    return moved


@contextmanager
def copied(one: ScaleSet, directory: Path) -> Iterator[dict[str, str]]:
    """A copy of the set to write to, its data directory there; what commands must have in their environment."""
    if one.server is None:
        shutil.copy(one.directory / "us.duckdb", directory / "us.duckdb")
        yield {}
        return
    with one.server.database(one.database) as url:
        yield {"DASHBOARD_REGIONS": json.dumps({"US": url})}
