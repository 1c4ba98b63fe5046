"""Reports inside the server: a thread does what cron would do, every few seconds and when it is woken; another sends
e-mail, so that no report waits for a slow mail server.

The store alone says what is due and who makes it, so any number of these and of `reports run-due` may run at once.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from dashboard.data.storage.store import now
from dashboard.errors import DashboardError
from dashboard.reports.runner import run_due
from dashboard.reports.sending import send_due
from dashboard.services import Services

_log = logging.getLogger(__name__)

EXTENSION = "dashboard.reports"
"""Where a server keeps its `Background`, when it has one."""

_REST = 15.0  # seconds: how late a schedule may start


@dataclass(frozen=True, eq=False)
class Background:
    """Two threads that make and send reports until the process ends."""

    services: Services
    tell: Callable[[Services], object] = lambda _services: None  # what else is to be sent now and then: alerts
    _over: threading.Event = field(default_factory=threading.Event, repr=False)
    _making: "_Job" = field(default_factory=lambda: _Job(), repr=False)
    _mailing: "_Job" = field(default_factory=lambda: _Job(), repr=False)

    def start(self) -> None:
        """Begins. Threads that the process does not wait for: what they were at is taken up by the next one."""
        for name, job, work in (("reports", self._making, self._make), ("mail", self._mailing, self._send)):
            threading.Thread(target=job.run, args=(work, self._over), name=name, daemon=True).start()

    def stop(self, patience: float) -> bool:
        """Ends after what is at work; whether that took no longer than the seconds of patience."""
        until = time.monotonic() + patience
        self._over.set()
        jobs = (self._making, self._mailing)
        for job in jobs:
            job.woken.set()
        return all(job.idle.wait(max(until - time.monotonic(), 0)) for job in jobs)

    def wake(self) -> None:
        """Somebody asked for a report: begin at once."""
        self._making.woken.set()

    def _make(self) -> None:
        if run_due(self.services, over=self._over.is_set, mail=False):
            self._mailing.woken.set()

    def _send(self) -> None:
        send_due(self.services, now)
        self.tell(self.services)


@dataclass(frozen=True, eq=False)
class _Job:
    """Work that is done again and again."""

    woken: threading.Event = field(default_factory=threading.Event)
    idle: threading.Event = field(default_factory=threading.Event)

    def run(self, work: Callable[[], None], over: threading.Event) -> None:
        while not over.is_set():
            try:
                work()
            except Exception as error:
                known = isinstance(error, DashboardError)
                _log.error("reports wait, a database failed: %s", error, exc_info=None if known else error)
            self.woken.wait(_REST)
            self.woken.clear()
        self.idle.set()
