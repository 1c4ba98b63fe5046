"""A region and its database: one engine for the life of the process, one writer at a time.

A region's data lives in its own database and no statement names two. DuckDB files are locked down when opened: no
external access, no extensions, configuration locked. A file that another process holds raises RegionUnavailable.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.data.storage.plans import pair_by_hashing
from dashboard.data.storage.quality_rule import QualityRule
from dashboard.data.storage.watch import Watch, watch
from dashboard.errors import RegionUnavailable
from dashboard.telemetry.meters import count_connections

_HOLDER = re.compile(r"[Cc]onflicting lock is held in .*\(PID (\d+)\)")  # as DuckDB words it
_PATIENCE = 5  # seconds
_WRITER = 7_264_001  # any constant: the advisory lock that makes one writer at a time on PostgreSQL


@dataclass(frozen=True, eq=False)
class Region:
    """One region. Compared by identity: there is one object a region in a process."""

    code: str
    engine: Engine
    quality: QualityRule = field(default_factory=QualityRule)  # by which its weekly counts are made
    slow_ms: int = 500  # a question that takes longer is told in the log
    legs_keep_weeks: int | None = None  # completed weeks whose raw call legs are kept (calling.retention); None: all
    watch: Watch | None = None  # of a server; a file does not hang
    _writer: Lock = field(default_factory=Lock, repr=False)
    _writes: list[int] = field(default_factory=lambda: [0], repr=False)  # one number: how many there were

    @property
    def embedded(self) -> bool:
        """Whether the database is a file that one process holds."""
        return self.engine.dialect.name == "duckdb"

    @property
    def turn(self) -> int | None:
        """Another number after every write; None where other processes write as well, and nobody here knows of it."""
        return self._writes[0] if self.embedded else None

    @cached_property
    def spread(self) -> bool:
        """Whether it lies on the machines of a Citus cluster (`distribute`): asked once, for it never goes back."""
        if self.embedded:
            return False
        with self.read() as connection:
            there = connection.scalar(sa.text("SELECT to_regclass('pg_dist_partition') IS NOT NULL"))
            return bool(there and connection.scalar(sa.text("SELECT count(*) FROM pg_dist_partition")))

    def answers(self) -> bool:
        """Whether the database answers, of a spread region every machine. Raises as `read`, and SQLAlchemyError."""
        with self.read() as connection:
            if self.spread:  # a row of each part of a table, whichever machine has it
                connection.execute(sa.text("SELECT customer_key FROM subscription LIMIT 1")).all()
            return bool(connection.execute(sa.select(1)).scalar_one())

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to ask with. Raises RegionUnavailable when the database cannot be opened."""
        with self._connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The region's one writing transaction: committed as a whole, or not at all. Others wait."""
        with self._writer:
            try:
                with self._connect() as connection, connection.begin():
                    self._prepare(connection)
                    yield connection
            finally:
                self._writes[0] += 1

    def _prepare(self, connection: Connection) -> None:
        """On a server: keeps writers of other processes waiting; on a cluster one connection serves each machine."""
        if not self.embedded:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITER)))
        if self.spread:  # each statement sees what the one before it did
            connection.execute(sa.text("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'"))
            connection.execute(sa.text("SET LOCAL citus.enable_local_execution TO off"))

    def _connect(self) -> Connection:
        if self.watch and self.watch.silent:
            raise RegionUnavailable(f"region {self.code}: the database does not answer")
        try:
            return self.engine.connect()
        except sa.exc.DBAPIError as error:
            why = reason(error)
            if holder := _HOLDER.search(why):
                raise RegionUnavailable(
                    f"region {self.code}: busy: process {holder[1]} holds its file; stop that one first"
                ) from error
            do = "operations.md, `At three in the night`, says what to do"
            raise RegionUnavailable(f"region {self.code}: the database cannot be opened: {why}; {do}") from error


def reason(error: Exception) -> str:
    """What a failure says of itself, in one line without the statement."""
    text = str(getattr(error, "orig", None) or error).strip()
    return text.splitlines()[0] if text else type(error).__name__


def open_regions(
    urls: dict[str, str],
    memory: str,
    threads: int,
    quality: QualityRule | None = None,
    slow_ms: int = 500,
    legs_keep_weeks: int | None = None,
) -> dict[str, Region]:
    """Regions by code, in the order of the settings. Nothing is connected yet."""
    rule = quality or QualityRule()
    engines = {code: _engine(code, url, memory, threads) for code, url in urls.items()}
    return {
        code: Region(
            code,
            engine,
            rule,
            slow_ms,
            legs_keep_weeks,
            watch(engine) if engine.dialect.name == "postgresql" else None,
        )
        for code, engine in engines.items()
    }


def _engine(code: str, url: str, memory: str, threads: int) -> Engine:
    engine = _duckdb(url, memory, threads) if url.startswith("duckdb") else _server(url)
    count_connections(engine, code)
    return engine


def _server(url: str) -> Engine:
    """Values stay out of error messages, which the log keeps. Who does not answer is soon known to be down."""
    patience = {} if "connect_timeout" in sa.make_url(url).query else {"connect_timeout": _PATIENCE}
    engine = sa.create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=patience)
    pair_by_hashing(engine)
    return engine


def _duckdb(url: str, memory: str, threads: int) -> Engine:
    config = {
        "memory_limit": memory,
        "threads": str(threads),
        "write_buffer_row_group_count": "1",  # rows go to the file by 120,000, not by 600,000: pages share the memory
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
        "lock_configuration": "true",
    }
    return sa.create_engine(url, connect_args={"config": config}, pool_size=16, max_overflow=16, hide_parameters=True)
