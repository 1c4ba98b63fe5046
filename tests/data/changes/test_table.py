"""What changed since a week before, over rows whose causes are worked out by hand."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dashboard.data.changes.causes import CAUSES
from dashboard.data.changes.table import CHANGES, comparison, measure_of
from dashboard.data.changes.table import MEASURES as METRICS
from dashboard.data.customers.tags import set_tags
from dashboard.data.query import queries
from dashboard.data.query.filters import parse_filter
from dashboard.data.query.question import MEASURES, Product, View
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from tests.data.factories import SATURDAY, TODAY, Row, ask, load, org_id, row

DAY = timedelta(days=1)
WEEK = 7 * DAY
BEFORE = SATURDAY - WEEK
SOON, LATE = TODAY + 30 * DAY, TODAY + 500 * DAY
TRIAL: dict[str, Any] = {"subscription_type": "Trial"}


def told(
    region: Region, measure: str, product: Product = "meetings", **asked: Any
) -> tuple[float | None, dict[str, str], float | None]:
    """The number before, the cause of each changed customer or subscription with its sign, the number now."""
    compare = asked.pop("compare", None)
    question = replace(ask(region, product=product, **asked), measure=measure, compare=compare)
    found = comparison(question)
    rows = queries.rows(question, CHANGES, limit=100)
    assert found.change is None or sum(one["change"] for one in rows) == found.change
    return found.before, {_who(one): f"{one['cause']} {one['change']:+}" for one in rows}, found.now


def _who(one: Row) -> str:
    return one["customer"][0] + (f"/{one['subscription_id']}" if one["subscription_id"] else "")


def both(customer: str, subscription: str, before: dict[str, Any], now: dict[str, Any]) -> list[Row]:
    """A subscription in both snapshots."""
    return [row(customer, subscription, BEFORE, **before), row(customer, subscription, **now)]


def test_total_customers(region: Region) -> None:
    load(
        region,
        [
            *both("S", "stays", {"m": (9, 9, 9)}, {"m": (1, 1, 1)}),
            row("A", "new", m=(1, 0, 0)),
            row("B", "trial", m=(1, 0, 0), **TRIAL),
            *both("C", "back", {"m": (1, 0, 0), "status": "Suspended"}, {"m": (1, 0, 0)}),
            *both("D", "empty", {}, {"m": (1, 0, 0)}),
            *both("E", "ended", {"m": (1, 0, 0), "ends_on": TODAY - DAY}, {"m": (1, 0, 0), "ends_on": TODAY - DAY}),
            *both("F", "tried", {"m": (1, 0, 0), **TRIAL}, {"m": (1, 0, 0), "status": "Expired", **TRIAL}),
            *both("G", "lost", {"m": (1, 0, 0)}, {"m": (0, 0, 0)}),
            row("H", "gone", SATURDAY - 15 * DAY, m=(1, 0, 0)),
            *both("I", "first", {"m": (1, 0, 0)}, {"m": (1, 0, 0), "status": "Expired"}),  # I stays by another
            row("I", "second", m=(1, 0, 0)),
        ],
    )
    causes = {
        "A/new": "new +1",
        "B/trial": "trial_started +1",
        "C/back": "resumed +1",
        "D/empty": "licensed +1",
        "E/ended": "ended -1",
        "F/tried": "trial_ended -1",
        "G/lost": "unlicensed -1",
        "H/gone": "gone -1",
    }
    assert told(region, "total_customers") == (6, causes, 6)


def test_nearing_expiration_and_renewal(region: Region) -> None:
    load(
        region,
        [
            *both(
                "A",
                "time",
                {"m": (1, 0, 0), "ends_on": TODAY + 85 * DAY},
                {"m": (1, 0, 0), "ends_on": TODAY + 85 * DAY},
            ),
            *both("B", "earlier", {"m": (1, 0, 0), "ends_on": LATE}, {"m": (1, 0, 0), "ends_on": SOON}),
            *both("C", "given", {"m": (1, 0, 0)}, {"m": (1, 0, 0), "ends_on": SOON}),
            *both("D", "later", {"m": (1, 0, 0), "ends_on": SOON}, {"m": (1, 0, 0), "ends_on": LATE}),
            *both(
                "E",
                "off",
                {"m": (1, 0, 0), "ends_on": SOON, "auto_renew": True},
                {"m": (1, 0, 0), "ends_on": SOON, "auto_renew": None},
            ),
            row("F", "trial", m=(1, 0, 0), ends_on=SOON, **TRIAL),
            *both("G", "two", {"m": (1, 0, 0), "ends_on": LATE}, {"m": (1, 0, 0), "ends_on": SOON}),
            row("G", "one", m=(1, 0, 0), ends_on=SOON),  # new ranks before a moved end
        ],
    )
    expiring = {
        "A/time": "window +1",
        "B/earlier": "shortened +1",
        "C/given": "shortened +1",
        "D/later": "extended -1",
        "E/off": "auto_renew_off +1",
        "F/trial": "trial_started +1",
        "G/one": "new +1",
    }
    # A ended 85 + 7 = 92 days after the day a week before
    assert told(region, "nearing_expiration") == (1, expiring, 6)
    assert told(region, "nearing_renewal") == (1, {"E/off": "auto_renew_off -1"}, 0)


def test_over_limit(region: Region) -> None:
    load(
        region,
        [
            *both("A", "assigned", {"m": (10, 10, 0)}, {"m": (10, 11, 0)}),
            *both("B", "bought less", {"m": (10, 10, 0)}, {"m": (9, 10, 0)}),
            *both("C", "both", {"m": (10, 10, 0)}, {"m": (9, 11, 0)}),  # 11 of 10 would be over by itself
            *both("D", "unknown", {"m": (10, None, 1)}, {"m": (10, 11, 0)}),
            *both("E", "fewer", {"pro": (10, 12, 0)}, {"pro": (12, 10, 0)}),
            *both("F", "bought", {"pro": (10, 12, 0)}, {"pro": (12, 12, 0)}),
            *both("G", "silent", {"pro": (10, 12, 0)}, {"pro": (10, None, 0)}),
            *both("H", "still", {"pro": (10, 12, 0)}, {"m": (10, 12, 0), "pro": (10, 5, 5)}),
        ],
    )
    causes = {
        "A/assigned": "assigned_more +1",
        "B/bought less": "purchased_less +1",
        "C/both": "assigned_more +1",
        "D/unknown": "told +1",
        "E/fewer": "assigned_less -1",
        "F/bought": "purchased_more -1",
        "G/silent": "untold -1",
    }
    assert told(region, "over_limit") == (4, causes, 5)


def test_licences(region: Region) -> None:
    load(
        region,
        [
            *both("A", "more", {"m": (10, 5, 2)}, {"m": (15, 4, 2)}),
            *both("B", "fewer", {"m": (10, 5, 2)}, {"m": (7, 6, 2)}),
            row("C", "new", m=(20, 9, 1)),
            *both("D", "ended", {"m": (30, 3, 3), "ends_on": TODAY - DAY}, {"m": (30, 3, 3), "ends_on": TODAY - DAY}),
            *both("E", "silent", {"m": (5, None, 1)}, {"m": (5, 4, None)}),
            *both("F", "other", {"pro": (50, 1, 1)}, {"pro": (60, 1, 1), "m": (2, 1, 0)}),
        ],
    )
    purchased = {
        "A/more": "purchased_more +5",
        "B/fewer": "purchased_less -3",
        "C/new": "new +20",
        "D/ended": "ended -30",
        "F/other": "purchased_more +2",
    }
    assert told(region, "purchased") == (55, purchased, 49)
    assigned = {
        "A/more": "assigned_less -1",
        "B/fewer": "assigned_more +1",
        "C/new": "new +9",
        "D/ended": "ended -3",
        "E/silent": "told +4",
        "F/other": "assigned_more +1",
    }
    assert told(region, "assigned") == (13, assigned, 24)
    assert told(region, "used") == (8, {"C/new": "new +1", "D/ended": "ended -3", "E/silent": "untold -1"}, 5)
    assert told(region, "purchased", "calling") == (50, {"F/other": "purchased_more +10"}, 60)


def test_the_past_is_compared_as_it_was(region: Region) -> None:
    older = SATURDAY - 2 * WEEK
    load(region, [row("A", "1", older, m=(1, 1, 1)), *both("A", "1", {"m": (4, 1, 1)}, {"m": (9, 1, 1)})])
    assert told(region, "purchased", as_of=TODAY - WEEK) == (1, {"A/1": "purchased_more +3"}, 4)
    assert told(region, "purchased") == (4, {"A/1": "purchased_more +5"}, 9)


def test_nothing_is_known_without_a_week_before(region: Region) -> None:
    load(region, [row("A", "1", SATURDAY, m=(1, 1, 1))])
    assert told(region, "purchased") == (None, {}, 1)
    assert told(region, "total_customers") == (None, {}, 1)
    question = replace(ask(region), measure="purchased")
    assert {key: value.number for key, value in queries.values(question, CHANGES).items()} == {
        "rises": None,
        "falls": None,
        "change": None,
    }


def test_what_no_report_told_makes_no_sum(region: Region) -> None:
    load(region, both("A", "1", {"m": (3, None, 1)}, {"m": (3, 2, 1)}))
    question = replace(ask(region), measure="assigned")
    assert (comparison(question).before, comparison(question).now, comparison(question).parts) == (None, 2, ())


def test_tags_and_causes_narrow_it(region: Region) -> None:
    load(region, [row("A", "1", BEFORE, m=(1, 1, 1)), row("A", "1", m=(5, 1, 1)), row("B", "2", m=(7, 1, 1))])
    set_tags(Scope(region, None), org_id("B"), ["gold"], None, "me")
    assert told(region, "purchased") == (1, {"A/1": "purchased_more +4", "B/2": "new +7"}, 12)
    assert told(region, "purchased", tags=("gold",)) == (0, {"B/2": "new +7"}, 7)
    question = replace(ask(region), measure="purchased")
    (found,) = queries.rows(question, CHANGES, View(filters=(_is("new"),)), limit=5)
    assert (found["org_id"], found["value_before"], found["value_now"], found["change"]) == (org_id("B"), None, 7, 7)


def _is(cause: str) -> Any:
    column = CHANGES.column("cause")
    assert column is not None
    return parse_filter(column, f"={cause}")


def test_every_measure_has_its_metric_and_every_cause_its_sentence(region: Region) -> None:
    assert tuple(metric.key for metric in METRICS) == MEASURES
    assert measure_of(replace(ask(region), measure="used")).label == "Licences used"
    assert len({cause.key for cause in CAUSES}) == len(CAUSES)
    assert all(cause.definition.endswith(".") and cause.label for cause in CAUSES)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_report_that_comes_late_leaves_only_the_passing_of_time(region: Region, measure: str) -> None:
    load(region, [row("A", "1", BEFORE, m=(2, 1, 1), ends_on=TODAY - DAY), row("B", "2", BEFORE, m=(3, 4, 1))])
    ended = measure in ("total_customers", "nearing_expiration", "purchased", "assigned", "used")
    _, causes, _ = told(region, measure)
    assert {cause.split()[0] for cause in causes.values()} == ({"ended"} if ended else set())
