"""The causes of a change of calls, minutes, poor legs and abandonment, counted by hand from the rows below."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dashboard.data.changes.table import CHANGES, comparison
from dashboard.data.query import queries
from dashboard.data.query.question import Question
from dashboard.data.storage.regions import Region
from tests.data.calling.files import LEG_HEADERS, QUEUE_HEADERS, USAGE_HEADERS, leg, load, write
from tests.data.calling.test_weekly import queue
from tests.data.calling.test_weekly import usage as usage_row
from tests.data.factories import ask

BEFORE, WEEK = date(2026, 11, 8), date(2026, 11, 15)


def usage(customer: str, calls: int, legs: int, poor: int, minutes: float) -> dict[str, Any]:
    return usage_row(customer, "", calls, legs, poor, minutes, 0, 0, 0, 0, 0, 0, 0, 0, "")


@pytest.fixture
def asked(region: Region, tmp_path: Path) -> Question:
    """A calls more, B less, C the same, D is new, E not named; F is named by legs of the week before alone."""
    then = [usage("A", 10, 100, 2, 50), usage("B", 30, 100, 4, 90.5), usage("C", 5, 100, 0, 5)]
    now = [usage("A", 16, 200, 2, 50), usage("B", 10, 100, 9, 40.25), usage("C", 5, 100, 0, 5)]
    load(region, write(tmp_path / "then.csv", USAGE_HEADERS, [*then, usage("E", 7, 100, 10, 14)]), BEFORE)
    load(region, write(tmp_path / "now.csv", USAGE_HEADERS, [*now, usage("D", 2, 100, 1, 6)]), WEEK)
    legs = [leg("1", "a", "F", "2026-11-09T10:00:00Z", 60, audio=(1, 1, 1))]
    load(region, write(tmp_path / "legs.csv", LEG_HEADERS, legs))
    queues = [queue("A", "Sales", 90, 10, 100, 1, 1, 0, 0, 0), queue("B", "Help", 40, 10, 50, 1, 1, 0, 0, 0)]
    load(region, write(tmp_path / "q1.csv", QUEUE_HEADERS, queues), BEFORE)
    load(region, write(tmp_path / "q2.csv", QUEUE_HEADERS, [queue("A", "Sales", 70, 30, 100, 1, 1, 0, 0, 0)]), WEEK)
    return ask(region)


def parts(asked: Question, measure: str) -> tuple[Any, dict[str, Any], Any]:
    found = comparison(replace(asked, measure=measure))
    return found.before, {part.cause.key: part.change for part in found.parts}, found.now


def test_calls_and_minutes(asked: Question) -> None:
    # F had one call of a minute by its legs; no legs of this week are there, so nothing is known of it.
    assert parts(asked, "calls") == (53, {"new": 2, "grew": 6, "shrank": -20, "silent": -7, "untold": -1}, 33)
    changes = {"new": 6, "shrank": -50.25, "silent": -14, "untold": -1}
    assert parts(asked, "minutes") == (160.5, changes, 101.25)


def test_what_a_customer_adds_to_the_share_of_poor_legs(asked: Question) -> None:
    """Then 16 of 401 measured legs were poor, now 12 of 500: what is more than the share of then would make."""
    then = Fraction(16, 401)
    # A has 100 legs more and no more poor ones; F's one leg, a good one, is told no more.
    added = {
        "new": (1 - then * 100) / 500,
        "shrank": (0 - then * 100) / 500,
        "grew": Fraction(5, 500),
        "untold": then / 500,
        "silent": (-10 + then * 100) / 500,
    }
    before, found, now = parts(asked, "poor_rate")
    assert (before, now) == (float(then), 12 / 500)
    assert found == pytest.approx({key: float(value) for key, value in added.items()})
    assert sum(added.values()) == Fraction(12, 500) - then


def test_abandonment(asked: Question) -> None:
    """Then 20 of 150 were abandoned, now 30 of 100: A has 20 more of the same, B's queue is not named any more."""
    then = Fraction(20, 150)
    before, found, now = parts(asked, "abandonment_rate")
    assert (before, now) == (pytest.approx(20 / 150), 0.3)
    assert found == pytest.approx({"grew": 0.2, "silent": float((-10 + then * 50) / 100)})
    rows = queries.rows(replace(asked, measure="abandonment_rate"), CHANGES, limit=10)
    assert [(row["customer"], row["value_before"], row["value_now"]) for row in rows] == [
        ("A AG", 0.1, 0.3),
        ("B AG", 0.2, None),  # no call was offered: no rate
    ]


def test_without_a_week_to_compare_with(asked: Question, region: Region) -> None:
    early = ask(region, date(2026, 11, 16))  # the week of 8 November, and none before it
    found = comparison(replace(early, measure="calls"))
    assert (found.before, found.now, found.change, found.parts) == (None, 53, None, ())
    assert queries.count(replace(early, measure="calls"), CHANGES) == 0


def test_another_date_to_compare_with(asked: Question, region: Region, tmp_path: Path) -> None:
    old = date(2026, 10, 4)
    load(region, write(tmp_path / "old.csv", USAGE_HEADERS, [usage("A", 1, 2, 0, 3), usage("G", 4, 4, 0, 4)]), old)
    asked = ask(region)
    compared = replace(asked, compare=replace(asked.moment, as_of=date(2026, 10, 14)), measure="calls")
    assert parts(compared, "calls") == (5, {"new": 17, "grew": 15, "silent": -4}, 33)
