"""What a worker does when it cannot take a connection in."""

import errno
from typing import Any

import pytest

from dashboard.server.worker import PatientWorker


class Listener:
    """A listening socket whose next connection cannot be taken."""

    def __init__(self, number: int) -> None:
        self.number = number

    def accept(self) -> Any:
        raise OSError(self.number, "no connection")


class Worker(PatientWorker):
    """A worker on which one request is arriving; `dropped` is what it closed."""

    def __init__(self) -> None:
        self.arriving: Any = object()
        self._arriving: Any = {self.arriving: None}
        self.dropped: list[Any] = []

    def _drop(self, conn: Any) -> None:
        self.dropped.append(conn)


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


def test_what_is_wrong_with_the_listener_itself_is_raised() -> None:
    with pytest.raises(OSError, match="no connection"):
        Worker().accept(Listener(errno.EBADF))
