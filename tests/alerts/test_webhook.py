"""Where a webhook may lead, and how long it may keep us."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest

from dashboard.alerts import webhook
from dashboard.alerts.webhook import Refused, post

PRIVATE = (
    "127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "::1", "::",
    "fe80::1", "fc00::1", "fec0::1", "::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::10.0.0.1",
    "2002:7f00:1::", "2002:a00:1::1", "2001::1", "2001:db8::1", "ff02::1",
)  # fmt: skip
PUBLIC = ["8.8.8.8", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"]


@pytest.mark.parametrize(("address", "public"), [(one, one in PUBLIC) for one in (*PRIVATE, *PUBLIC)])
def test_an_address_is_private_however_it_is_written(address: str, public: bool) -> None:
    assert webhook._public(address) is public


@pytest.fixture
def endless() -> Iterator[str]:
    """The address of a server that goes on to ask for patience; in the end, which is late, it takes the message."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            taken, _ = listening.accept()
            with taken:
                for _time in range(300):
                    taken.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                    time.sleep(0.01)  # what is tested is an answer that takes its time
                taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    thread.join()
    listening.close()


def test_who_answers_for_ever_is_left(endless: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "LONGEST", 0.2)
    with pytest.raises(Refused):
        post(endless, b"{}", "secret", "1", "d", private=True)
