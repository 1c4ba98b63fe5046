"""Serving: gunicorn with threads. The databases are opened in the worker, for a DuckDB file belongs to one process."""

import logging
import os
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.errors import AppImportError

from dashboard import control
from dashboard.console import Console
from dashboard.door import Door, Run
from dashboard.errors import DashboardError, UsageError
from dashboard.settings import Settings

THREADS = 8
_EXPECTED = ("Worker (pid:%s) exited", "Shutting down", "Reason:")


@dataclass(frozen=True)
class Plan:
    """What to serve and how. `load` opens the databases and gives the application; `ready` says what to tell then."""

    settings: Settings
    host: str
    port: int
    workers: int
    load: Callable[[], Any]
    ready: Callable[[str], list[str]]  # the address people open → lines for the terminal
    run: Run  # a command line, inside this process

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        shown = "127.0.0.1" if self.host in ("", "0.0.0.0", "::") else self.host  # noqa: S104 - compared, not bound
        return f"http://[{shown}]:{self.port}" if ":" in shown else f"http://{shown}:{self.port}"


class _Gunicorn(BaseApplication):  # type: ignore[misc]
    """gunicorn asks for a class: it is told the options and loads the application in the worker."""

    def __init__(self, options: dict[str, Any], load: Callable[[], Any]) -> None:
        self._options, self._load = options, load
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        try:
            return self._load()
        except DashboardError as error:
            raise AppImportError(f"Error: {error}") from error


def serve(plan: Plan, console: Console) -> int:
    """Serves until it is told to stop; exit code. Raises UsageError for several workers on files, DashboardError for a
    port that is taken."""
    embedded = [code for code, url in plan.settings.region_urls.items() if url.startswith("duckdb")]
    if plan.workers > 1 and embedded:
        raise UsageError(
            f"--workers {plan.workers}: region {', '.join(embedded)} is a DuckDB file, which one process holds; "
            "serve it with one worker and threads, or move the regions to PostgreSQL (DASHBOARD_REGIONS)"
        )
    _free(plan.host, plan.port)
    logging.getLogger("gunicorn.error").addFilter(lambda record: not str(record.msg).startswith(_EXPECTED))
    try:
        Arbiter(_Gunicorn(_options(plan, console, bool(embedded)), lambda: Door(plan.load(), plan.run))).run()
    except SystemExit as stop:
        return 1 if stop.code else 0
    return 0


def _options(plan: Plan, console: Console, embedded: bool) -> dict[str, Any]:
    def started(worker: Any) -> None:
        if embedded:
            worker.wsgi.key = control.announce(plan.settings.data_dir, plan.host, plan.port).key
        if worker.age == 1:
            for line in plan.ready(plan.url):
                console.out(line)

    return {
        "bind": f"[{plan.host}]:{plan.port}" if ":" in plan.host else f"{plan.host}:{plan.port}",
        "workers": plan.workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": 0,  # a worker that makes sample data before its first request is not hung
        "graceful_timeout": 10,
        "keepalive": 5,
        "loglevel": "warning",
        "control_socket_disable": True,
        "post_worker_init": started,
        "worker_exit": lambda _arbiter, _worker: control.withdraw(plan.settings.data_dir, os.getpid()),
    }


def _free(host: str, port: int) -> None:
    """Raises DashboardError when nobody can listen there: asked first, for gunicorn would try again for seconds."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise DashboardError(f"cannot serve on {host}:{port}: {error.strerror}; choose another --port") from error
