"""Meters: what a process counts and times for /metrics. Labels never hold customers, addresses or ids.

One process keeps its figures in memory. Several workers keep them in files of one folder (`share`), which whichever of
them is asked adds up.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, values
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy.engine import Engine

from dashboard.settings import publish

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # as the client library names it
_REQUESTS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
_QUESTIONS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
_WORK = (0.1, 0.5, 1, 5, 15, 60, 300, 1800)


@dataclass(frozen=True)
class Meters:
    """Every meter of this process, and the registry that holds them."""

    registry: CollectorRegistry
    started: Gauge
    requests: Counter  # route (its pattern), method, status
    request_seconds: Histogram  # route, method
    question_seconds: Histogram  # question, region: answers that the database gave
    cache_lookups: Counter  # question
    cache_misses: Counter  # question
    slow_questions: Counter  # question, region
    import_seconds: Histogram  # region, kind
    import_failures: Counter  # region, reason: rejected (the file), failed (the database)
    exports: Counter  # table, format, outcome: done, aborted, failed
    export_rows: Counter  # table, format
    export_bytes: Counter  # table, format
    export_seconds: Histogram  # format
    report_jobs: Counter  # outcome: delivered, failed
    hook_payloads: Counter  # outcome: accepted, unsigned, malformed, full; counted, refused
    sign_in_failures: Counter  # kind: password, token, limited
    connections: Gauge  # database: in use


@cache
def meters() -> Meters:
    """The meters of this process."""
    disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, that nobody reads
    own = CollectorRegistry()
    created = Meters(own, _started(own), **_requests(own), **_work(own), **_others(own))
    created.started.set(time.time())
    return created


def _started(own: CollectorRegistry) -> Gauge:
    text = "When the process began, in seconds since 1970."
    return Gauge("process_start_time_seconds", text, multiprocess_mode="livemin", registry=own)


def _requests(own: CollectorRegistry) -> dict[str, Any]:
    question, place = ["question"], ["question", "region"]
    http, route = ["route", "method", "status"], ["route", "method"]
    return {
        "requests": _counter(own, "http_requests", "Answers.", http),
        "request_seconds": _timer(own, "http_request_seconds", "Until an answer began.", route, _REQUESTS),
        "question_seconds": _timer(own, "question_seconds", "Questions that a database answered.", place, _QUESTIONS),
        "cache_lookups": _counter(own, "cache_lookups", "Questions whose answers are kept, looked up.", question),
        "cache_misses": _counter(own, "cache_misses", "Those of them that no kept answer was found for.", question),
        "slow_questions": _counter(own, "slow_questions", "Longer than DASHBOARD_SLOW_QUERY_MS.", place),
    }


def _work(own: CollectorRegistry) -> dict[str, Any]:
    kind, file = ["region", "kind"], ["table", "format"]
    return {
        "import_seconds": _timer(own, "import_seconds", "Imports by this server.", kind, _WORK),
        "import_failures": _counter(own, "import_failures", "Files not loaded.", ["region", "reason"]),
        "exports": _counter(own, "exports", "Files of rows.", [*file, "outcome"]),
        "export_rows": _counter(own, "export_rows", "Rows in them.", file),
        "export_bytes": _counter(own, "export_bytes", "Bytes of them.", file),
        "export_seconds": _timer(own, "export_seconds", "From the first row to the last.", ["format"], _WORK),
        "report_jobs": _counter(own, "report_jobs", "Reports tried by this server.", ["outcome"]),
    }


def _others(own: CollectorRegistry) -> dict[str, Any]:
    used = "Database connections in use."
    return {
        "hook_payloads": _counter(own, "hook_payloads", "Call records pushed by the provider.", ["outcome"]),
        "sign_in_failures": _counter(own, "sign_in_failures", "Refused passwords and tokens.", ["kind"]),
        "connections": Gauge(
            "dashboard_database_connections", used, ["database"], registry=own, multiprocess_mode="livesum"
        ),
    }


def _counter(own: CollectorRegistry, name: str, text: str, labels: list[str]) -> Counter:
    return Counter(f"dashboard_{name}", text, labels, registry=own)


def _timer(own: CollectorRegistry, name: str, text: str, labels: list[str], buckets: tuple[float, ...]) -> Histogram:
    return Histogram(f"dashboard_{name}", text, labels, registry=own, buckets=buckets)


def share(folder: Path) -> None:
    """Keeps the figures of this process and of its children in a folder. To be called before any meter is made."""
    publish(_FOLDER, str(folder))
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
    meters.cache_clear()


def registry(folder: Path | None) -> CollectorRegistry:
    """What to expose: this process's meters, or those of every worker that shares the folder."""
    collectors = CollectorRegistry()
    if folder:
        MultiProcessCollector(collectors, str(folder))  # type: ignore[no-untyped-call]
    else:
        collectors.register(meters().registry)
    return collectors


@contextmanager
def timed(timer: Histogram) -> Iterator[None]:
    """Times what is done inside, failed or not."""
    began = time.perf_counter()
    try:
        yield
    finally:
        timer.observe(time.perf_counter() - began)


def count_connections(engine: Engine, database: str) -> None:
    """Counts the engine's connections that are in use."""
    sa.event.listen(engine, "checkout", lambda *_: meters().connections.labels(database).inc())
    sa.event.listen(engine, "checkin", lambda *_: meters().connections.labels(database).dec())
