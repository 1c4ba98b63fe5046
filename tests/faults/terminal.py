"""A command whose errors and bars go to a terminal, so that a test knows how far it is."""

import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tests.fixtures.served import ROOT

_WAIT = 300.0  # seconds
_CLEARED = "\x1b[K"  # what comes before a bar, and after the last


@dataclass
class Watched:
    """A running command, and what stood on its screen until now."""

    process: subprocess.Popen[bytes]
    screen: int
    shown: str = ""

    def until(self, text: str) -> None:
        """Waits until the screen has shown a text."""
        while text not in self.shown:
            assert self._read(), f"ended without {text}: {self.shown}"

    def end(self) -> str:
        """Waits until the command is over; what was left on the screen."""
        while self._read():
            pass
        self.process.wait(timeout=_WAIT)
        return self.shown.rpartition(_CLEARED)[2].replace("\r\n", "\n")

    def _read(self) -> bool:
        """Whether there was more; False at the end."""
        assert select.select([self.screen], [], [], _WAIT)[0], f"nothing more within {_WAIT} s: {self.shown}"
        try:
            came = os.read(self.screen, 65536)
        except OSError:  # nobody has the terminal any more
            return False
        self.shown += came.decode(errors="replace")
        return bool(came)


@contextmanager
def at_a_terminal(environment: Mapping[str, str], *command: str) -> Iterator[Watched]:
    """Runs a command line as the first of a group of its own; what is left of the group is killed in the end."""
    screen, end = pty.openpty()
    arguments = [sys.executable, "-m", "dashboard", *command]
    process = subprocess.Popen(
        arguments, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=end, start_new_session=True
    )
    os.close(end)
    try:
        yield Watched(process, screen)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=_WAIT)
        os.close(screen)
