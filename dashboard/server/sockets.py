"""A client's socket whose reads and writes have deadlines, whatever the client does."""

import errno
import socket
import time
from typing import Any

SENDS = 60.0
"""Seconds that a client has to take each piece of an answer."""
BODY_BEGINS, BODY_RATE = 30.0, 16 * 1024
"""A body may take so many seconds, and as many more as it has come at that many bytes a second."""
_READ = 64 * 1024


class PatientSocket:
    """Looks like a socket to gunicorn. `come` is for the loop, everything else for threads."""

    def __init__(self, client: socket.socket) -> None:
        self._client, self._began, self._came = client, time.monotonic(), 0
        self._limit: float | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def begin(self) -> None:
        """A thread begins with a request: from now on its body may take so long."""
        self._began, self._came = time.monotonic(), 0

    def setblocking(self, flag: bool) -> None:
        """Never for ever."""
        self._client.settimeout(SENDS if flag else 0)

    def settimeout(self, seconds: float | None) -> None:
        """A limit for the next reads, on top of the body's deadline."""
        self._limit = seconds
        self._client.settimeout(seconds)

    def gettimeout(self) -> float | None:
        """The limit that was set."""
        return self._limit

    def come(self) -> bytes:
        """What has come, for the loop. Raises BlockingIOError when nothing has."""
        return self._client.recv(_READ)

    def recv(self, size: int) -> bytes:
        """Bytes of a body, in a thread. Raises ConnectionResetError for a client that is too slow."""
        left = self._began + BODY_BEGINS + self._came / BODY_RATE - time.monotonic()
        self._client.settimeout(max(min(left, self._limit or left), 0.001))
        try:
            data = self._client.recv(size)
        except TimeoutError:
            if self._limit is not None:
                raise
            raise _too_slow() from None
        self._came += len(data)
        return data

    def sendall(self, data: bytes) -> None:
        """Sends all of it. Raises ConnectionResetError for a client that takes nothing."""
        self._client.settimeout(SENDS)
        try:
            self._client.sendall(data)
        except TimeoutError:
            raise _too_slow() from None

    def sendfile(self, *arguments: Any, **more: Any) -> int:
        """As `sendall`, of a file."""
        self._client.settimeout(SENDS)
        try:
            return self._client.sendfile(*arguments, **more)
        except TimeoutError:
            raise _too_slow() from None


def _too_slow() -> ConnectionResetError:
    return ConnectionResetError(errno.ECONNRESET, "the client is too slow")
