"""Weekly counts from raw legs and reports, counted by hand from the rows below."""

from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import customer_week, endpoint_week, feature_week, queue_week
from tests.data.calling.files import LEG_HEADERS, QUEUE_HEADERS, USAGE_HEADERS, leg, load, write
from tests.data.factories import org_id

WEEK, NEXT = date(2026, 11, 8), date(2026, 11, 15)
LEGS = [
    leg("1", "a", "A", "2026-11-08T00:00:00.000Z", 60, user="u1", endpoint="desk phone", audio=(150, "", "")),
    leg("2", "a", "A", "2026-11-08T00:00:01Z", 30, user="u2", endpoint="desk phone", audio=(149.9, 399, 4.9)),
    leg("3", "b", "A", "2026-11-14T23:59:59.999Z", 90, user="u1", video="true", features="Voicemail;Transfer"),
    leg("4", "b", "A", "2026-11-15T00:00:00.000Z", 10, user="u1", features="voicemail"),
    leg("5", "c", "B", "2026-11-09T12:00:00+02:00", "", endpoint="web", video_stream=("", 400, "")),
]


def rows(region: Region, table: sa.Table, *names: str) -> list[tuple[Any, ...]]:
    """Rows by week and customer's letter."""
    columns = [table.c.week, sa.func.substr(customer.c.snapshot_name, 1, 1), *(table.c[name] for name in names)]
    joined = sa.select(*columns).join_from(table, customer, customer.c.customer_key == table.c.customer_key)
    with region.read() as connection:
        return sorted(map(tuple, connection.execute(joined)), key=lambda row: (row[0], repr(row)))


def test_legs_are_counted_by_week_and_customer(region: Region, tmp_path: Path) -> None:
    result = load(region, write(tmp_path / "legs.csv", LEG_HEADERS, LEGS))
    assert (result.kind, result.rows, result.rejected) == ("Call Legs", 5, 0)
    assert (result.first_date, result.last_date) == (WEEK, NEXT)
    names = ("calls", "legs", "minutes", "video_minutes", "active_users", "good", "poor", "unmeasured")
    assert rows(region, customer_week, *names) == [
        (WEEK, "A", 2, 3, 3.0, 1.5, 2, 1, 1, 1),
        (WEEK, "B", 1, 1, None, 0.0, None, 0, 1, 0),
        (NEXT, "A", 1, 1, 10 / 60, 0.0, 1, 0, 0, 1),
    ]
    assert rows(region, endpoint_week, "endpoint_type", "good", "poor", "unmeasured") == [
        (WEEK, "A", "desk phone", 1, 1, 0),
        (WEEK, "A", "unknown", 0, 0, 1),
        (WEEK, "B", "web", 0, 1, 0),
        (NEXT, "A", "unknown", 0, 0, 1),
    ]
    assert rows(region, feature_week, "feature", "calls") == [
        (WEEK, "A", "transfer", 1),
        (WEEK, "A", "voicemail", 1),
        (NEXT, "A", "voicemail", 1),
    ]


def test_a_leg_counts_once_and_the_later_file_wins(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path / "one.csv", LEG_HEADERS, LEGS))
    moved = [
        leg("4", "b", "A", "2026-11-14T10:00:00Z", 5),
        leg("1", "a", "A", "2026-11-08T00:00:00Z", 1),
        leg("1", "a", "A", "2026-11-08T00:00:00Z", 60, audio=(1, 1, 1)),
    ]
    load(region, write(tmp_path / "two.csv", LEG_HEADERS, moved))
    assert rows(region, customer_week, "calls", "legs", "good", "poor", "unmeasured") == [
        (WEEK, "A", 2, 4, 2, 0, 2),
        (WEEK, "B", 1, 1, 0, 1, 0),
    ]


def usage(customer: str, location: str, *values: Any) -> dict[str, Any]:
    cells = (f"{customer} AG", org_id(customer), location, *values)
    return dict(zip(USAGE_HEADERS, cells, strict=True))


USAGE = [
    usage("A", "Bonn", 100, 220, 11, 350.5, 20, 5, 0, 9, 1, 1, 0, 2, 7),
    usage("A", "Köln", 10, 20, 1, 49.5, "NA", 1, "", 1, 0, 0, 0, 1, ""),
    usage("C", "", 8, 9, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, "NA"),
]


def test_each_number_comes_from_its_source(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path / "legs.csv", LEG_HEADERS, LEGS))
    result = load(region, write(tmp_path / "usage_2026-11-08_2026-11-14.csv", USAGE_HEADERS, USAGE))
    assert (result.kind, result.rows, result.first_date, result.last_date) == ("Calling Usage Detail", 3, WEEK, WEEK)
    names = ("calls", "legs", "minutes", "video_minutes", "active_users", "good", "poor", "unmeasured")
    assert rows(region, customer_week, *names) == [
        (WEEK, "A", 110, 240, 400.0, 20.0, 2, 1, 1, 1),  # usage of the report, users and quality of the legs
        (WEEK, "B", 1, 1, None, 0.0, None, 0, 1, 0),
        (WEEK, "C", 8, 9, 12.0, 0.0, None, 9, 0, 0),
        (NEXT, "A", 1, 1, 10 / 60, 0.0, 1, 0, 0, 1),
    ]
    assert rows(region, feature_week, "feature", "calls")[:5] == [
        (WEEK, "A", "auto_attendant", 0),
        (WEEK, "A", "call_queue", 10),
        (WEEK, "A", "hunt_group", 6),
        (WEEK, "A", "transfer", 1),
        (WEEK, "A", "voicemail", 1),
    ]
    assert rows(region, queue_week, "offered", "abandoned", "answered", "offered_rated", "source") == [
        (WEEK, "A", 10, 3, None, 10, "usage"),
    ]


def queue(customer: str, name: str, *values: Any) -> dict[str, Any]:
    return dict(zip(QUEUE_HEADERS, (org_id(customer), f"{customer} AG", name, "Bonn", *values), strict=True))


def test_queue_reports_win_over_usage_reports(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path / "usage.csv", USAGE_HEADERS, USAGE), WEEK)
    stats = [
        queue("A", "Sales", 80, 20, 100, 1600, 900, 1, 2, 3),
        queue("A", "Service", 10, "", 12, "", "", 0, 0, 0),
    ]
    load(region, write(tmp_path / "queues.csv", QUEUE_HEADERS, stats), WEEK)
    names = ("offered", "answered", "abandoned", "wait_seconds", "answered_waited", "abandoned_waited")
    assert rows(region, queue_week, *names, "offered_rated", "abandoned_rated", "source") == [
        (WEEK, "A", 112, 90, 20, 1600.0, 80, 20, 100, 20, "queues"),
    ]
    assert [one for one in rows(region, feature_week, "feature", "calls") if one[2] == "call_queue"] == [
        (WEEK, "A", "call_queue", 112),
        (WEEK, "C", "call_queue", 0),
    ]
