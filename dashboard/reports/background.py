"""Reports inside the server: one thread that does what cron would do, every few seconds and when it is woken.

The store alone says what is due and who makes it, so any number of these and of `reports run-due` may run at once.
"""

import logging
import threading
from dataclasses import dataclass, field

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

    def start(self) -> None:
        """Begins. The thread ends with the process: what it was making is taken up by the next one."""
        threading.Thread(target=self._work, name="reports", daemon=True).start()

    def wake(self) -> None:
        """Somebody asked for a report: begin at once."""
        self._woken.set()

    def _work(self) -> None:
        while True:
            try:
                run_due(self.services)
            except Exception:
                _log.exception("reports: the store or a region failed; trying again")
            self._woken.wait(_REST)
            self._woken.clear()
