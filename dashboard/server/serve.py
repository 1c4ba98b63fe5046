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

from dashboard.console import Console
from dashboard.errors import DashboardError, UsageError
from dashboard.server import control
from dashboard.server.door import Door, Greeting, Run
from dashboard.settings import Settings

THREADS = 8
_EXPECTED = ("Worker (pid:%s) exited", "Shutting down", "Reason:")


@dataclass(frozen=True)
class Loaded:
    """What the worker has once the databases are open. `run` is a command line inside this process."""

    application: Any
    run: Run
    greeting: Greeting


@dataclass(frozen=True)
class Plan:
    """What to serve and how; `load` runs in the worker."""

    settings: Settings
    host: str
    port: int
    workers: int
    load: Callable[[], Loaded]

    @property
    def embedded(self) -> list[str]:
        """The regions that one process holds."""
        return [code for code, url in self.settings.region_urls.items() if url.startswith("duckdb")]

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
    if plan.workers > 1 and plan.embedded:
        raise UsageError(
            f"--workers {plan.workers}: {', '.join(plan.embedded)} are DuckDB files, which one process holds; "
            "serve them with one worker, whose threads share the work, or move them to PostgreSQL (DASHBOARD_REGIONS)"
        )
    _free(plan.host, plan.port)
    logging.getLogger("gunicorn.error").addFilter(lambda record: not str(record.msg).startswith(_EXPECTED))
    master = os.getpid()
    try:
        Arbiter(_Gunicorn(_options(plan, console), lambda: _open(plan))).run()
    except SystemExit as stop:
        if os.getpid() != master:
            raise  # a worker's: its code tells the master whether another one is worth a try
        return 1 if stop.code else 0
    return 0


def _open(plan: Plan) -> Door:
    """The application behind its door, which is locked for good when no command needs this process."""
    loaded = plan.load()
    key = control.announce(plan.settings.data_dir, plan.host, plan.port).key if plan.embedded else ""
    return Door(loaded.application, loaded.run, key, loaded.greeting)


def _options(plan: Plan, console: Console) -> dict[str, Any]:
    def greet(worker: Any) -> None:
        """The first worker's alone. The socket listens already: whoever follows the link at once is answered."""
        for line in worker.wsgi.greeting(plan.url) if worker.age == 1 else ():
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
        "post_worker_init": greet,
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
