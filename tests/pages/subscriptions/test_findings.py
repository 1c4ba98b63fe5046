"""No sentence claims more than its rows: each number of a finding is read back and counted from the rows below it."""

import re
from datetime import timedelta
from typing import Any

import pytest

from dashboard.data.query import queries
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Table
from dashboard.data.storage.regions import Region
from dashboard.data.subscriptions.headline import threshold
from dashboard.data.subscriptions.sections import EXPIRING, LOW_ASSIGNMENT, OVERAGE, RECENTLY_ADDED, RENEWING
from dashboard.pages.subscriptions import findings
from tests.data.factories import SATURDAY, TODAY, Row, ask, load, row

pytestmark = pytest.mark.usefixtures("request_context")

DAY = timedelta(days=1)
WEEK = 7 * DAY
FINDINGS = {
    "recently_added": (RECENTLY_ADDED, findings.recently_added),
    "expiring": (EXPIRING, findings.expiring),
    "renewing": (RENEWING, findings.renewing),
    "low_assignment": (LOW_ASSIGNMENT, findings.low_assignment),
    "overage": (OVERAGE, findings.overage),
}


def rows_of(question: Question, table: Table) -> list[Row]:
    view = View(columns=tuple(column.key for column in table.columns))
    return queries.rows(question, table, view, limit=1_000)


def said(question: Question, name: str) -> str:
    table, finding = FINDINGS[name]
    return finding(question, queries.summary(question, table).values)


def numbers(text: str) -> list[int]:
    """The whole numbers of a sentence; percentages rounded as it says them."""
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", text)]


def customers(rows: list[Row]) -> int:
    return len({one["org_id"] for one in rows})


def share(rows: list[Row], part: str) -> int:
    both = [(one[part], one["purchased"]) for one in rows if None not in (one[part], one["purchased"])]
    return round(100 * sum(some for some, _ in both) / sum(whole for _, whole in both))


@pytest.fixture
def filled(region: Region) -> Question:
    """Five that assign 10 to 50 of 100; the others are of Calling, but for one new, one renewing, one over."""
    old = {"m": (100, 0, 0)}
    rates = zip("ABCDE", (10, 20, 30, 40, 50), strict=True)
    load(
        region,
        [
            row("A", "A", SATURDAY - WEEK, **old),
            *(row(c, c, m=(100, n, n // 2), start_date=TODAY - 300 * DAY) for c, n in rates),
            row("A", "new", m=(40, 40, 30), ends_on=TODAY + 9 * DAY),
            row("F", "new", m=(60, 40, None), ends_on=TODAY + 9 * DAY),
            row("G", "renews", m=(80, 70, 44), ends_on=TODAY, auto_renew=True, start_date=TODAY - 99 * DAY),
            row("H", "over", m=(10, 13, 9), start_date=TODAY - 99 * DAY),
            row("H", "over too", m=(10, 11, 9), start_date=TODAY - 99 * DAY),
            row("H", "spare", m=(100, 90, 9), start_date=TODAY - 99 * DAY),
        ],
    )
    return ask(region)


def test_recently_added(filled: Question) -> None:
    rows = rows_of(filled, RECENTLY_ADDED)
    first = customers([one for one in rows if one["first"]])
    total = sum(one["purchased"] for one in rows)
    assert numbers(said(filled, "recently_added")) == [customers(rows), 90, total, first] == [2, 90, 100, 1]


@pytest.mark.parametrize(("name", "expected"), [("expiring", [2, 90, 75]), ("renewing", [1, 90, 55])])
def test_expiring_and_renewing(filled: Question, name: str, expected: list[int]) -> None:
    """Of the expiring, one tells what is used: 30 of 40."""
    rows = rows_of(filled, FINDINGS[name][0])
    assert numbers(said(filled, name)) == [customers(rows), 90, share(rows, "used")] == expected


def test_low_assignment(filled: Question) -> None:
    rows, bound = rows_of(filled, LOW_ASSIGNMENT), threshold(filled).quartile
    assert bound is not None
    assert all(one["assigned_rate"] < bound for one in rows)
    told = numbers(re.sub(r"\.\d", "", said(filled, "low_assignment")))
    assert told == [customers(rows), round(bound * 100), sum(one["available"] for one in rows)]
    assert "far less" not in said(filled, "low_assignment")


def test_where_a_quarter_assigns_nothing(region: Region) -> None:
    rates = zip("ABCDE", (0, 0, 30, 40, 50), strict=True)
    load(region, [row(c, c, m=(100, n, 0)) for c, n in rates])
    question = ask(region)
    assert all(one["assigned"] == 0 for one in rows_of(question, LOW_ASSIGNMENT))
    assert said(question, "low_assignment") == "2 customers assign none of their licences; 200 wait unassigned"
    assert numbers(findings.low_assignment_note(question)) == [5]


def test_overage(filled: Question) -> None:
    """H assigns 24 of 120 it holds beyond two of its subscriptions: 3 and 1."""
    rows = rows_of(filled, OVERAGE)
    over = sum(one["over"] for one in rows)
    assert numbers(said(filled, "overage")) == [customers(rows), over] == [1, 4]


def test_unknown_starts(region: Region) -> None:
    load(region, [row("A", "1", m=(1, 0, 0)), row("B", "2", m=(1, 0, 0)), row("B", "3", pro=(1, 0, 0))])
    assert numbers(findings.recently_added_note(ask(region))) == [2]
    assert findings.recently_added_note(ask(region)).startswith("Of 2 active subscriptions")
    load_none = ask(region, SATURDAY - DAY)
    assert findings.recently_added_note(load_none) == ""


@pytest.mark.parametrize("name", FINDINGS)
def test_without_rows_nothing_is_counted(region: Region, name: str) -> None:
    load(region, [row("A", "1", m=(10, 5, 5))])
    values: dict[str, Any] = queries.summary(ask(region), FINDINGS[name][0]).values
    assert values["customers"].number == 0
    assert numbers(said(ask(region), name)) in ([], [90])
