"""Calls are unknown, and never 0, where call legs name no call."""

from datetime import date
from pathlib import Path

from dashboard.data.calling.features import FEATURE_ADOPTION, adoption, features
from dashboard.data.calling.unknown import Unknown, unknown_counts
from dashboard.data.calling.usage import CUSTOMER_USAGE
from dashboard.data.query import queries
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.calls import customer_week, feature_week
from tests.data.calling.files import LEG_HEADERS, USAGE_HEADERS, leg, load, write
from tests.data.calling.test_weekly import rows, usage
from tests.data.factories import ask

WEEK = date(2026, 11, 15)
LEGS = [
    leg("1", "", "A", "2026-11-16T10:00:00Z", 60, features="park"),
    leg("2", "", "A", "2026-11-16T11:00:00Z", 60),
    leg("3", "c", "B", "2026-11-16T10:00:00Z", 30, features="park"),
    leg("4", "c", "B", "2026-11-16T10:00:00Z", 30, features="park"),
    leg("5", "", "B", "2026-11-16T10:00:00Z", 60),
    leg("6", "", "C", "2026-11-16T10:00:00Z", 60),
]


def test_calls_of_legs_without_a_call_id(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path / "legs.csv", LEG_HEADERS, LEGS))
    report = usage("C", "", 8, 9, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, "NA")
    load(region, write(tmp_path / "usage.csv", USAGE_HEADERS, [report]), WEEK)
    assert rows(region, customer_week, "calls", "legs", "minutes", "legs_without_call_id") == [
        (WEEK, "A", None, 2, 2.0, 2),
        (WEEK, "B", 1, 3, 2.0, 1),
        (WEEK, "C", 8, 9, 12.0, None),  # by its report: its legs are not counted
    ]
    asked = ask(region)
    found = {row["customer"][0]: row["calls"] for row in queries.rows(asked, CUSTOMER_USAGE, limit=9)}
    assert found == {"A": None, "B": 1, "C": 8}
    assert queries.values(asked, CUSTOMER_USAGE)["counted"].number == 2
    assert unknown_counts(asked) == Unknown(without_calls=1, partly=1, legs=1)


def test_a_feature_is_used_in_calls_that_are_unknown(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path / "legs.csv", LEG_HEADERS, LEGS[:2]))
    assert rows(region, feature_week, "feature", "calls") == [(WEEK, "A", "park", None)]
    asked = ask(region)
    assert features(asked) == [{"feature": "park", "calls": None, "customers": 1}]
    assert adoption(asked) == [{"feature": "park", "calls": None, "customers": 1, "known": 1}]
    (row,) = queries.rows(asked, FEATURE_ADOPTION, limit=9)
    assert (row["calls"], row["uses"]) == (None, True)
