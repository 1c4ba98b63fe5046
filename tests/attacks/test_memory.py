"""Tried: filling the memory with answers that are kept (one token once grew the process by 510 MB in a minute)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.data.query.answers import MOST_ROWS, Answers, size_of

ROW = {f"column_{n}": "x" * 50 for n in range(20)}


def rows(count: int) -> list[dict[str, str]]:
    return [{key: value + str(n) for key, value in ROW.items()} for n in range(count)]


def test_what_is_kept_stays_below_the_bound() -> None:
    kept = Answers(2_000_000)
    for number in range(1_000):
        kept.get(number, lambda: rows(30))
    assert 1_000_000 < kept.size <= 2_000_000


def test_the_bound_counts_what_answers_hold() -> None:
    page = rows(100)
    assert size_of(page) > sum(len(value) for row in page for value in row.values())
    assert size_of({"a": ("x" * 1000,)}) > 1000


def test_pages_of_many_rows_are_given_and_not_kept() -> None:
    kept, asked = Answers(1 << 30), []

    def ask(count: int) -> list[dict[str, str]]:
        asked.append(count)
        return rows(count)

    for count in (MOST_ROWS, MOST_ROWS, MOST_ROWS + 1, MOST_ROWS + 1):
        assert len(kept.get(count, lambda count=count: ask(count))) == count  # type: ignore[misc]
    assert asked == [MOST_ROWS, MOST_ROWS + 1, MOST_ROWS + 1]


def test_what_was_not_asked_for_longest_goes_first() -> None:
    kept = Answers(10 * (size_of(rows(3)) + 2_000) * 2)
    for number in range(3):
        kept.get(number, lambda: rows(3))
    for other in range(100, 400):
        kept.get(0, lambda: pytest.fail("0 is asked for all the time"))
        kept.get(other, lambda: rows(3))
    again = []
    kept.get(1, lambda: again.append(1))
    assert again == [1]


def test_one_answer_for_all_who_ask_at_once() -> None:
    kept, begun, asked = Answers(1 << 20), threading.Event(), []

    def slow() -> list[int]:
        asked.append(1)
        assert begun.wait(60)
        return list(range(MOST_ROWS + 1))  # not kept: those who wait get this one all the same

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(kept.get, "key", slow) for _ in range(8)]
        begun.set()
        answers = [one.result(60) for one in waiting]
    assert all(answer == answers[0] for answer in answers)
    assert len(asked) <= 2  # one may have come when the answer was out


def test_a_failure_is_not_kept_and_not_anothers() -> None:
    kept = Answers(1 << 20)
    with pytest.raises(ZeroDivisionError):
        kept.get("key", lambda: 1 / 0)
    assert kept.get("key", lambda: 7) == 7


def test_nothing_is_an_answer_too() -> None:
    kept, asked = Answers(1 << 20), []
    for _ in range(2):
        assert kept.get("key", lambda: asked.append(1)) is None
    assert asked == [1]
