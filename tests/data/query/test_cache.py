"""Answers that are kept: as long as they hold, and asked for once when many ask at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
import sqlalchemy as sa

from dashboard.data.query import queries
from dashboard.data.query.cache import kept, until_written
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment, customer_tag
from dashboard.data.subscriptions.sections import OVERAGE
from tests.data.factories import TODAY, load, row


@pytest.fixture
def filled(region: Region) -> Region:
    """A and B, each with more assigned than purchased; user 7 looks after A, which bears the tag gold."""
    load(region, [row("A", "S1", m=(1, 3, 1)), row("B", "S2", m=(1, 5, 1))])
    with region.write() as connection:
        connection.execute(sa.insert(assignment).values(user_id=7, customer_key=1))
        connection.execute(sa.insert(customer_tag).values(customer_key=1, tag="gold"))
    return region


def rows_of(scope: Scope) -> int:
    return queries.summary(Question(scope, moment(scope, TODAY)), OVERAGE).rows


def test_a_customer_more_in_a_scope_is_counted_at_once(filled: Region) -> None:
    own, gold = Scope(filled, 7), Scope(filled, None, tags=("gold",))
    assert (rows_of(own), rows_of(gold)) == (1, 1)
    assert (rows_of(own), rows_of(gold)) == (1, 1)
    with filled.write() as connection:
        connection.execute(sa.insert(assignment).values(user_id=7, customer_key=2))
        connection.execute(sa.insert(customer_tag).values(customer_key=2, tag="gold"))
    assert (rows_of(own), rows_of(gold)) == (2, 2)
    assert rows_of(Scope(filled, 8)) == 0


def test_what_is_remembered_until_a_write_is_asked_for_once(filled: Region) -> None:
    asked: list[Scope] = []

    @until_written
    def number(scope: Scope) -> int:
        asked.append(scope)
        return len(asked)

    own, whole = Scope(filled, 7), Scope(filled, None)
    found = [number(own), number(own), number(whole)]
    assert found == ([1, 1, 2] if filled.embedded else [1, 2, 3])  # others may write to a server's database
    with filled.write():
        pass
    assert number(own) == len(asked)


def test_who_asks_the_same_at_once_waits_for_one_answer(filled: Region) -> None:
    together, begun, asked = Barrier(4), Event(), list[str]()

    @kept
    def slow(question: Question, word: str) -> str:
        asked.append(word)
        assert begun.wait(60)
        return word

    question = Question(Scope(filled, None), moment(Scope(filled, None), TODAY))

    def ask() -> str:
        together.wait(60)
        return slow(question, "once")

    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(ask) for _ in range(3)]
        together.wait(60)
        begun.set()
        assert [one.result(60) for one in waiting] == ["once"] * 3
    assert asked == ["once"]


def test_an_answer_that_failed_is_asked_for_again(filled: Region) -> None:
    asked = 0

    @kept
    def fails_once(question: Question) -> int:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise LookupError("away")
        return asked

    question = Question(Scope(filled, None), moment(Scope(filled, None), TODAY))
    with pytest.raises(LookupError, match="away"):
        fails_once(question)
    assert fails_once(question) == 2
