"""What needs somebody since a day, and how a region stands: by hand, on both engines."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.data.overview.attention import Entry, attention
from dashboard.data.overview.region_status import Figure, kpi_weeks, standing
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment
from dashboard.data.storage.schema.calls import calling_week, customer_week, queue_week
from tests.data.factories import SATURDAY, TODAY, ask, load, org_id, row

DAY = timedelta(days=1)
BEFORE = SATURDAY - 14 * DAY  # 7 November
SINCE = TODAY - 14 * DAY
WEEK, WEEK_THEN = date(2026, 11, 15), date(2026, 11, 1)


@pytest.fixture
def filled(region: Region) -> Region:
    """A comes within 90 days of its end. B goes over by 2. C's use falls by 8 of 20. D was near the end before, and E
    over before. F loses 4 of 40 assigned: too few. G is new, and no fall."""
    near = TODAY + 85 * DAY
    load(
        region,
        [
            row("A", "S1", BEFORE, m=(9, 9, 9), ends_on=near),
            row("B", "S2", BEFORE, m=(9, 9, 9)),
            row("C", "S3", BEFORE, pro=(20, 20, 20)),
            row("D", "S4", BEFORE, m=(9, 9, 9), ends_on=TODAY + 20 * DAY),
            row("E", "S5", BEFORE, m=(9, 10, 9)),
            row("F", "S6", BEFORE, m=(40, 40, 40)),
            row("A", "S1", m=(9, 9, 9), ends_on=near),
            row("B", "S2", m=(9, 11, 9)),
            row("C", "S3", pro=(20, 20, 12)),
            row("D", "S4", m=(9, 9, 9), ends_on=TODAY + 20 * DAY),
            row("E", "S5", m=(9, 10, 9)),
            row("F", "S6", m=(40, 36, 40)),
            row("G", "S7", m=(5, 1, 1)),
        ],
    )
    return region


def entry(reason: str, letter: str, product: str, subscription: str | None, value: float, before: Any) -> Entry:
    return Entry(reason, org_id(letter), f"{letter} AG", product, subscription, value, before)


def calls(region: Region, *, covered: bool = True) -> None:
    """By the letters' keys: A stops, B falls by half, C by less, D made too few; E's quality and F's queue get bad."""
    with region.write() as connection:
        add = connection.execute
        weeks = [WEEK_THEN, WEEK] if covered else [WEEK_THEN]
        add(sa.insert(calling_week), [{"week": week, "source": "usage", "import_id": 1} for week in weeks])
        names = ("week", "customer_key", "calls", "good", "poor")
        before = [(1, 50, 0, 0), (2, 50, 0, 0), (3, 50, 0, 0), (4, 19, 0, 0), (5, 60, 95, 5)]
        now = [(2, 25, 0, 0), (3, 26, 0, 0), (5, 60, 90, 10), (6, 60, 40, 9)]
        rows = [(WEEK_THEN, *one) for one in before] + [(WEEK, *one) for one in now]
        add(sa.insert(customer_week), [dict(zip(names, one, strict=True)) for one in rows])
        names = ("week", "customer_key", "abandoned_rated", "offered_rated", "source")
        rated = [(WEEK_THEN, 6, 1, 20, "queues"), (WEEK, 6, 4, 20, "queues"), (WEEK, 1, 9, 19, "queues")]
        add(sa.insert(queue_week), [dict(zip(names, one, strict=True)) for one in rated])


def test_licences(filled: Region) -> None:
    assert attention(ask(filled), SINCE) == (
        entry("over_limit", "B", "meetings", "S2", 2, 0),
        entry("nearing_expiration", "A", "meetings", "S1", 85, None),
        entry("usage_fell", "C", "calling", None, 12, 20),
    )
    assert attention(ask(filled), TODAY) == ()
    assert {one.reason for one in attention(ask(filled), SINCE, analytics=False)} == {
        "over_limit",
        "nearing_expiration",
    }


def test_in_scope(filled: Region) -> None:
    with filled.write() as connection:
        connection.execute(sa.insert(assignment).values(user_id=7, customer_key=1))
    assert [one.customer for one in attention(ask(filled, user_id=7), SINCE)] == ["A AG"]


def test_what_was_not_known_did_not_change(filled: Region) -> None:
    """Before the first snapshot nothing is known: what it already shows is no news."""
    assert attention(ask(filled), date(2026, 1, 1)) == attention(ask(filled), BEFORE)


def test_calls(filled: Region) -> None:
    """E's share of poor legs goes from 5 % to 10 %, F's abandonment from 5 % to 20 %; F has 49 legs and A 19 calls."""
    calls(filled)
    found = [one for one in attention(ask(filled), SINCE) if one.product == "calling" and one.customer != "C AG"]
    assert found == [
        entry("calls_stopped", "A", "calling", None, 0, 50),
        entry("quality_crossed", "E", "calling", None, 0.1, 0.05),
        entry("abandonment_crossed", "F", "calling", None, 0.2, 0.05),
        entry("calls_fell", "B", "calling", None, 25, 50),
    ]
    same_week = attention(ask(filled), TODAY - DAY)  # the week that is over is the same
    assert {one.reason for one in same_week} == set()


def test_a_week_that_no_file_tells_is_no_silence(filled: Region) -> None:
    calls(filled, covered=False)
    reasons = {one.reason for one in attention(ask(filled), SINCE)}
    assert not reasons & {"calls_stopped", "calls_fell"}


def test_late_data(filled: Region) -> None:
    """Nine days after the snapshot of the 21st."""
    late = ask(filled, as_of=SATURDAY + 9 * DAY)
    assert attention(late, SATURDAY + 8 * DAY)[0] == Entry("data_late", value=9, period="day")
    assert attention(ask(filled, as_of=SATURDAY + 8 * DAY), SATURDAY + 7 * DAY) == ()


def test_how_a_region_stands(filled: Region) -> None:
    """A week before the newest snapshot by then was that of the 7th."""
    found = standing(ask(filled))
    assert found.figures["total_customers"] == Figure(7, 6)
    assert found.figures["over_limit"] == Figure(2, 1)
    assert found.figures["over_limit"].change == 1
    assert found.figures["poor_rate"] == Figure(None, None)
    assert found.figures["poor_rate"].change is None
    assert (found.data_as_of, found.next_due, found.late) == (SATURDAY, SATURDAY + 7 * DAY, False)
    assert (found.calls_week, found.calls_late) == (None, False)
    weeks = kpi_weeks(ask(filled), 3)
    assert [(one["week"], one["total_customers"]) for one in weeks] == [
        (date(2026, 11, 8), None),
        (date(2026, 11, 15), 7),
        (date(2026, 11, 22), None),
    ]


def test_own_thresholds(filled: Region) -> None:
    calls(filled)
    question = ask(filled)
    rules = replace(question.moment.rules, poor_rate=0.2, fall_rate=0.5, calls_fall_rate=0.4)
    own = replace(question, moment=replace(question.moment, rules=rules))
    reasons = [(one.reason, one.customer) for one in attention(own, SINCE)]
    assert ("calls_fell", "C AG") in reasons
    assert not {"quality_crossed", "usage_fell"} & {reason for reason, _customer in reasons}


def test_of_equal_rows_the_same_one_tells_on_every_engine(region: Region) -> None:
    """By subscription, then by product, in whatever order the rows were loaded."""
    near = TODAY + 85 * DAY
    pair: dict[str, Any] = {"m": (9, 11, 9), "pro": (9, 11, 9), "ends_on": near}
    names = ("S9", "S8", "S10", "s1")
    load(region, [row("A", name, BEFORE, m=(9, 9, 9)) for name in names] + [row("A", name, **pair) for name in names])
    told = {one.reason: (one.subscription_id, one.product) for one in attention(ask(region), SINCE)}
    assert told == {"nearing_expiration": ("s1", "calling"), "over_limit": ("s1", "calling")}
