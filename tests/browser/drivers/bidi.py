"""A connection that speaks WebDriver BiDi: commands are answered in any order, events come between them."""

import itertools
import json
import threading
from concurrent.futures import Future
from contextlib import ExitStack
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.browser.drivers.tab import Gone

_DEADLINE = 60  # seconds
_GONE = ("no such frame", "no such realm", "no such node")


class BidiError(Exception):
    """The browser refused a command."""


class Connection:
    """Sends commands and keeps events until they are fetched."""

    def __init__(self, address: str) -> None:
        self._open = ExitStack()
        self._socket = self._open.enter_context(connect(address, max_size=None, compression=None, proxy=None))
        self._numbers = itertools.count(1)
        self._waiting: dict[int, Future[dict[str, Any]]] = {}
        self._events: dict[str, list[dict[str, Any]]] = {}
        self._lock = threading.Lock()
        self._reader = threading.Thread(target=self._read, name="bidi", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        try:
            for message in self._socket:
                self._take(json.loads(message))
        except ConnectionClosed:
            pass
        for waiting in self._waiting.values():
            waiting.cancel()

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "event":
            with self._lock:
                context = message["params"].get("context") or message["params"].get("source", {}).get("context")
                self._events.setdefault(context or "", []).append(message)
        elif waiting := self._waiting.pop(message.get("id", 0), None):
            waiting.set_result(message)

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a command. Raises Gone when the document it was for is no more, BidiError, TimeoutError."""
        number, answer = next(self._numbers), Future[dict[str, Any]]()
        self._waiting[number] = answer
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        told = answer.result(_DEADLINE)
        if told["type"] == "success":
            return dict(told["result"])
        message = f"{method}: {told['error']}: {told['message']}"
        raise (Gone if told["error"] in _GONE else BidiError)(message)

    def events(self, context: str) -> list[dict[str, Any]]:
        """What happened in a window since this was last asked, oldest first."""
        with self._lock:
            return self._events.pop(context, [])

    def close(self) -> None:
        """Ends the connection."""
        self._open.close()
        self._reader.join(timeout=5)
