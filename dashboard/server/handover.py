"""The server's end of the hand-over (see `control`): stands before the application, so no page or session meets it."""

import json
import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from hmac import compare_digest
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from dashboard.web.console import Console
from dashboard.web.control import NONCE, PATH, PROOF, proof

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Run = Callable[[list[str], Path, Console], int]
Greeting = Callable[[str], list[str]]
"""The address people open → what the terminal tells once the server is there."""
_LONGEST_BODY = 1_000_000
_SIGN_OF_LIFE = 5.0  # seconds
_BACKLOG = 100  # lines; a caller that reads slowly misses steps of the bar, nothing else


class Stopped(Exception):
    """The caller went away: the command ends where it reports progress, and its transaction is undone."""


class Door:
    """A WSGI application: runs commands for whoever has the key, on this machine; everything else passes through."""

    def __init__(
        self,
        application: "WSGIApplication",
        run: Run,
        key: str,
        greeting: Greeting,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self._application = application
        self._run = run
        self._key = key  # nothing opens an empty one
        self._nonces: set[str] = set()  # one a command
        self.greeting = greeting
        self.close = close

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH:
            return self._application(environ, start_response)
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if not self._is_local(request) or (request.content_length or 0) > _LONGEST_BODY:
            return Response("Not found\n", 404)
        body, nonce = request.get_data(), request.headers.get(NONCE, "")
        if not self._admits(body, nonce, request.headers.get(PROOF, "")):
            return Response("Not found\n", 404)
        asked = json.loads(body)
        lines = stream(lambda console: self._run([*asked["arguments"]], Path(asked["cwd"]), console))
        return Response(lines, headers={PROOF: proof(self._key, "ran", nonce)}, mimetype="application/x-ndjson")

    def _admits(self, body: bytes, nonce: str, signature: str) -> bool:
        """Whether the caller has the key; each nonce is good once, or a listener could send the call again."""
        if not self._key or nonce in self._nonces:
            return False
        if not compare_digest(signature.encode(), proof(self._key, "run", nonce, body).encode()):
            return False
        self._nonces.add(nonce)
        return True

    def _is_local(self, request: Request) -> bool:
        local = _same_machine(request.environ.get("REMOTE_ADDR", ""), request.environ.get("SERVER_NAME", ""))
        return local and request.method == "POST" and request.content_length is not None


def stream(work: Callable[[Console], int]) -> Generator[bytes]:
    """What the work writes, a JSON object a line, its exit code last. Closing the stream stops the work."""
    lines: queue.Queue[dict[str, Any]] = queue.Queue()
    gone = threading.Event()

    def progress(label: str, done: int, total: int) -> None:
        if gone.is_set():
            raise Stopped
        if lines.qsize() < _BACKLOG or done == total:
            lines.put({"progress": [label, done, total]})

    console = Console(lambda line: lines.put({"out": line}), lambda line: lines.put({"err": line}), progress)
    threading.Thread(target=lambda: lines.put({"exit": work(console)}), name="command", daemon=True).start()
    try:
        yield from _until_exit(lines)
    finally:
        gone.set()


def _until_exit(lines: "queue.Queue[dict[str, Any]]") -> Iterator[bytes]:
    line: dict[str, Any] = {}
    while "exit" not in line:
        try:
            line = lines.get(timeout=_SIGN_OF_LIFE)
        except queue.Empty:
            line = {}
        yield json.dumps(line).encode() + b"\n"


def _same_machine(peer: str, own: str) -> bool:
    """Whether the peer is this machine: a loopback address, or the one that the server itself is bound to."""
    try:
        return ip_address(peer).is_loopback or peer == own
    except ValueError:
        return False
