"""/metrics, for Prometheus: what the workers counted, and what the databases and the spool say at this moment.

Figures about imports and reports are read where they are kept, so they hold whichever process did the work.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.registry import Collector

from dashboard.data.files.history import Loaded, loaded
from dashboard.data.storage.store import now
from dashboard.errors import DashboardError
from dashboard.feed.hook import spool_of
from dashboard.reports.health import ReportFigures, report_figures
from dashboard.server.health import database_answers
from dashboard.services import Services, services
from dashboard.telemetry.meters import registry

Figures = dict[tuple[str, ...], float]

_LAST = "dashboard.metrics.last"
_AT_ONCE, _EVERY = 5, 2.0
FOLDER = "dashboard.metrics"
"""Where a server keeps the folder that its workers share, when there are several."""


def register_metrics(server: Flask) -> None:
    """Adds /metrics, which needs no sign-in and tells nothing about customers."""
    server.extensions[_LAST] = _Last()
    server.add_url_rule("/metrics", "metrics", metrics)


def metrics() -> Response:
    """Prometheus text. A database that is down leaves its figures out; `dashboard_database_up` says so.

    Strangers may ask, so the figures are read anew for a monitor's pace alone; who asks faster gets the last ones.
    """
    last: _Last = current_app.extensions[_LAST]
    return Response(last.text(_read), content_type=CONTENT_TYPE_LATEST)


def _read() -> bytes:
    folder: Path | None = current_app.extensions.get(FOLDER)
    collectors = registry(folder)
    collectors.register(_Now(services()))
    return generate_latest(collectors)


class _Last:
    """The figures that were read last. `_AT_ONCE` times in a row they are read anew, then every `_EVERY` seconds."""

    def __init__(self) -> None:
        self._lock, self._text, self._left, self._at = Lock(), b"", float(_AT_ONCE), time.monotonic()

    def text(self, read: Callable[[], bytes]) -> bytes:
        """The figures. Who comes while they are read gets those before."""
        if self._text and not self._lock.acquire(blocking=False):
            return self._text
        if not self._text:
            self._lock.acquire()
        try:
            at = time.monotonic()
            self._left, self._at = min(self._left + (at - self._at) / _EVERY, _AT_ONCE), at
            if not self._text or self._left >= 1:
                self._left -= 1
                self._text = read()
            return self._text
        finally:
            self._lock.release()


class _Now(Collector):
    """Figures that are read when they are asked for: the client library asks for an object."""

    def __init__(self, opened: Services) -> None:
        self._opened = opened

    def describe(self) -> list[Any]:
        """Nothing ahead of time: that would read everything twice."""
        return []

    def collect(self) -> Iterator[Gauge]:
        """Databases, imports, reports, call records."""
        up = database_answers(self._opened)
        yield _family("database_up", "Whether the store or a region answers.", ["database"], _flags(up))
        yield from _imports(self._opened, [code for code in self._opened.regions if up[code]])
        if up["store"]:
            yield from _reports(self._opened)
        yield from _spool(self._opened)


def _flags(up: dict[str, bool]) -> Figures:
    return {(name,): float(answers) for name, answers in up.items()}


def _imports(opened: Services, codes: list[str]) -> Iterator[Gauge]:
    by_kind: dict[tuple[str, ...], Loaded] = {}
    for code in codes:
        by_kind |= {(code, sums.kind): sums for sums in _tried(partial(loaded, opened.regions[code]), [])}
    series: dict[str, tuple[str, Callable[[Loaded], float]]] = {
        "imports": ("Files that are loaded.", lambda sums: sums.files),
        "import_rows": ("Rows of them.", lambda sums: sums.rows),
        "import_rejected_rows": ("Rows of them that were rejected.", lambda sums: sums.rejected),
        "import_last_success_timestamp_seconds": ("When the last one was loaded.", lambda sums: sums.last.timestamp()),
    }
    for name, (text, read) in series.items():
        yield _family(name, text, ["region", "kind"], {kind: read(sums) for kind, sums in by_kind.items()})


def _reports(opened: Services) -> Iterator[Gauge]:
    figures: ReportFigures | None = _tried(partial(report_figures, opened.store, now()), None)
    if figures is None:
        return
    by_status: Figures = {(status,): float(number) for status, number in figures.runs.items()}
    yield _family("report_runs", "Runs of reports that are listed.", ["status"], by_status)
    yield _family("report_schedules", "Schedules.", [], {(): figures.schedules})
    yield _family("report_schedules_due", "Schedules that are due and not queued.", [], {(): figures.due})
    yield _family("report_runs_late", "Runs that wait for a quarter of an hour or more.", [], {(): figures.late})


def _spool(opened: Services) -> Iterator[Gauge]:
    spool = spool_of(opened)
    yield _family("hook_waiting", "Payloads of call records to be counted.", [], {(): len(spool.waiting())})
    yield _family("hook_waiting_bytes", "Their size.", [], {(): spool.size()})
    yield _family("hook_waiting_seconds", "How long the oldest has waited.", [], {(): spool.age()})
    yield _family("hook_refused", "Payloads that were put aside.", [], {(): len(spool.refused())})


def _family(name: str, text: str, labels: list[str], figures: Figures) -> Gauge:
    family = Gauge(f"dashboard_{name}", text, labels=labels)
    for values, figure in figures.items():
        family.add_metric(list(values), figure)
    return family


def _tried(read: Callable[[], Any], otherwise: Any) -> Any:
    """What is read, unless the database goes away just then."""
    try:
        return read()
    except (sa.exc.SQLAlchemyError, DashboardError):
        return otherwise
