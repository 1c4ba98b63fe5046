"""The tables of calls and queues, and what the pages draw, counted by hand from the rows below."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.data.calling import features, quality, queues, trends, usage
from dashboard.data.calling.covered_weeks import Origins, origins, week_freshness
from dashboard.data.query import queries
from dashboard.data.query.question import Question
from dashboard.data.query.table import Table
from dashboard.data.storage.regions import Region
from tests.data.calling.files import LEG_HEADERS, QUEUE_HEADERS, USAGE_HEADERS, leg, load, write
from tests.data.calling.test_weekly import queue
from tests.data.calling.test_weekly import usage as usage_row
from tests.data.factories import ask

BEFORE, WEEK = date(2026, 11, 8), date(2026, 11, 15)
LEGS = [
    leg("1", "a", "A", "2026-11-09T10:00:00Z", 60, user="u1", endpoint="web", features="park", audio=(1, 1, 1)),
    leg("2", "b", "A", "2026-11-09T10:00:00Z", 60, user="u1", endpoint="web", audio=(200, 1, 1)),
    leg("3", "c", "A", "2026-11-16T10:00:00Z", 60, user="u1", endpoint="web", audio=(200, 1, 1)),
    leg("4", "d", "A", "2026-11-16T10:00:00Z", 60, user="u2", endpoint="desk phone", audio=(1, 1, 1), features="park"),
    leg("5", "e", "A", "2026-11-16T10:00:00Z", 60, user="u2", endpoint="desk phone", audio=(1, 1, 5)),
    leg("6", "f", "A", "2026-11-21T23:59:59Z", 60),
    leg("7", "g", "C", "2026-11-16T10:00:00Z", 60, endpoint="web", audio=(1, 1, 1)),
]


@pytest.fixture
def asked(region: Region, tmp_path: Path) -> Question:
    """Customer A has legs in both weeks, B a usage report of the newer, C legs of the newer, A and B queues."""
    load(region, write(tmp_path / "legs.csv", LEG_HEADERS, LEGS))
    rows = [usage_row("B", "", 100, 200, 8, 300.5, 0, 3, 0, 40, 0, 0, 0, 10, 9)]
    load(region, write(tmp_path / "usage.csv", USAGE_HEADERS, rows), WEEK)
    one, two = queue("A", "Sales", 90, 10, 100, 1800, 600, 0, 0, 0), queue("A", "Help", 50, 50, 100, 400, 400, 1, 2, 3)
    load(region, write(tmp_path / "before.csv", QUEUE_HEADERS, [one]), BEFORE)
    load(region, write(tmp_path / "now.csv", QUEUE_HEADERS, [one, two]), WEEK)
    return ask(region)


def shown(asked: Question, table: Table, *keys: str) -> list[tuple[Any, ...]]:
    """The rows in the table's order: the customer's letter and these columns."""
    return [(row["customer"][0], *(row[key] for key in keys)) for row in queries.rows(asked, table, limit=100)]


def test_customers_and_usage(asked: Question) -> None:
    assert shown(asked, usage.CUSTOMER_USAGE, "calls", "legs", "minutes", "active_users", "calls_change") == [
        ("B", 100, 200, 300.5, 9, 100),  # the week before is covered and does not name B: 0 then
        ("A", 4, 4, 4.0, 2, 2),
        ("C", 1, 1, 1.0, None, 1),
    ]
    values = queries.values(asked, usage.CUSTOMER_USAGE)
    assert {key: value.number for key, value in values.items()} == {
        "customers": 3,
        "counted": 3,
        "silent": 0,
        "falling": 0,
        "calls": 105,
        "legs": 205,
        "minutes": 305.5,
        "active_users": 11,
    }


def test_customers_and_call_quality(asked: Question) -> None:
    names = ("legs", "good", "poor", "unmeasured", "poor_rate", "poor_rate_change", "worst_endpoint_type")
    assert shown(asked, quality.CUSTOMER_QUALITY, *names) == [
        ("B", 200, 192, 8, 0, 0.04, None, None),  # 200 measured legs; the others have fewer than 50
        ("A", 4, 1, 2, 1, 2 / 3, pytest.approx(2 / 3 - 1 / 2), "web"),
        ("C", 1, 1, 0, 0, 0.0, None, None),
    ]
    assert queries.values(asked, quality.CUSTOMER_QUALITY)["poor_rate"].number == 10 / 204


def test_charts(asked: Question) -> None:
    trend = trends.quality_trend(asked)
    assert [point["week"] for point in trend][-2:] == [BEFORE, WEEK]
    assert [point["good"] for point in trend] == [None] * 6 + [1, 194]
    assert trend[-1] == {
        "week": WEEK,
        "customers": 3,
        "good": 194,
        "poor": 10,
        "unmeasured": 1,
        "poor_rate": 10 / 204,
    }
    assert [(one["endpoint_type"], one["good"], one["poor"]) for one in trends.quality_by_endpoint(asked)] == [
        ("desk phone", 1, 1),
        ("web", 1, 1),
        ("unknown", 0, 0),
    ]
    assert features.features(asked) == [
        {"feature": "call_queue", "calls": 240, "customers": 2},
        {"feature": "hunt_group", "calls": 3, "customers": 1},
        {"feature": "park", "calls": 1, "customers": 1},
    ]
    assert origins(asked) == Origins(
        usage_from_reports=1, usage_from_legs=2, quality_from_legs=2, quality_from_reports=1
    )


def test_who_uses_which_feature(asked: Question) -> None:
    assert shown(asked, features.FEATURE_ADOPTION, "feature", "calls", "calls_change", "uses") == [
        ("A", "call_queue", 200, 100, True),
        ("B", "call_queue", 40, None, True),
        ("C", "call_queue", None, None, None),
        ("B", "hunt_group", 3, None, True),
        ("A", "hunt_group", None, None, None),
        ("C", "hunt_group", None, None, None),
        ("A", "park", 1, 0, True),
        ("C", "park", 0, None, False),
        ("B", "park", None, None, None),
    ]
    assert queries.values(asked, features.FEATURE_ADOPTION)["adoption_rate"].number == 4 / 5


def test_customers_and_queues(asked: Question) -> None:
    names = ("offered", "answered", "abandoned", "abandonment_rate", "average_answer_seconds")
    assert shown(asked, queues.CUSTOMER_QUEUES, *names, "average_abandon_wait_seconds", "abandonment_rate_change") == [
        ("A", 200, 140, 60, 0.3, 2200 / 140, 1000 / 60, pytest.approx(0.2)),
        ("B", 40, None, 10, 0.25, None, None, None),
    ]
    values = {key: value.number for key, value in queries.values(asked, queues.CUSTOMER_QUEUES).items()}
    assert values["abandonment_rate"] == 70 / 240
    assert values["average_answer_seconds"] == 2200 / 140
    assert values["average_abandon_wait_seconds"] == 1000 / 60


def test_a_week_without_files_is_unknown(asked: Question, region: Region) -> None:
    later = ask(region, date(2026, 11, 29))
    assert {value.number for value in queries.values(later, usage.CUSTOMER_USAGE).values()} == {None}
    assert trends.quality_trend(later)[-1]["good"] is None
    found = week_freshness(later)
    assert found is not None
    assert (found.snapshot, found.next_due) == (WEEK, date(2026, 11, 29))


def test_lines_of_weeks(asked: Question) -> None:
    rows = queries.rows(asked, usage.CUSTOMER_USAGE, limit=2, keys=True)
    usage.CUSTOMER_USAGE.lines[0].add(asked, rows)
    assert [row["calls_by_week"][-2:] for row in rows] == [[None, 100.0], [2.0, 4.0]]
