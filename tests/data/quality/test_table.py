"""The data-quality list, found by hand in the rows below, on each engine."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.data.quality.kinds import KINDS
from dashboard.data.quality.table import DATA_QUALITY, counts_by_kind
from dashboard.data.query import queries
from dashboard.data.query.question import Question
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment, customer, import_record, snapshot_date
from tests.data.calling.files import QUEUE_HEADERS, USAGE_HEADERS, write
from tests.data.calling.files import load as load_calls
from tests.data.calling.test_weekly import queue
from tests.data.calling.test_weekly import usage as usage_row
from tests.data.factories import SATURDAY, ask, load, org_id, row

END, START = date(2027, 5, 1), date(2026, 5, 1)
FINE: dict[str, Any] = {"start_date": START, "ends_on": END}
ROWS = [
    row("A", "fine", **FINE, m=(10, 9, 9), pro=(5, 5, 4), std=(5, 5, 6)),  # calling: 10 of 10
    row("A", "over", **FINE, m=(10, 12, 12)),  # assigned above purchased is overage
    row("B", "used", **FINE, m=(10, 4, 5), pro=(9, 3, 7)),
    row("B", "ended", status="Expired", ends_on=date(2026, 11, 1), m=(10, 4, 5)),  # no longer of interest
    row("C", "backwards", start_date=END, ends_on=START, status="Expired", m=(1, 1, 1)),
    row("C", "future", start_date=date(2026, 11, 24), m=(1, 1, 1)),
    row("D", "placeholder", start_date=date(1900, 1, 1), ends_on=date(9999, 12, 31), m=(1, 1, 1)),
    row("D", "zombie", ends_on=date(2026, 11, 20), m=(1, 1, 1)),
    row("E", "renews?", **FINE, auto_renew=None, m=(1, 1, 1)),
    row("E", "trial", **FINE, auto_renew=None, subscription_type="Enterprise Trial", m=(1, 1, 1)),
    row("F", "empty", **FINE),
    row("G", "gone", date(2026, 10, 31), m=(1, 1, 2)),  # missing from the reports for more than 14 days
]
SHOWN = ("finding", "subscription_id", "product", "report", "day", "compared_day", "value", "at_most")


def found(question: Question, *keys: str) -> list[tuple[Any, ...]]:
    """The rows in the table's order."""
    return [tuple(one[key] for key in keys or SHOWN) for one in queries.rows(question, DATA_QUALITY, limit=100)]


def of_kind(question: Question, kind: str, *keys: str) -> list[list[Any]]:
    """Those of one kind, without it."""
    return [rest for finding, *rest in map(list, found(question, "finding", *keys)) if finding == kind]


def test_what_subscriptions_tell(region: Region) -> None:
    load(region, ROWS)
    today = date(2026, 11, 23)
    assert [one for one in found(ask(region)) if one[0] != "week_missing"] == [
        ("active_after_end", "zombie", None, None, date(2026, 11, 20), SATURDAY, None, None),
        ("auto_renew_unknown", "renews?", None, None, None, None, None, None),
        ("counts_unknown", "empty", None, None, None, None, None, None),
        ("date_far_away", "placeholder", None, None, date(1900, 1, 1), today, None, None),
        ("date_far_away", "placeholder", None, None, date(9999, 12, 31), today, None, None),
        ("ends_before_start", "backwards", None, None, START, END, None, None),
        ("starts_in_future", "backwards", None, None, END, today, None, None),
        ("starts_in_future", "future", None, None, date(2026, 11, 24), today, None, None),
        ("used_above_assigned", "used", "calling", None, None, None, 7, 3),
        ("used_above_assigned", "used", "meetings", None, None, None, 5, 4),
    ]


def test_the_past_is_read_from_its_own_snapshots(region: Region) -> None:
    load(region, ROWS)
    assert found(ask(region, date(2026, 11, 1))) == [
        ("used_above_assigned", "gone", "meetings", None, None, None, 2, 1)
    ]


def test_customers_without_a_name_and_calls_without_a_subscription(region: Region, tmp_path: Path) -> None:
    load(region, [row("A", "fine", **FINE, m=(1, 1, 1)), row("B", "gone", date(2026, 10, 31), **FINE, m=(1, 1, 1))])
    usage = [usage_row(letter, "", 1, 2, 0, 3.5, 0, 0, 0, 0, 0, 0, 0, 0, 1) for letter in "AB"]
    load_calls(region, write(tmp_path / "usage.csv", USAGE_HEADERS, usage), date(2026, 11, 15))
    queues = [queue("Q", "Sales", 9, 1, 10, 60, 5, 0, 0, 0)]
    load_calls(region, write(tmp_path / "queues.csv", QUEUE_HEADERS, queues), date(2026, 11, 15))
    with region.write() as connection:
        own = customer.c.org_id
        connection.execute(sa.update(customer).where(own == org_id("A")).values(name=" ", snapshot_name=None))
        connection.execute(sa.update(customer).where(own == org_id("Q")).values(name=None, snapshot_name=None))
    question = ask(region)
    week = date(2026, 11, 15)
    assert sorted(of_kind(question, "calls_unsubscribed", "org_id", "day")) == [
        [org_id("B"), week],
        [org_id("Q"), week],
    ]
    assert sorted(of_kind(question, "nameless", "org_id", "customer")) == [[org_id(one), None] for one in "AQ"]
    with region.write() as connection:
        connection.execute(sa.insert(assignment), [{"user_id": 7, "customer_key": 2}])  # B
    assert found(ask(region, user_id=7), "finding", "org_id") == [("calls_unsubscribed", org_id("B"))]


def test_weeks_without_a_report_and_late_reports(region: Region, tmp_path: Path) -> None:
    days = (date(2025, 9, 20), date(2025, 10, 4), date(2026, 10, 31), date(2026, 11, 7), date(2026, 11, 21))
    load(region, [row("A", "fine", day, m=(1, 1, 1)) for day in days[2:]])
    usage = [usage_row("A", "", 1, 2, 0, 3.5, 0, 0, 0, 0, 0, 0, 0, 0, 1)]
    for week in (date(2026, 10, 4), date(2026, 10, 25)):
        load_calls(region, write(tmp_path / f"{week}.csv", USAGE_HEADERS, usage), week)
    question = ask(region)
    assert of_kind(question, "week_missing", "report", "day") == [
        ["Calling Usage Detail", date(2026, 10, 11)],
        ["Calling Usage Detail", date(2026, 10, 18)],
        ["Subscription Details", date(2026, 11, 8)],
    ]
    # The newest week was over on 1 November: the next was due on the 8th, and today is the 23rd.
    told = ("report", "day", "value", "at_most")
    assert of_kind(question, "file_late", *told) == [["Calling Usage Detail", date(2026, 11, 8), 22, 8]]
    assert of_kind(ask(region, date(2026, 11, 29)), "file_late", "report") == [["Calling Usage Detail"]]  # 8 days: not
    late = of_kind(ask(region, date(2026, 11, 30)), "file_late", *told)
    assert late[1] == ["Subscription Details", date(2026, 11, 28), 9, 8]
    # A source of calls that has been silent for 13 weeks is no longer expected.
    assert of_kind(ask(region, date(2027, 2, 1)), "file_late", "report") == [["Subscription Details"]]
    assert of_kind(ask(region, date(2026, 11, 1)), "file_late", "report") == []


def test_a_gap_is_told_for_a_year(region: Region) -> None:
    load(region, [row("A", "fine", day, m=(1, 1, 1)) for day in (date(2026, 10, 31), date(2026, 11, 14), SATURDAY)])
    week = [[date(2026, 11, 1)]]
    assert of_kind(ask(region), "week_missing", "day") == week
    assert of_kind(ask(region, date(2026, 11, 8)), "week_missing", "day") == []  # nothing later was known yet
    assert of_kind(ask(region, date(2027, 11, 6)), "week_missing", "day") == week
    assert of_kind(ask(region, date(2027, 11, 7)), "week_missing", "day") == []


def test_rejected_rows_until_a_corrected_file_follows(region: Region) -> None:
    load(region, [row("A", "fine", day, **FINE, m=(1, 1, 1)) for day in (date(2026, 11, 14), SATURDAY)])
    record = import_record.c
    with region.write() as connection:
        for number, day in ((1, date(2026, 11, 14)), (2, SATURDAY)):
            told = {"first_date": day, "last_date": day, "rejected": 2 + number}
            connection.execute(sa.update(import_record).where(record.import_id == number).values(**told))
        again = connection.execute(sa.select(import_record).where(record.import_id == 1)).mappings().one()
        connection.execute(sa.insert(import_record), [{**again, "import_id": 3, "rejected": 0}])
    keys = ("report", "day", "value", "at_most")
    assert of_kind(ask(region), "rows_rejected", *keys) == [["Subscription Details", SATURDAY, 4, 0]]
    assert of_kind(ask(region, date(2026, 11, 20)), "rows_rejected", *keys) == []


def test_the_scope_limits_what_is_found(region: Region) -> None:
    load(region, ROWS)
    with region.write() as connection:
        connection.execute(sa.insert(assignment), [{"user_id": 7, "customer_key": 2}])  # B
        connection.execute(sa.update(customer).where(customer.c.org_id == org_id("A")).values(snapshot_name=None))
        connection.execute(sa.delete(snapshot_date).where(snapshot_date.c.date == date(2026, 11, 7)))
    whole, own = ask(region, date(2026, 12, 1)), ask(region, date(2026, 12, 1), user_id=7)
    assert {"nameless", "file_late", "week_missing"} <= set(counts_by_kind(whole))
    assert counts_by_kind(own) == {"used_above_assigned": (2, 1)}
    values = queries.values(own, DATA_QUALITY)
    assert {key: value.number for key, value in values.items()} == {"findings": 2, "customers_concerned": 1}
    assert {one[0] for one in found(own, "org_id")} == {org_id("B")}
    assert found(ask(region, user_id=8)) == []
    assert of_kind(ask(region, search="b ag"), "file_late", "report") == []


def test_a_region_without_data_has_no_findings_and_knows_it(region: Region) -> None:
    assert found(ask(region)) == []
    assert not DATA_QUALITY.known(ask(region))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_a_kind_explains_itself(kind: Any) -> None:
    assert all(text.endswith(".") for text in (kind.definition, kind.advice))
    assert kind.label[0].isupper()
    assert [one.key for one in KINDS].count(kind.key) == 1
