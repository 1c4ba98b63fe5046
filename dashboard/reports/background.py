"""Reports inside the server: one thread that does what cron would do, every few seconds and when it is woken.

The store alone says what is due and who makes it, so any number of these and of `reports run-due` may run at once.
"""

import logging
import threading
from dataclasses import dataclass, field

from dashboard.errors import DashboardError
from dashboard.reports.runner import run_due
from dashboard.services import Services

_log = logging.getLogger(__name__)

EXTENSION = "dashboard.reports"
"""Where a server keeps its `Background`, when it has one."""

_REST = 15.0  # seconds: how late a schedule may start


@dataclass(frozen=True, eq=False)
class Background:
    """A thread that makes reports until the process ends."""

    services: Services
    _woken: threading.Event = field(default_factory=threading.Event, repr=False)
    _over: threading.Event = field(default_factory=threading.Event, repr=False)
    _idle: threading.Event = field(default_factory=threading.Event, repr=False)

    def start(self) -> None:
        """Begins. A thread that the process does not wait for: what it was making is taken up by the next one."""
        threading.Thread(target=self._work, name="reports", daemon=True).start()

    def stop(self, patience: float) -> bool:
        """Ends after the reports that are being made; whether that took no longer than the seconds of patience."""
        self._over.set()
        self._woken.set()
        return self._idle.wait(patience)

    def wake(self) -> None:
        """Somebody asked for a report: begin at once."""
        self._woken.set()

    def _work(self) -> None:
        while not self._over.is_set():
            try:
                run_due(self.services, over=self._over.is_set)
            except Exception as error:
                known = isinstance(error, DashboardError)
                _log.error("reports wait, a database failed: %s", error, exc_info=None if known else error)
            self._woken.wait(_REST)
            self._woken.clear()
        self._idle.set()
