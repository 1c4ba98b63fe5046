"""Customers that this week's files do not name, and what changes of a table add up to, counted by hand."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard.data.calling import endpoints, quality, queue_list, queues, trends, usage
from dashboard.data.query import queries
from dashboard.data.query.metric import Metric
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Table
from dashboard.data.storage.regions import Region
from tests.data.calling.files import LEG_HEADERS, QUEUE_HEADERS, USAGE_HEADERS, leg, load, write
from tests.data.calling.test_weekly import queue
from tests.data.calling.test_weekly import usage as usage_row
from tests.data.factories import ask

BEFORE, WEEK = date(2026, 11, 8), date(2026, 11, 15)


def used(customer: str, calls: Any, legs: int, poor: int, minutes: float, users: Any = "") -> dict[str, Any]:
    return usage_row(customer, "", calls, legs, poor, minutes, 0, 0, 0, 0, 0, 0, 0, 0, users)


def shown(asked: Question, table: Table, *keys: str, order: str = "customer") -> list[tuple[Any, ...]]:
    view = View(sort=(order,))
    return [(row["customer"][0], *(row[key] for key in keys)) for row in queries.rows(asked, table, view, limit=100)]


@pytest.fixture
def reported(region: Region, tmp_path: Path) -> Question:
    """A falls, B is not named any more, C is new; D has call legs of the week before, and no legs are there now."""
    then = [used("A", 30, 60, 3, 90.5, 4), used("B", 12, 24, 6, 20, 3)]
    load(region, write(tmp_path / "then.csv", USAGE_HEADERS, then), BEFORE)
    load(region, write(tmp_path / "now.csv", USAGE_HEADERS, [used("A", 20, 50, 1, 60), used("C", 5, 8, 0, 6)]), WEEK)
    legs = [leg("1", "a", "D", "2026-11-09T10:00:00Z", 60, audio=(1, 1, 1))]
    load(region, write(tmp_path / "legs.csv", LEG_HEADERS, legs))
    return ask(region)


def test_who_is_not_named_counts_with_nothing(reported: Question) -> None:
    names = ("calls", "legs", "minutes", "active_users", "silent", "calls_change", "minutes_change")
    assert shown(reported, usage.CUSTOMER_USAGE, *names) == [
        ("A", 20, 50, 60.0, None, False, -10, -30.5),  # this week's file does not tell A's users
        ("B", 0, 0, 0.0, 0, True, -12, -20.0),
        ("C", 5, 8, 6.0, None, False, 5, 6.0),  # in no file of the week before: 0 then
    ]  # D: no call legs of this week are there, so nothing is known of it
    falling = shown(reported, usage.CUSTOMER_USAGE, "calls_change", "calls_change_rate", order="calls_change_rate")
    assert falling == [("B", -12, -1.0), ("A", -10, pytest.approx(-1 / 3)), ("C", 5, None)]
    values = queries.values(reported, usage.CUSTOMER_USAGE)
    assert {key: values[key].number for key in ("customers", "counted", "silent", "falling")} == {
        "customers": 3,
        "counted": 2,
        "silent": 1,
        "falling": 2,
    }


def test_changes_sum_to_the_change_on_the_card(reported: Question) -> None:
    for metric, expected in ((usage.CALLS, -17), (usage.LEGS, -26), (usage.MINUTES, -44.5)):
        assert trends.change_of(reported, usage.CUSTOMER_USAGE, metric) == expected
        rows = queries.rows(reported, usage.CUSTOMER_USAGE, limit=9)
        assert sum(row[f"{metric.key}_change"] for row in rows) == expected


def test_quality_of_who_is_not_named(reported: Question) -> None:
    names = ("legs", "poor", "poor_rate", "legs_change", "poor_change", "silent", "below_minimum")
    assert shown(reported, quality.CUSTOMER_QUALITY, *names) == [
        ("A", 50, 1, 0.02, -10, -2, False, False),
        ("B", 0, 0, None, -24, -6, True, True),
        ("C", 8, 0, 0.0, 8, 0, False, True),
    ]


def test_fifty_legs_lead_the_worst(reported: Question) -> None:
    """C's eight legs come after A's fifty whatever their share."""
    order = [row["customer"][0] for row in queries.rows(reported, quality.CUSTOMER_QUALITY, limit=9)]
    assert order == ["A", "C", "B"]


def test_another_kind_of_file_says_nothing_of_a_customer(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path / "then.csv", USAGE_HEADERS, [used("A", 30, 60, 3, 90)]), BEFORE)
    legs = [leg("1", "a", "B", "2026-11-16T10:00:00Z", 60, audio=(1, 1, 1))]
    load(region, write(tmp_path / "legs.csv", LEG_HEADERS, legs))
    assert shown(ask(region), usage.CUSTOMER_USAGE, "calls", "calls_change") == [("B", 1, 1)]


def test_without_a_week_before_changes_are_unknown(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path / "now.csv", USAGE_HEADERS, [used("A", 30, 60, 3, 90)]), WEEK)
    asked = ask(region)
    assert shown(asked, usage.CUSTOMER_USAGE, "calls_change", "silent") == [("A", None, False)]
    assert trends.change_of(asked, usage.CUSTOMER_USAGE, usage.CALLS) is None


def test_the_week_compared_with(reported: Question, region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path / "old.csv", USAGE_HEADERS, [used("E", 7, 9, 0, 3)]), WEEK - timedelta(days=28))
    moment = replace(reported.moment, as_of=date(2026, 10, 28))  # the week of 18 October was complete then
    asked = replace(ask(region), compare=moment)
    assert shown(asked, usage.CUSTOMER_USAGE, "calls", "calls_change", "silent") == [
        ("A", 20, 20, False),
        ("C", 5, 5, False),
        ("E", 0, -7, True),
    ]
    assert trends.change_of(asked, usage.CUSTOMER_USAGE, usage.CALLS) == 18


@pytest.fixture
def queued(region: Region, tmp_path: Path) -> Question:
    """Two queues of A, one of B that is not named any more, a small one of C; D's are counted by its usage report."""
    then = [queue("A", "Sales", 90, 10, 100, 900, 50, 0, 0, 0), queue("B", "Help", 10, 30, 40, 1, 1, 0, 0, 0)]
    now = [
        queue("A", "Sales", 60, 20, 80, 600, 100, 0, 0, 0),
        queue("A", "Info", 50, 0, 50, 100, 0, 0, 0, 0),
        queue("C", "Bar", 0, 2, 2, 0, 9, 0, 0, 0),
    ]
    load(region, write(tmp_path / "q1.csv", QUEUE_HEADERS, then), BEFORE)
    load(region, write(tmp_path / "q2.csv", QUEUE_HEADERS, now), WEEK)
    row = usage_row("D", "", 100, 200, 8, 300.5, 0, 3, 0, 40, 0, 0, 0, 10, 9)
    load(region, write(tmp_path / "usage.csv", USAGE_HEADERS, [row]), WEEK)
    return ask(region)


def test_customers_whose_queues_are_not_named(queued: Question) -> None:
    names = ("offered", "abandoned", "abandonment_rate", "offered_change", "abandoned_change", "silent")
    assert shown(queued, queues.CUSTOMER_QUEUES, *names) == [
        ("A", 130, 20, 20 / 130, 30, 10, False),
        ("B", 0, 0, None, -40, -30, True),
        ("C", 2, 2, 1.0, 2, 2, False),
        ("D", 40, 10, 0.25, 40, 10, False),
    ]


def test_queues_by_themselves_the_worst_first(queued: Question) -> None:
    rows = queries.rows(queued, queue_list.QUEUES_WORST, limit=9)
    names = ("queue", "offered", "abandonment_rate", "abandonment_rate_change", "below_minimum", "silent")
    assert [(row["customer"][0], *(row[name] for name in names)) for row in rows] == [
        ("A", "Sales", 80, 0.25, pytest.approx(0.15), False, False),
        ("A", "Info", 50, 0.0, None, False, False),
        ("C", "Bar", 2, 1.0, None, True, False),  # two calls, both abandoned: not the worst queue of the region
        ("B", "Help", 0, None, None, True, True),
    ]
    values = queries.values(queued, queue_list.QUEUES_WORST)
    assert (values["queues"].number, values["offered"].number) == (4, 132)
    assert values["abandonment_rate"].number == 22 / 132


def test_queues_by_week(queued: Question) -> None:
    points = trends.queue_trend(queued)
    keys = ("offered", "answered", "abandoned", "abandonment_rate", "customers")
    assert [tuple(point[key] for key in keys) for point in points[-2:]] == [
        (140, 100, 40, 40 / 140, 2),
        (172, 110, 32, 32 / 172, 3),  # how many of D's were answered no file tells
    ]
    assert points[0]["offered"] is None


def test_calls_by_week(reported: Question) -> None:
    points = trends.usage_trend(reported)
    keys = ("calls", "legs", "minutes", "active_users", "customers")
    assert [tuple(point[key] for key in keys) for point in points[-2:]] == [
        (43, 85, 111.5, 7, 3),
        (25, 58, 66.0, None, 2),
    ]


LEGS = [
    *(leg(f"w{n}", f"a{n}", "A", "2026-11-16T10:00:00Z", 60, endpoint="web", audio=(200, 1, 1)) for n in range(2)),
    *(
        leg(f"d{n}", f"b{n}", "A", "2026-11-16T10:00:00Z", 60, endpoint="desk phone", audio=(1, 1, 1))
        for n in range(60)
    ),
    leg("d", "c", "A", "2026-11-16T10:00:00Z", 60, endpoint="desk phone", audio=(1, 500, 1)),
    leg("x", "d", "B", "2026-11-16T10:00:00Z", 60, endpoint="web", audio=(1, 1, 1)),
]


def test_who_has_poor_legs_of_which_type(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path / "legs.csv", LEG_HEADERS, LEGS))
    load(region, write(tmp_path / "usage.csv", USAGE_HEADERS, [used("C", 10, 936, 3, 9)]), WEEK)
    asked = ask(region)
    rows = queries.rows(asked, endpoints.ENDPOINT_QUALITY, limit=9)
    names = ("endpoint_type", "legs", "poor", "poor_rate", "below_minimum")
    assert [(row["customer"][0], *(row[name] for name in names)) for row in rows] == [
        ("A", "desk phone", 61, 1, 1 / 61, False),
        ("A", "web", 2, 2, 1.0, True),
        ("B", "web", 1, 0, 0.0, True),
    ]
    # C's 936 legs are good or poor by its usage report, which tells no endpoint type.
    assert trends.leg_share(asked) == trends.LegShare(customers=2, legs=64, of_legs=1000)


def test_metrics_of_the_tables_are_those_of_their_cards() -> None:
    for table in (usage.CUSTOMER_USAGE, quality.CUSTOMER_QUALITY, queues.CUSTOMER_QUEUES):
        weekly: tuple[Metric, ...] = table.weekly
        assert set(weekly) <= set(table.metrics)
