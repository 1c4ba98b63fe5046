"""The five KPIs over rows whose answers are worked out by hand."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from dashboard.data.query.moment import moment
from dashboard.data.query.question import Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage import schema
from dashboard.data.storage.regions import Region
from dashboard.data.subscriptions.headline import counted_at, headline, threshold
from dashboard.data.subscriptions.headline_by_week import headline_weeks
from tests.data.factories import SATURDAY, TODAY, ask, load, row

DAY = timedelta(days=1)


def counts(question: Question) -> dict[str, float | None]:
    found = headline(question.scope, question.moment)
    return {key: value.number for key, value in found.values.items()}


def test_each_customer_counts_once_over_both_products(region: Region) -> None:
    soon, late = TODAY + 5 * DAY, TODAY + 500 * DAY
    load(
        region,
        [
            row("A", "1", m=(10, 11, 3), ends_on=soon),  # expires, over in Meetings
            row("A", "2", pro=(10, 12, 3), ends_on=soon, auto_renew=True),  # the same customer: renews, over in Calling
            row("B", "3", m=(10, 1, 1), ends_on=soon, auto_renew=True, subscription_type="trial"),  # expires
            row("C", "4", ends_on=soon),  # no licences of either product
            row("D", "5", m=(10, 5, 5), ends_on=late, status="Expired"),
            row("E", "6", m=(0, 0, 1), ends_on=late),  # used alone makes it licensed
            row("F", "7", m=(10, 9, 1), ends_on=TODAY - DAY),  # over by a day
        ],
    )
    assert counts(ask(region)) == {
        "total_customers": 3,
        "nearing_expiration": 2,
        "nearing_renewal": 1,
        "low_assignment": 0,
        "over_limit": 1,
    }
    assert headline(ask(region).scope, ask(region).moment).unlicensed == 1


def test_low_in_either_product_counts_once(region: Region) -> None:
    rates = dict(zip("ABCDE", (10, 20, 30, 40, 50), strict=True))
    low_in_both = [row(c, f"m{c}", m=(100, n, 0)) for c, n in rates.items()]
    low_in_both += [row(c, f"c{c}", pro=(100, n, 0)) for c, n in rates.items()]
    load(region, low_in_both)
    assert counts(ask(region))["low_assignment"] == 1


def test_the_quartile_is_the_regions_for_a_narrow_scope_too(region: Region) -> None:
    load(region, [row(c, f"S{c}", m=(100, n, 0)) for c, n in zip("ABCDE", (10, 20, 30, 40, 50), strict=True)])
    with region.write() as connection:
        rows = [{"user_id": 7, "customer_key": 1}, {"user_id": 7, "customer_key": 2}]
        connection.execute(sa.insert(schema.assignment), rows)
    found = counts(ask(region, user_id=7))
    assert (found["total_customers"], found["low_assignment"]) == (2, 1)
    assert counts(ask(region, user_id=8))["total_customers"] == 0


def test_nothing_is_known_before_the_first_snapshot(region: Region) -> None:
    load(region, [row("A", "1", m=(1, 1, 1))])
    question = ask(region, SATURDAY - DAY)
    assert set(counts(question).values()) == {None}


def test_weeks_are_those_kept_and_those_counted(region: Region) -> None:
    weeks = [SATURDAY - 14 * DAY, SATURDAY - 12 * DAY, SATURDAY]
    load(
        region,
        [row(c, c, day, m=(1, 1, 1)) for day, names in zip(weeks, ("A", "AB", "ABC"), strict=True) for c in names],
    )
    question = ask(region)
    kept = headline_weeks(question.scope, question.moment, 4)
    counted = headline_weeks(question.scope.narrowed(search="ag"), question.moment, 4)
    # 1 Nov: A of the 7th; 8 Nov: A and B of the 9th; 15 Nov: all; 22 Nov: no snapshot yet
    assert [week and week["total_customers"] for week in kept] == [1, 2, 3, None]
    assert counted == kept


def test_what_low_meant_in_past_weeks_is_the_regions_for_a_narrow_scope_too(region: Region) -> None:
    rates = {SATURDAY - 7 * DAY: (10, 20, 30, 40, 50), SATURDAY: (90, 20, 30, 40, 50)}
    load(region, [row(c, c, day, m=(100, n, 0)) for day, ns in rates.items() for c, n in zip("ABCDE", ns, strict=True)])
    question = ask(region)
    # quartiles 20 % (A below it) and 30 % (B below it), of all five customers; only A and B in scope
    with region.write() as connection:
        connection.execute(sa.insert(schema.assignment), [{"user_id": 7, "customer_key": key} for key in (1, 2)])
    weeks = headline_weeks(ask(region, user_id=7).scope, question.moment, 3)
    assert [week and (week["total_customers"], week["low_assignment"]) for week in weeks] == [(2, 1), (2, 1), None]
    nobody = headline_weeks(ask(region, user_id=8).scope, question.moment, 3)
    assert [week and set(week.values()) for week in nobody] == [{0}, {0}, None]


def test_what_an_import_kept_is_what_is_counted(region: Region) -> None:
    """As of each snapshot's date: KPIs, what low means, over how many customers, and who has no licences."""
    days = [SATURDAY - timedelta(days=n) for n in (14, 7, 0)]
    rates = {"A": (10, 20, 30), "B": (20, 20, 5), "C": (30, 0, 0), "D": (40, 40, 41), "E": (50, 50, 50)}
    rows = [row(c, c, day, m=(100, n, 0)) for c, ns in rates.items() for day, n in zip(days, ns, strict=True)]
    load(region, [*rows, row("F", "F", days[1], ends_on=SATURDAY), row("F", "F", days[2], ends_on=SATURDAY)])
    scope = Scope(region, None)
    for day in days:
        at = moment(scope, day)
        assert at.as_of == at.snapshot
        with region.read() as connection:
            counted = counted_at(connection, scope, replace(at, newest=False))
        told = headline(scope, at)
        assert {key: value.number for key, value in told.values.items()} | {"unlicensed": told.unlicensed} == dict(
            counted.counts
        )
        question = Question(scope, at)
        assert threshold(question) == counted.low["meetings"]
    assert told.unlicensed == 1
