"""Whose turn it is: nobody has more than a share, the one with the fewest at work is next."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from dashboard.server.fair_threads import MOST_WAITING, Turns
from dashboard.server.incoming import Incoming


@pytest.fixture
def turns() -> Iterator[Turns]:
    """Four threads, a share of two, and a supervisor."""
    made = Turns(4, 2, b"supervisor")
    yield made
    made.shutdown()


class Work:
    """Work that begins, and ends when it is told to."""

    def __init__(self) -> None:
        self.begun, self.end = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.begun.set()
        assert self.end.wait(60)


def begin(turns: Turns, asker: bytes, times: int) -> tuple[list[Work], "list[Future[None]]"]:
    works = [Work() for _ in range(times)]
    return works, [turns.submit(asker, one) for one in works]


def end(works: list[Work], futures: "list[Future[None]]") -> None:
    for one in works:
        one.end.set()
    for future in futures:
        future.result(60)


def test_nobody_has_more_than_a_share_at_work(turns: Turns) -> None:
    many, first = begin(turns, b"a", 20)
    assert [one.begun.wait(60) for one in many[:2]] == [True, True]
    other, second = begin(turns, b"b", 1)
    assert other[0].begun.wait(60)
    assert not many[2].begun.wait(0.1)
    end(other, second)
    end(many, first)


def test_who_has_the_least_at_work_is_next() -> None:
    turns = Turns(4, 3)
    busy, futures = begin(turns, b"a", 2)
    more, others = begin(turns, b"b", 2)
    assert all(one.begun.wait(60) for one in (*busy, *more))
    second, later = begin(turns, b"a", 1)
    stranger, new = begin(turns, b"c", 1)
    end(more[:1], others[:1])  # one thread is free: it is not a's turn, who waits longer and has two at work
    assert stranger[0].begun.wait(60)
    assert not second[0].begun.is_set()
    end([*busy, *more, *second, *stranger], [*futures, *others, *later, *new])
    turns.shutdown()


def test_a_supervisor_is_answered_when_everything_is_at_work(turns: Turns) -> None:
    works, futures = begin(turns, b"a", 2)
    more, others = begin(turns, b"b", 2)
    assert all(one.begun.wait(60) for one in (*works, *more))
    assert turns.submit(b"supervisor", lambda: "alive").result(5) == "alive"
    end([*works, *more], [*futures, *others])


def test_a_crowd_is_told_from_the_others(turns: Turns) -> None:
    works, futures = begin(turns, b"a", 2 + MOST_WAITING)
    assert all(one.begun.wait(60) for one in works[:2])
    assert (turns.is_crowded(b"a"), turns.is_crowded(b"b")) == (True, False)
    end(works, futures)
    assert not turns.is_crowded(b"a")


def test_work_that_fails_costs_no_thread(turns: Turns) -> None:
    for _ in range(20):
        with pytest.raises(ZeroDivisionError):
            turns.submit(b"a", lambda: 1 / 0).result(5)
    assert turns.submit(b"a", lambda: 7).result(5) == 7


@pytest.mark.parametrize(
    ("headers", "asker"),
    [
        (b"Authorization: Bearer pd_x\r\nCookie: dashboard=s\r\n", b"Bearer pd_x"),
        (b"Cookie: theme=dark; dashboard=s.1; language=de\r\n", b"s.1"),
        (b"Cookie: __Host-dashboard=s.2\r\n", b"s.2"),
        (b"Cookie: mydashboard=s.3\r\n", b"192.0.2.1"),
        (b"X-Forwarded-For: 10.0.0.1\r\n", b"192.0.2.1"),
    ],
)
def test_who_asks_is_told_from_the_head(headers: bytes, asker: bytes) -> None:
    incoming = Incoming()
    incoming.add(b"GET /subscriptions?x=1 HTTP/1.1\r\n" + headers + b"\r\n", 0.0)
    assert incoming.asker("192.0.2.1", 0) == asker


def test_behind_proxies_the_forwarded_address_counts() -> None:
    incoming = Incoming()
    incoming.add(b"GET / HTTP/1.1\r\nX-Forwarded-For: 1.1.1.1, 198.51.100.7, 10.0.0.2\r\n\r\n", 0.0)
    assert incoming.asker("127.0.0.1", 2) == b"198.51.100.7"
