"""Each section over rows whose answers are worked out by hand beside them."""

from datetime import date, timedelta
from typing import Any

import pytest

from dashboard.data.query import queries
from dashboard.data.query.question import Filter, View
from dashboard.data.storage.regions import Region
from dashboard.data.subscriptions.headline_rows import LICENCES
from dashboard.data.subscriptions.sections import EXPIRING, LOW_ASSIGNMENT, OVERAGE, RECENTLY_ADDED, RENEWING
from tests.data.factories import SATURDAY, TODAY, ask, load, row

DAY = timedelta(days=1)
WEEK = 7 * DAY
_AGES = ("days_since_added", "months_since_added")


def ids(question, table, **view) -> list[str]:  # type: ignore[no-untyped-def]
    return [r["subscription_id"] for r in queries.rows(question, table, View(**view), limit=100)]


def numbers(question, table) -> dict[str, float | None]:  # type: ignore[no-untyped-def]
    return {key: value.number for key, value in queries.values(question, table).items()}


def test_expiring_holds_both_ends_of_the_ninety_days(region: Region) -> None:
    load(
        region,
        [
            row("A", "today", m=(10, 8, 4), ends_on=TODAY),
            row("B", "last", m=(30, 10, 2), ends_on=TODAY + 90 * DAY),
            row("C", "after", m=(10, 5, 5), ends_on=TODAY + 91 * DAY),
            row("D", "over", m=(10, 5, 5), ends_on=TODAY - DAY),
            row("E", "renews", m=(10, 5, 5), ends_on=TODAY + DAY, auto_renew=True),
            row("F", "trial", m=(20, 2, 0), ends_on=TODAY + DAY, auto_renew=True, subscription_type="Big TRIAL"),
            row("G", "unknown", m=(20, 0, 0), ends_on=TODAY + 2 * DAY, auto_renew=None),
            row("H", "other", pro=(9, 9, 9), ends_on=TODAY + 2 * DAY),
        ],
    )
    question = ask(region)
    assert ids(question, EXPIRING) == ["today", "trial", "unknown", "last"]
    # assigned 8+2+0+10 = 20 and used 4+0+0+2 = 6 of 10+20+20+30 = 80
    assert numbers(question, EXPIRING) == {"customers": 4, "assignment_rate": 0.25, "usage_rate": 0.075}
    assert ids(question, RENEWING) == ["renews"]


def test_a_row_in_full(region: Region) -> None:
    old: dict[str, Any] = {"m": (100, 60, 30), "ends_on": date(2027, 1, 31)}
    load(
        region,
        [
            row("A", "Sub1", SATURDAY - 92 * DAY, m=(100, 60, 99), ends_on=None),
            row("A", "Sub1", SATURDAY - WEEK, **old),
            row("A", "Sub1", SATURDAY - 6 * DAY, m=(100, 70, 70)),
            row("A", "Sub1", m=(120, 90, 45), ends_on=date(2027, 1, 31), start_date=date(2026, 1, 31)),
        ],
    )
    (found,) = queries.rows(ask(region), EXPIRING, limit=2)
    assert found == {
        "org_id": "00000000-0000-4000-8000-000000000041",
        "customer": "A AG",
        "subscription_id": "Sub1",
        "subscription_type": "Subscription",
        "added_on": date(2026, 1, 31),
        "ends_on": date(2027, 1, 31),
        "auto_renew": False,
        "days_since_added": 296,
        "days_left": 69,
        "months_since_added": 9,  # 31 January to 23 November: the tenth is not reached
        "months_left": 2,
        "purchased": 120,
        "assigned": 90,
        "used": 45,
        "available": 30,
        "over": 0,
        "assigned_rate": 0.75,
        "used_rate": 0.375,
        "assigned_change": 30,  # against seven days before, not six
        "used_change": 15,
        "peak_used_3_months": 70,  # the 99 is 94 days before the as-of date
    }


def test_the_past_is_shown_as_it_was(region: Region) -> None:
    load(
        region,
        [
            row("A", "Sub1", SATURDAY - WEEK, m=(10, 5, 5), ends_on=TODAY, subscription_type="Trial"),
            row("A", "Sub1", m=(50, 5, 5), ends_on=TODAY + 900 * DAY),
        ],
    )
    assert ids(ask(region, SATURDAY - DAY), EXPIRING) == ["Sub1"]
    assert ids(ask(region), EXPIRING) == []


def test_a_subscription_is_gone_after_fourteen_days(region: Region) -> None:
    ends = TODAY + DAY
    load(
        region,
        [
            row("A", "fourteen", SATURDAY - 14 * DAY, m=(1, 1, 1), ends_on=ends),
            row("B", "fifteen", SATURDAY - 15 * DAY, m=(1, 1, 1), ends_on=ends),
            row("C", "now", m=(1, 1, 1), ends_on=ends),
        ],
    )
    assert ids(ask(region), EXPIRING, sort=("subscription_id",)) == ["fourteen", "now"]
    assert ids(ask(region, SATURDAY - DAY), EXPIRING, sort=("subscription_id",)) == ["fifteen", "fourteen"]


def test_recently_added_goes_by_the_start_date_given_by_then(region: Region) -> None:
    load(
        region,
        [
            row("A", "moved", SATURDAY - WEEK, m=(5, 0, 0), start_date=TODAY - 200 * DAY),
            row("A", "moved", m=(7, 0, 0), start_date=None),
            row("B", "edge", SATURDAY, m=(11, 0, 0), start_date=TODAY - 90 * DAY),
            row("C", "beyond", SATURDAY, m=(13, 0, 0), start_date=TODAY - 91 * DAY),
            row("D", "unknown", SATURDAY - WEEK, m=(17, 0, 0)),  # in the region's first snapshot
            row("D", "unknown", m=(19, 0, 0)),
            row("D", "first seen", m=(23, 0, 0)),
            row("E", "tomorrow", m=(29, 0, 0), start_date=TODAY + DAY),
        ],
    )
    question = ask(region)
    assert ids(question, RECENTLY_ADDED) == ["first seen", "edge"]
    # D had another one before
    assert numbers(question, RECENTLY_ADDED) == {"customers": 2, "licences": 34, "first_customers": 1}
    unknown = View(filters=(Filter("added_on", "unknown", (), "unknown"),), columns=("subscription_id", *_AGES))
    assert queries.rows(question, LICENCES, unknown, limit=9) == [
        {"subscription_id": "unknown", "days_since_added": None, "months_since_added": None}
    ]


def test_who_had_one_before_is_not_new(region: Region) -> None:
    """Whatever it was: another product, a trial that ended, the same id begun anew."""
    early, late = SATURDAY - 3 * WEEK, SATURDAY - 2 * WEEK
    load(
        region,
        [
            row("Z", "old", early, m=(1, 0, 0)),
            row("A", "first", late, m=(1, 0, 0)),  # its own first, with the same product again a week later
            row("A", "first", m=(1, 0, 0)),
            row("A", "second", m=(1, 0, 0)),
            row("B", "trial", late, pro=(5, 0, 0), subscription_type="Trial", ends_on=late),
            row("B", "bought", m=(1, 0, 0)),
            row("C", "anew", late, m=(1, 0, 0), start_date=TODAY - 400 * DAY),
            row("C", "anew", m=(1, 0, 0), start_date=TODAY - 3 * DAY),
            row("D", "new", m=(1, 0, 0)),
        ],
    )
    view = View(sort=("subscription_id",), columns=("subscription_id", "first"))
    found = {one["subscription_id"]: one["first"] for one in queries.rows(ask(region), RECENTLY_ADDED, view, limit=9)}
    assert found == {"anew": False, "bought": False, "first": True, "new": True, "second": False}
    assert numbers(ask(region), RECENTLY_ADDED) == {"customers": 4, "licences": 5, "first_customers": 2}


@pytest.mark.parametrize(("purchased", "rates"), [(100, [0.1, 0.2, 0.3, 0.4, 0.5])])
def test_low_is_below_the_lowest_quarter_of_five(region: Region, purchased: int, rates: list[float]) -> None:
    # the second of five is the quartile: 0.2, so only the first customer is below
    rows = [row(c, f"S{c}", m=(purchased, int(purchased * r), 0)) for c, r in zip("ABCDE", rates, strict=True)]
    load(region, rows)
    question = ask(region)
    assert ids(question, LOW_ASSIGNMENT) == ["SA"]
    assert numbers(question, LOW_ASSIGNMENT) == {
        "customers": 1,
        "assignment_rate": 0.1,
        "usage_rate": 0.0,
        "unassigned": 90,
    }


def test_four_peers_make_no_quarter(region: Region) -> None:
    load(region, [row(c, f"S{c}", m=(100, 10 * n, 0)) for n, c in enumerate("ABCD", 1)])
    assert ids(ask(region), LOW_ASSIGNMENT) == []


def test_calling_adds_professional_and_standard(region: Region) -> None:
    load(region, [row("A", "both", pro=(10, 12, 1), std=(5, 5, 2)), row("B", "one", pro=(4, 9, 0))])
    question = ask(region, product="calling")
    assert ids(question, OVERAGE) == ["one", "both"]
    assert numbers(question, OVERAGE) == {"customers": 2, "licences_over": 7, "average_over": 3.5}


def test_unknown_counts_stay_unknown(region: Region) -> None:
    load(region, [row("A", "S", m=(10, None, 5), ends_on=TODAY)])
    (found,) = queries.rows(ask(region), EXPIRING, limit=2)
    assert (found["available"], found["over"], found["assigned_rate"]) == (None, None, None)
    assert numbers(ask(region), EXPIRING) == {"customers": 1, "assignment_rate": None, "usage_rate": 0.5}


def test_a_region_without_snapshots_knows_nothing(region: Region) -> None:
    assert numbers(ask(region), EXPIRING) == {"customers": None, "assignment_rate": None, "usage_rate": None}
    assert ids(ask(region), EXPIRING) == []


def test_an_enterprise_trial_shows_its_trial_id(region: Region) -> None:
    trial: dict[str, Any] = {"subscription_type": "Enterprise Trial", "enterprise_trial_id": "T-9", "ends_on": TODAY}
    load(
        region,
        [
            row("A", "Sub1", m=(1, 1, 1), **trial),
            row("B", "Sub2", m=(1, 1, 1), **trial | {"subscription_type": "Paid"}),
        ],
    )
    assert ids(ask(region), EXPIRING) == ["T-9", "Sub2"]
