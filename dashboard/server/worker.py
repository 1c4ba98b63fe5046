"""gunicorn's worker of threads, made patient: a client that is slow costs a place in a loop, and never a thread.

gunicorn gives a thread to every connection, and the thread waits for the request: as many half-sent requests as there
are threads stop it. Here one loop reads what comes (`incoming`), whole requests queue by who asks (`turns`), and
everything that waits for a client has a deadline. What is promised, and to whom, is in docs/security.md.
"""

import errno
import selectors
import socket
import time
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn import http
from gunicorn.workers.gthread import TConn, ThreadWorker

from dashboard.server.fair_threads import Turns
from dashboard.server.incoming import Incoming
from dashboard.server.sockets import PatientSocket

SHARE = 3
"""Requests of one asker that are at work at the same time, of the eight threads."""
ARRIVES = 20.0
"""Seconds that a request has from its first byte, or a new connection from its beginning, until a thread can begin."""
_AT_ONCE = 1.0  # seconds in which a request is there of a client that is not slow
_DRAINS = 0.05  # seconds for what is left of a body that nobody wanted
_LINGERS, _MOST_LINGERING = 2.0, 200
_BUSY = b'{"error": {"code": "too_many_requests", "message": "too many requests at once: try again in a second"}}'
_TOO_MANY = b"429 Too Many Requests\r\nRetry-After: 1\r\nContent-Type: application/json\r\n", _BUSY
_TOO_LONG = b"431 Request Header Fields Too Large\r\nContent-Type: text/plain\r\n", b"The request's head is too long.\n"


class _Connection(TConn):  # type: ignore[misc]
    """A connection that is read in the loop, and that the loop never waits for."""

    def __init__(self, worker: "PatientWorker", client: socket.socket, address: Any, listener: Any) -> None:
        super().__init__(worker.cfg, PatientSocket(client), address, listener)
        self.worker, self.incoming, self.deadline = worker, Incoming(), 0.0
        self.parser = http.get_parser(worker.cfg, self.sock, address)
        self.initialized = self.data_ready = True

    def close(self, graceful: bool = False) -> None:
        if graceful:
            self.worker.linger(self)
        else:
            super().close()


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """The worker. gunicorn asks for a class; `proxies` is how many stand in front."""

    proxies = 0

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._arriving: dict[_Connection, None] = {}  # the one that came first is the first
        self._lingering: dict[_Connection, None] = {}

    def get_thread_pool(self) -> Turns:
        """Threads that know whose turn it is."""
        return Turns(self.cfg.threads, min(SHARE, self.cfg.threads), b"/healthz")

    def accept(self, listener: Any) -> None:
        """Takes a connection in. When there are too many, the one that has waited longest for its request goes."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return  # another worker was first, or the client is gone
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE):
                raise
            self._make_room()
            return
        self.nr_conns += 1
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        self._await(_Connection(self, client, address, listener.getsockname()))

    def enqueue_req(self, conn: _Connection) -> None:
        """A request of which a part was read with the one before it."""
        self._came(conn, conn.parser.unreader.take_buffered())

    def on_client_socket_readable(self, conn: _Connection, client: Any) -> None:
        """Something comes on a connection that was kept alive."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await(conn)
        self._read(conn, client)

    def murder_pending(self) -> None:
        """Closes what took too long to arrive or to go."""
        now = time.monotonic()
        for conn in [late for late in self._arriving if late.deadline <= now]:
            self._drop(conn)
        for conn in [late for late in self._lingering if late.deadline <= now]:
            self._end(conn)

    def linger(self, conn: _Connection) -> None:
        """Closes a connection once the client has had time to read the last of the answer, without waiting for it."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._drain, conn))
        except (OSError, ValueError, KeyError):
            conn.close()
            return
        conn.deadline = time.monotonic() + _LINGERS
        self._lingering[conn] = None
        if len(self._lingering) > _MOST_LINGERING:
            self._end(next(iter(self._lingering)))

    def _await(self, conn: _Connection) -> None:
        conn.sock.setblocking(False)
        conn.deadline = time.monotonic() + ARRIVES
        self._arriving[conn] = None
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._read, conn))

    def _read(self, conn: _Connection, _client: Any) -> None:
        try:
            data = conn.sock.come()
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._came(conn, data)
        else:
            self._drop(conn)

    def _came(self, conn: _Connection, data: bytes) -> None:
        incoming = conn.incoming
        incoming.add(data, time.monotonic())
        if incoming.is_ready() and not incoming.too_long:
            self._hand_on(conn)
        elif incoming.too_long:
            self._refuse(conn, *_TOO_LONG)
        elif conn not in self._arriving:
            self._await(conn)
        if conn.incoming is incoming and incoming.waits_to_be_asked:
            with suppress(OSError):
                conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _hand_on(self, conn: _Connection) -> None:
        """Gives a thread a request that is there."""
        asker = conn.incoming.asker(str(conn.client[0] if isinstance(conn.client, tuple) else ""), self.proxies)
        if self.tpool.is_crowded(asker):
            self._refuse(conn, *_TOO_MANY)
            return
        self._leave(conn)
        conn.parser.unreader.unread(bytes(conn.incoming.data))
        conn.incoming = Incoming()
        conn.sock.begin()
        done = self.tpool.submit(asker, self.handle, conn)
        done.add_done_callback(lambda future: self.method_queue.defer(self.finish_request, conn, future))

    def _refuse(self, conn: _Connection, head: bytes, body: bytes) -> None:
        self._leave(conn)
        conn.incoming = Incoming()
        length = str(len(body)).encode()
        with suppress(OSError):
            conn.sock.setblocking(False)
            conn.sock.send(b"HTTP/1.1 " + head + b"Connection: close\r\nContent-Length: " + length + b"\r\n\r\n" + body)
        self.nr_conns -= 1
        self.linger(conn)

    def _leave(self, conn: _Connection) -> None:
        if conn in self._arriving:
            del self._arriving[conn]
            self.poller.unregister(conn.sock)

    def _drop(self, conn: _Connection) -> None:
        self._leave(conn)
        self.nr_conns -= 1
        conn.close()

    def _drain(self, conn: _Connection, _client: Any) -> None:
        """Reads what a client still sends, until it closes or its time is over."""
        try:
            if conn.sock.come():
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._end(conn)

    def _end(self, conn: _Connection) -> None:
        del self._lingering[conn]
        with suppress(OSError, KeyError, ValueError):
            self.poller.unregister(conn.sock)
        conn.close()

    def _make_room(self) -> None:
        """Whose request should be there by now goes, else whoever asked longest ago, else who came first."""
        first = next(iter(self._arriving), None)
        late = first is not None and first.deadline - ARRIVES + _AT_ONCE <= time.monotonic()
        if self.keepalived_conns and not late:
            self.keepalived_conns[0].timeout = 0.0
            self.murder_keepalived()
        elif first is not None:
            self._drop(first)

    def _keepalive_after(self, conn: _Connection, keepalive: bool) -> bool:
        """Whether the connection can be used again: a body that nobody wanted is not waited for."""
        return bool(keepalive and conn.parser.finish_body(deadline=time.monotonic() + _DRAINS))


def worker_class(proxies: int) -> type[PatientWorker]:
    """The class of workers behind so many proxies."""
    return type("PatientWorker", (PatientWorker,), {"proxies": proxies})
