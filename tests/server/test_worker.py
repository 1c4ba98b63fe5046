"""What a worker does when it cannot take a connection in."""

import errno
import time
from collections import deque
from typing import Any

import pytest

from dashboard.server.worker import ARRIVES, PatientWorker


class Listener:
    """A listening socket whose next connection cannot be taken."""

    def __init__(self, number: int) -> None:
        self.number = number

    def accept(self) -> Any:
        raise OSError(self.number, "no connection")


class Worker(PatientWorker):
    """A worker on which one request is arriving since so many seconds; `dropped` is what it closed."""

    def __init__(self, since: float = 0.0, *idle: Any) -> None:
        self.arriving: Any = Connection(time.monotonic() + ARRIVES - since)
        self._arriving: Any = {self.arriving: None}
        self.keepalived_conns = deque(idle)
        self.dropped: list[Any] = []

    def _drop(self, conn: Any) -> None:
        self.dropped.append(conn)

    def murder_keepalived(self, force: bool = False) -> None:
        self.dropped += [one for one in self.keepalived_conns if one.timeout <= time.monotonic()]


class Connection:
    """One that waits for a request, or for another one."""

    def __init__(self, until: float) -> None:
        self.deadline = self.timeout = until


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED])
def test_a_connection_that_another_worker_took_costs_nobody_theirs(number: int) -> None:
    worker = Worker()
    worker.accept(Listener(number))
    assert worker.dropped == []


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE])
def test_without_room_for_another_the_one_that_waited_longest_goes(number: int) -> None:
    worker = Worker()
    worker.accept(Listener(number))
    assert worker.dropped == [worker.arriving]


@pytest.mark.parametrize(("since", "idle_goes"), [(0.01, True), (5.0, False)])
def test_an_idle_connection_goes_before_a_request_that_comes_at_once(since: float, idle_goes: bool) -> None:
    idle = Connection(time.monotonic() + 9), Connection(time.monotonic() + 70)
    worker = Worker(since, *idle)
    worker.accept(Listener(errno.EMFILE))
    assert worker.dropped == [idle[0] if idle_goes else worker.arriving]


def test_what_is_wrong_with_the_listener_itself_is_raised() -> None:
    with pytest.raises(OSError, match="no connection"):
        Worker().accept(Listener(errno.EBADF))
