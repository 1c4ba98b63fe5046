"""Serving: gunicorn with threads that wait for no client (`worker`). The databases are opened in the worker, for a
DuckDB file belongs to one process."""

import logging
import os
import resource
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.errors import AppImportError
from prometheus_client.multiprocess import mark_process_dead

from dashboard.errors import DashboardError, UsageError, told
from dashboard.server.handover import Door, Greeting, Run
from dashboard.server.metrics import FOLDER
from dashboard.server.worker import worker_class
from dashboard.settings import Settings
from dashboard.telemetry.logs import log_config
from dashboard.telemetry.meters import share
from dashboard.web import control
from dashboard.web.console import Console

THREADS, CONNECTIONS = 8, 1000  # of a worker
KEPT = 75
"""Seconds that an idle connection is kept: longer than proxies keep theirs, a minute (docs/operations.md).

Whoever asks just as it is closed gets no answer, and may not send a change again without knowing.
"""
_START, _RETRY = 60, 5  # seconds
_log = logging.getLogger(__name__)
_EXPECTED = ("Worker (pid:%s) exited", "Shutting down", "Reason:")


@dataclass(frozen=True)
class Loaded:
    """What the worker has once the databases are open. `run` is a command line inside this process."""

    application: Any
    run: Run
    greeting: Greeting
    close: Callable[[], None]  # stops what runs in the background and gives the databases back


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
        self._options, self._load, self._began = options, load, time.monotonic()
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """A start that fails is told and ends; a worker that takes a dead one's place waits for the databases."""
        while True:
            try:
                return self._load()
            except Exception as error:
                if time.monotonic() - self._began < _START:
                    raise AppImportError(told(error)) from error
                _log.error("a worker waits: %s", told(error))
                time.sleep(_RETRY)


def serve(plan: Plan, console: Console) -> int:
    """Serves until it is told to stop; exit code. Raises UsageError for several workers on files, DashboardError for a
    port that is taken."""
    if plan.workers > 1 and plan.embedded:
        raise UsageError(
            f"--workers {plan.workers}: {', '.join(plan.embedded)} are DuckDB files, which one process holds; "
            "serve them with one worker, whose threads share the work, or move them to PostgreSQL (DASHBOARD_REGIONS)"
        )
    _free(plan.host, plan.port)
    _allow_connections()
    logging.getLogger("gunicorn.error").addFilter(lambda record: not str(record.msg).startswith(_EXPECTED))
    master = os.getpid()
    if plan.embedded:
        control.starting(plan.settings.data_dir)
    try:
        with _shared(plan) as folder:
            Arbiter(_Gunicorn(_options(plan, console, folder), partial(_open, plan, folder))).run()
    except SystemExit as stop:
        if os.getpid() != master:
            raise  # a worker's: its code tells the master whether another one is worth a try
        return 1 if stop.code else 0
    finally:
        if os.getpid() == master:
            control.started(plan.settings.data_dir)
    return 0


@contextmanager
def _shared(plan: Plan) -> Iterator[Path | None]:
    """Where several workers keep what they count; none is needed for one."""
    if plan.workers == 1:
        yield None
        return
    master, folder = os.getpid(), Path(tempfile.mkdtemp(prefix="dashboard-metrics-"))
    share(folder)
    try:
        yield folder
    finally:
        if os.getpid() == master:  # not a worker, which leaves through here too
            shutil.rmtree(folder, ignore_errors=True)


def _open(plan: Plan, folder: Path | None) -> Door:
    """The application behind its door, which is locked for good when no command needs this process."""
    loaded = plan.load()
    if folder:
        loaded.application.extensions[FOLDER] = folder
    key = control.announce(plan.settings.data_dir, plan.host, plan.port).key if plan.embedded else ""
    return Door(loaded.application, loaded.run, key, loaded.greeting, loaded.close)


def _options(plan: Plan, console: Console, folder: Path | None) -> dict[str, Any]:
    def greet(worker: Any) -> None:
        """The first worker's alone. The socket listens already: whoever follows the link at once is answered."""
        control.started(plan.settings.data_dir)
        for line in worker.wsgi.greeting(plan.url) if worker.age == 1 else ():
            console.out(line)

    def leave(_arbiter: Any, worker: Any) -> None:
        """The worker's last act: requests are done, or their time is over."""
        control.withdraw(plan.settings.data_dir, os.getpid())
        if isinstance(getattr(worker, "wsgi", None), Door):  # none: its start failed, and has been told
            worker.wsgi.close()

    def bury(_arbiter: Any, worker: Any) -> None:
        """In the master, for a worker that is gone however it went."""
        if folder:
            mark_process_dead(worker.pid, str(folder))  # type: ignore[no-untyped-call]

    return {
        "bind": f"[{plan.host}]:{plan.port}" if ":" in plan.host else f"{plan.host}:{plan.port}",
        "workers": plan.workers,
        "worker_class": worker_class(plan.settings.trusted_proxies),
        "threads": THREADS,
        "worker_connections": CONNECTIONS,
        "timeout": 0,  # a worker that makes sample data before its first request is not hung
        "graceful_timeout": plan.settings.stop_seconds,
        "keepalive": KEPT,
        "loglevel": "warning",
        "logconfig_dict": log_config(plan.settings),
        "control_socket_disable": True,
        "post_worker_init": greet,
        "worker_exit": leave,
        "child_exit": bury,
    }


def _allow_connections() -> None:
    """Lets a worker have its connections and the databases their files, where the machine allows it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * CONNECTIONS if hard == resource.RLIM_INFINITY else min(4 * CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _free(host: str, port: int) -> None:
    """Raises DashboardError when nobody can listen there: asked first, for gunicorn would try again for seconds."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise DashboardError(f"cannot serve on {host}:{port}: {error.strerror}; choose another --port") from error
