"""Nobody waits for a database server that hangs: a thread of its own notices, and ends the waiting.

A server that is stopped in the middle, or whose machine is gone without a word, keeps its connections open and answers
nothing; no limit of its own can tell. So when a statement has run for some seconds the server is asked for a new
connection. While it gives one the statement is only slow. When it does not, everything that waits for it is cut off,
and for a while nobody else begins to wait.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

SUSPICIOUS = 3.0  # seconds without an answer, after which the server is asked whether it lives
PATIENCE = 3  # seconds for it to say so
DEADLINE = 2 * SUSPICIOUS + PATIENCE + 1
"""Seconds after which nobody waits any more for a server that hangs."""

_REST = 10.0  # seconds for which nobody begins to wait again
_LOOKS = 0.5


@dataclass(eq=False)
class Watch:
    """What waits for one server: connections of the driver, with the time since when."""

    lives: Callable[[], bool]
    _waiting: dict[Any, float] = field(default_factory=dict)
    _silent_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    @property
    def silent(self) -> bool:
        """Whether the server was found to hang a moment ago."""
        return time.monotonic() < self._silent_until

    @contextmanager
    def over(self, connection: Any) -> Iterator[None]:
        """Watches while the connection of the driver waits for an answer."""
        self.begin(connection)
        try:
            yield
        finally:
            self.end(connection)

    def begin(self, connection: Any) -> None:
        """The connection waits for an answer from now on."""
        with self._lock:
            self._waiting[connection] = time.monotonic()
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="watch", daemon=True)
                self._thread.start()

    def end(self, connection: Any) -> None:
        """It waits no more."""
        with self._lock:
            self._waiting.pop(connection, None)

    def _look(self) -> None:
        """Until nobody waits."""
        while True:
            time.sleep(_LOOKS)
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                longest = time.monotonic() - min(self._waiting.values())
            if longest > SUSPICIOUS and not self.lives():
                self._cut_off()

    def _cut_off(self) -> None:
        with self._lock:
            self._silent_until = time.monotonic() + _REST
            for connection in self._waiting:
                with suppress(Exception), socket.socket(fileno=os.dup(connection.fileno())) as wire:
                    wire.shutdown(socket.SHUT_RDWR)


def watch(engine: Engine) -> Watch:
    """Watches every statement of an engine, which is one to PostgreSQL, and its looks whether a connection is alive."""

    def lives() -> bool:
        arguments, named = engine.dialect.create_connect_args(engine.url)
        try:
            engine.dialect.connect(*arguments, **{**named, "connect_timeout": PATIENCE}).close()
        except engine.dialect.loaded_dbapi.Error:
            return False
        return True

    watching, ping = Watch(lives), engine.dialect.do_ping

    def watched_ping(connection: Any) -> bool:
        with watching.over(connection):
            return bool(ping(connection))

    engine.dialect.do_ping = watched_ping  # type: ignore[method-assign, assignment]

    @sa.event.listens_for(engine, "before_cursor_execute")
    def begin(_connection: Any, cursor: Any, *_told: Any) -> None:
        watching.begin(cursor.connection)

    @sa.event.listens_for(engine, "after_cursor_execute")
    def end(_connection: Any, cursor: Any, *_told: Any) -> None:
        watching.end(cursor.connection)

    @sa.event.listens_for(engine, "handle_error")
    def failed(context: Any) -> None:
        if context.connection is not None and not context.connection.closed:
            watching.end(context.connection.connection.driver_connection)

    return watching
