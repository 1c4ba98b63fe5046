"""Tried: stopping the server with half-sent requests, bodies that trickle, and answers that nobody takes."""

import http.client
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dashboard.access.tokens import create_token
from dashboard.data.storage.store import open_store
from dashboard.server.incoming import BODY_AHEAD, LONGEST_HEAD, Incoming
from dashboard.server.worker import ARRIVES
from tests.fixtures.application import email_of
from tests.fixtures.served import Served, serving

MANY = 64  # eight times as many as there are threads
SLOW = {
    "nothing": b"",
    "half a request line": b"GET /log",
    "half a head": b"GET /login HTTP/1.1\r\nHost: x\r\nX-Half:",
    "half a form": b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nemail=a",
    "half a chunk": b"POST /login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n400\r\nemail",
    "a body that is asked for": b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n",
    "a large body that is refused": (
        b"POST /verify HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n" + b"x" * (BODY_AHEAD + 1)
    ),
    "a large form of an invented session": (
        b"POST /login HTTP/1.1\r\nHost: x\r\nCookie: dashboard=NUMBER\r\nContent-Length: 3000000\r\n\r\n"
        + b"x" * BODY_AHEAD
    ),
    "endless chunks of an invented session": (
        b"POST /login HTTP/1.1\r\nHost: x\r\nCookie: dashboard=NUMBER\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"1\r\nx\r\n" * BODY_AHEAD
    ),
    "an answer, and never an end": b"GET /login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
}


@pytest.fixture(scope="module")
def served(application_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all: each must be well after any of these."""
    data_dir = tmp_path_factory.mktemp("slow") / "data"
    shutil.copytree(application_template, data_dir)
    with serving(data_dir) as made:
        yield made


@contextmanager
def sent(served: Served, data: bytes, times: int = MANY) -> Iterator[list[socket.socket]]:
    """So many connections on which that was sent, and that are left so."""
    address = urlsplit(served.url)
    with ExitStack() as stack:
        made = []
        for number in range(times):
            client = stack.enter_context(socket.create_connection((str(address.hostname), address.port or 80)))
            with suppress(ConnectionError):  # refused before the end
                client.sendall(data.replace(b"NUMBER", str(number).encode()))
            made.append(client)
        yield made


def seconds_of_a_visitor(served: Served) -> float:
    """How long somebody at another address waits for the sign-in page."""
    began, address = time.monotonic(), urlsplit(served.url)
    visitor = http.client.HTTPConnection(str(address.hostname), address.port, 120, source_address=("127.0.0.2", 0))
    with closing(visitor):
        visitor.request("GET", "/login")
        assert visitor.getresponse().status == 200
    return time.monotonic() - began


def longest_of_five(served: Served) -> float:
    """The same for the unluckiest of five visitors."""
    return max(seconds_of_a_visitor(served) for _ in range(5))


def test_slow_strangers_keep_nobody_waiting_and_are_let_go(served: Served) -> None:
    bearable = longest_of_five(served) * 4 + 5  # a busy machine is slow by itself
    with ExitStack() as stack:
        slow = {name: stack.enter_context(sent(served, data)) for name, data in SLOW.items()}
        assert longest_of_five(served) < bearable
        deadline = time.monotonic() + ARRIVES + 10 + bearable
        for name, clients in slow.items():
            for client in clients:
                client.settimeout(max(deadline - time.monotonic(), 0.01))
                assert ended(client), name


def ended(client: socket.socket) -> bool:
    """Whether the server closes the connection, maybe after an answer."""
    try:
        while client.recv(65536):
            pass
    except ConnectionResetError:
        return True
    return True


def test_a_signed_in_user_who_sends_slowly_has_a_share_and_no_more(served: Served) -> None:
    """The rest of a large body is read by a thread: more than their share waits in the queue."""
    store = open_store(f"sqlite:///{served.data_dir / 'store.db'}")
    token = create_token(store, email_of("full_admin")).encode()
    store.dispose()
    head = b"POST /api/v1/customers-tags HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
    head += b"\r\nContent-Type: application/json\r\nContent-Length: 3000000\r\n\r\n"
    bearable = longest_of_five(served) * 4 + 5
    with sent(served, head + b" " * BODY_AHEAD, 16):
        time.sleep(0.5)
        assert longest_of_five(served) < bearable


def test_a_whole_request_in_single_bytes_is_answered(served: Served) -> None:
    with sent(served, b"", 1) as (client,):
        for one in b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n":
            client.sendall(bytes([one]))
        assert client.recv(65536).startswith(b"HTTP/1.1 200 OK")


def test_requests_one_behind_another_are_all_answered(served: Served) -> None:
    one = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with sent(served, one * 5 + last, 1) as (client,):
        came = b""
        while data := client.recv(65536):
            came += data
        assert came.count(b"HTTP/1.1 200 OK") == 6


def test_a_head_that_never_ends_is_refused(served: Served) -> None:
    with sent(served, b"GET / HTTP/1.1\r\nX: " + b"x" * (LONGEST_HEAD + 1), 1) as (client,):
        assert client.recv(65536).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    ("data", "ready"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r", False),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", False),
        (b"POST / HTTP/1.1\r\ncontent-length:3\r\n\r\nabc", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 9000000\r\n\r\n" + b"x" * (BODY_AHEAD - 1), False),
        (b"POST / HTTP/1.1\r\nContent-Length: 9000000\r\n\r\n" + b"x" * BODY_AHEAD, True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", False),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", True),
    ],
)
def test_when_a_thread_can_begin(data: bytes, ready: bool) -> None:
    whole, pieces = Incoming(), Incoming()
    whole.add(data, 0.0)
    for at in range(0, min(len(data), 200)):
        pieces.add(data[at : at + 1], 0.0)
    pieces.add(data[200:], 0.0)
    assert (whole.is_ready(), pieces.is_ready()) == (ready, ready)


def test_a_long_head_is_looked_through_once() -> None:
    """Byte by byte, the end is not searched for from the beginning each time."""
    incoming, began = Incoming(), time.process_time()
    for _ in range(LONGEST_HEAD):
        incoming.add(b"x", 0.0)
        incoming.is_ready()
    assert time.process_time() - began < 0.5
