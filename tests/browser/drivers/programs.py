"""Programs that a driver starts, and waits for."""

import re
import socket
import subprocess
import time
from pathlib import Path

_WAIT = 60  # seconds, on a machine that is busy with other tests


def wait_for_line(log: Path, pattern: str, process: "subprocess.Popen[bytes]") -> str:
    """What the pattern finds in a program's log, as soon as the program says it."""
    deadline = time.monotonic() + _WAIT
    while time.monotonic() < deadline:
        said = log.read_text(encoding="utf-8", errors="replace")
        if found := re.search(pattern, said):
            return found[0]
        assert process.poll() is None, said
        time.sleep(0.05)
    raise AssertionError(f"nothing like {pattern} after {_WAIT} s: {said}")


def wait_for_port(port: int) -> None:
    """Returns once something listens there."""
    deadline = time.monotonic() + _WAIT
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < deadline, f"nothing listens at {port} after {_WAIT} s"
            time.sleep(0.05)
