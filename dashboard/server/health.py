"""What a supervisor asks: is it alive, can it work, what has it answered. Nothing about customers."""

import time
from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

import sqlalchemy as sa
from flask import Flask, Response, current_app, jsonify

from dashboard.data.regions import Region
from dashboard.data.store import reading
from dashboard.errors import DashboardError
from dashboard.services import services

_EXTENSION = "dashboard.requests"


@dataclass(frozen=True)
class _Requests:
    """Answers by status since the process began."""

    started: float = field(default_factory=time.time)
    counts: Counter[int] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def count(self, response: Response) -> Response:
        """Counts an answer and hands it on."""
        with self.lock:
            self.counts[response.status_code] += 1
        return response


def register_health(server: Flask) -> None:
    """Adds /healthz, /readyz and /metrics, which need no sign-in."""
    requests = _Requests()
    server.extensions[_EXTENSION] = requests
    server.after_request(requests.count)
    for view in (healthz, readyz, metrics):
        server.add_url_rule(f"/{view.__name__}", view.__name__, view)


def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


def readyz() -> tuple[Response, int]:
    """Every database answers; else 503 with the names of those that do not."""
    down = ([] if _store_answers() else ["store"]) + [
        code for code, region in services().regions.items() if not _answers(region)
    ]
    return (jsonify(status="unavailable", unavailable=down), 503) if down else (jsonify(status="ok"), 200)


def metrics() -> Response:
    """Prometheus text: when this process began, and its answers by status."""
    requests: _Requests = current_app.extensions[_EXTENSION]
    with requests.lock:
        counts = sorted(requests.counts.items())
    lines = [
        "# HELP process_start_time_seconds When the process began, in seconds since 1970.",
        "# TYPE process_start_time_seconds gauge",
        f"process_start_time_seconds {requests.started:.3f}",
        "# HELP dashboard_http_requests_total Answers by status.",
        "# TYPE dashboard_http_requests_total counter",
        *[f'dashboard_http_requests_total{{status="{status}"}} {count}' for status, count in counts],
    ]
    return Response("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _store_answers() -> bool:
    try:
        with reading(services().store) as connection:
            return bool(connection.execute(sa.select(1)).scalar_one())
    except (sa.exc.SQLAlchemyError, DashboardError):
        return False


def _answers(region: Region) -> bool:
    try:
        with region.read() as connection:
            return bool(connection.execute(sa.select(1)).scalar_one())
    except (sa.exc.SQLAlchemyError, DashboardError):
        return False
