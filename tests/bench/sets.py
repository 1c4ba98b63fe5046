"""Scale sets: regions of a given number of customers, made once and kept in a folder that git ignores."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click
import numpy as np
import pyarrow as pa
import sqlalchemy as sa

from dashboard.access.accounts import add_user
from dashboard.access.organisation import skip_setup
from dashboard.access.tokens import create_token
from dashboard.data.calling.weekly import recount
from dashboard.data.sample import make_sample
from dashboard.data.storage import bulk
from dashboard.data.storage.regions import Region, open_regions
from dashboard.data.storage.schema import assignment, customer_tag
from dashboard.data.storage.schema.calls import call_leg
from dashboard.services import open_services
from dashboard.settings import Settings
from tests.fixtures.postgres import PostgresServer

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".bench"
REVISIONS = ROOT / "dashboard" / "data" / "migrations" / "region"
TODAY = date(2026, 11, 23)
WEEKS = 104
MEMORY, THREADS = "4GB", 2
TAG, TAGGED = "scale", 5_000
"""A tag, and how many customers bear it (half of them in a small set)."""

LEGS_A_CUSTOMER = 50
"""Call legs of ten weeks for each customer, on average; the sample alone has fewer in a large region."""

FEW, FEW_USER = 20, 900_001
"""A partner admin who looks after so many customers; no account of the store has this number."""

EMAIL, PASSWORD = "bench@example.com", "correct horse battery staple"


@dataclass(frozen=True)
class ScaleSet:
    """A set: `us.duckdb` is the region, `raw.duckdb` a copy for plain SQL, beside a store with one administrator."""

    customers: int
    directory: Path
    token: str
    server: PostgresServer | None = None  # that holds the region, in the database of that name; else a file does
    database: str = ""

    @property
    def settings(self) -> Settings:
        """Of an application over the set."""
        made = _settings(self.directory)
        return made if self.server is None else made.model_copy(update={"regions": self._regions(self.server)})

    @property
    def environment(self) -> dict[str, str]:
        """What a command over the set must have in its environment beside its data directory."""
        return {} if self.server is None else {"DASHBOARD_REGIONS": json.dumps(self._regions(self.server))}

    @property
    def embedded(self) -> "ScaleSet":
        """The same set in its file."""
        return replace(self, server=None)

    def _regions(self, server: PostgresServer) -> dict[str, str]:
        return {"US": server.url(self.database)}

    @property
    def raw(self) -> Path:
        """The copy that bare DuckDB reads."""
        return self.directory / "raw.duckdb"


@contextmanager
def opened(one: ScaleSet) -> Iterator[Region]:
    """The set's region, with the limits that an application has by default."""
    region = open_regions(one.settings.region_urls, memory=MEMORY, threads=THREADS)["US"]
    try:
        yield region
    finally:
        region.engine.dispose()


def scale_set(customers: int) -> ScaleSet:
    """The set of that size, made when it is lacking or older than the schema: minutes for 100,000 customers."""
    directory = FOLDER / str(customers)
    note = directory / "made.json"
    made = json.loads(note.read_text()) if note.exists() else {}
    if made.get("recipe") != _recipe():
        made = {"recipe": _recipe(), "token": _make(customers, directory)}
        note.write_text(json.dumps(made))
    return ScaleSet(customers, directory, made["token"])


def _recipe() -> list[str]:
    """What a set was made with: another one is made again."""
    return [str(WEEKS), str(TAGGED), str(LEGS_A_CUSTOMER), *sorted(path.name for path in REVISIONS.glob("r*.py"))]


def _settings(directory: Path) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=directory,
        regions={"US": f"duckdb:///{directory / 'us.duckdb'}"},
        today=TODAY,
        duckdb_memory=MEMORY,
        duckdb_threads=THREADS,
    )


def _make(customers: int, directory: Path) -> str:
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    services = open_services(_settings(directory))
    add_user(services.store, EMAIL, "full_admin", PASSWORD)
    skip_setup(services.store)
    token = create_token(services.store, EMAIL)
    region = services.regions["US"]
    with click.progressbar(length=100, label=f"{customers:,} customers") as bar:
        make_sample(
            region,
            customers=customers,
            weeks=WEEKS,
            seed=1,
            today=TODAY,
            progress=lambda done, total: bar.update(done * 100 // total - bar.pos),
        )
    _mark(region, customers)
    _more_legs(region, customers)
    services.close()
    shutil.copy(directory / "us.duckdb", directory / "raw.duckdb")
    return token


def _mark(region: Region, customers: int) -> None:
    """Gives customers spread over the region the tag, and assigns a few to the partner admin."""
    tagged = np.linspace(1, customers, min(TAGGED, customers // 2)).astype(np.int32)
    few = np.linspace(1, customers, FEW).astype(np.int32)
    with region.write() as connection:
        rows = pa.table({"customer_key": tagged, "tag": [TAG] * len(tagged)})
        bulk.insert(connection, customer_tag, rows)
        rows = pa.table({"user_id": np.full(FEW, FEW_USER, np.int32), "customer_key": few})
        bulk.insert(connection, assignment, rows)


def _more_legs(region: Region, customers: int) -> None:
    """Call legs as many as customers make: the sample's again and again, as those of others; recounted."""
    with region.write() as connection:
        there = connection.scalar(sa.select(sa.func.count()).select_from(call_leg)) or 1
        copies = customers * LEGS_A_CUSTOMER // there - 1
        columns = {column.name: f"l.{column.name}" for column in call_leg.c}
        columns |= {"customer_key": f"1 + (l.customer_key * 7919 + copy * 104729) % {customers}"}
        columns |= {name: f"l.{name} || '-' || copy" for name in ("leg_id", "call_id", "user_id")}
        source = f"call_leg l, range(1, {copies + 1}) AS c(copy) ORDER BY l.week"
        if copies > 0:
            connection.execute(sa.text(f"INSERT INTO call_leg SELECT {', '.join(columns.values())} FROM {source}"))
            recount(connection, region, connection.scalars(sa.select(call_leg.c.week).distinct()).all())
    if region.embedded:
        with region.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("CHECKPOINT"))
