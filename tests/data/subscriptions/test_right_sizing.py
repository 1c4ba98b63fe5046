"""Right-sizing: recommended, idle and missing licences, worked out by hand beside the rows."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.data.query import queries
from dashboard.data.query.question import View
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.customers import customer_order
from dashboard.data.subscriptions.right_sizing import RIGHT_SIZING, SEATS, recommended
from tests.data.factories import SATURDAY, TODAY, ask, load, row

DAY = timedelta(days=1)
WEEK = 7 * DAY
RENEWS: dict[str, Any] = {"auto_renew": True, "ends_on": TODAY + 30 * DAY}


def found(question, table=RIGHT_SIZING, **view) -> dict[str, dict[str, Any]]:  # type: ignore[no-untyped-def]
    rows = queries.rows(question, table, View(**view), limit=100)
    return {one["subscription_id"]: one for one in rows}


def sizes(question, *keys: str) -> dict[str, tuple[Any, ...]]:  # type: ignore[no-untyped-def]
    return {name: tuple(one[key] for key in keys) for name, one in found(question).items()}


@pytest.mark.parametrize(
    ("peak", "buffer", "needed"),
    [
        (100, 10, 110),  # 100 * 1.1 is 110.00000000000001 in floating point
        (0, 50, 0),
        (1, 0, 1),
        (1, 1, 2),
        (3, 10, 4),  # 3.3
        (10, 10, 11),
        (70, 10, 77),  # 70 * 1.1 is 77.00000000000001
        (200, 50, 300),
        (2_000_000_000, 50, 3_000_000_000),
        (-5, 10, 0),
        (None, 10, None),
    ],
)
def test_recommended_is_rounded_up_in_whole_numbers(
    region: Region, peak: int | None, buffer: int, needed: int | None
) -> None:
    with region.read() as connection:
        value = connection.scalar(sa.select(recommended(sa.literal(peak, sa.Integer), buffer)))
    assert value == needed


def test_recommended_idle_and_short_of_renewing_subscriptions(region: Region) -> None:
    load(
        region,
        [
            row("A", "idle", SATURDAY - WEEK, m=(500, 300, 100), **RENEWS),
            row("A", "idle", m=(200, 150, 80), **RENEWS),
            row("B", "short", m=(50, 60, 48), **RENEWS),
            row("C", "fits", m=(11, 10, 10), **RENEWS),
            row("D", "unused", m=(20, 0, 0), **RENEWS),
            row("E", "unknown", m=(20, 5, None), **RENEWS),
            row("F", "ends", m=(99, 9, 9), ends_on=TODAY + 30 * DAY),
        ],
    )
    question = ask(region)
    assert sizes(question, "purchased", "peak_used", "recommended", "idle", "short") == {
        "idle": (200, 100, 110, 90, 0),
        "short": (50, 48, 53, 0, 3),  # 52.8
        "fits": (11, 10, 11, 0, 0),
        "unused": (20, 0, 0, 20, 0),
        "unknown": (20, None, None, None, None),
    }
    numbers = {key: value.number for key, value in queries.values(question, RIGHT_SIZING).items()}
    assert numbers == {"recommended": 110 + 53 + 11, "idle": 90 + 20, "short": 3}
    bare = replace(question, buffer=0)
    assert sizes(bare, "recommended", "idle", "short")["idle"] == (100, 100, 0)
    assert set(found(question, SEATS)) == {"idle", "short", "fits", "unused", "unknown", "ends"}


def test_the_window_holds_its_last_day_and_not_its_first(region: Region) -> None:
    load(
        region,
        [
            row("A", "Sub1", TODAY - 4 * WEEK, m=(100, 90, 90), **RENEWS),
            row("A", "Sub1", TODAY - 4 * WEEK + DAY, m=(100, 70, 70), **RENEWS),
            row("A", "Sub1", TODAY, m=(100, 5, 5), **RENEWS),
        ],
    )
    question = ask(region)
    assert sizes(replace(question, window=4), "peak_used", "recommended") == {"Sub1": (70, 77)}
    assert sizes(replace(question, window=5), "peak_used", "recommended") == {"Sub1": (90, 99)}
    past = replace(ask(region, TODAY - DAY), window=4)
    assert sizes(past, "peak_used") == {"Sub1": (90,)}


def test_calling_is_professional_and_standard_together(region: Region) -> None:
    load(region, [row("A", "Sub1", pro=(40, 30, 20), std=(20, 10, 5), m=(10, 9, 9), **RENEWS)])
    assert sizes(ask(region, product="calling"), "peak_used", "recommended", "idle") == {"Sub1": (25, 28, 32)}


def order(number: int, subscription: str, **given: Any) -> dict[str, Any]:
    base = {"ordered_on": date(2026, 1, 10), "type": "new", "product": "Webex Meetings", "quantity": 20}
    return (
        {"order_id": f"O{number}", "subscription_id": subscription, "amount": 240.0, "currency": "EUR"} | base | given
    )


def test_the_cost_of_idle_licences_is_told_by_the_newest_order_of_the_product_alone(region: Region) -> None:
    names = ("told", "older", "bundle", "silent", "cancelled", "later", "none", "dollars")
    load(region, [row(letter, name, m=(30, 10, 10), **RENEWS) for letter, name in zip("ABCDEFGH", names, strict=True)])
    orders = [
        order(1, "told"),
        order(2, "older", ordered_on=date(2025, 1, 1), amount=999.0),
        order(3, "older", ordered_on=date(2026, 2, 1), type="renewal", quantity=30, amount=300.0),
        order(4, "bundle", product="Webex Meetings and Calling"),
        order(5, "silent", ordered_on=date(2025, 1, 1)),
        order(6, "silent", amount=None),
        order(7, "cancelled"),
        order(8, "cancelled", type="cancel", ordered_on=date(2026, 5, 1), amount=0.0),
        order(9, "later", ordered_on=TODAY + DAY),
        order(10, "dollars", currency="USD", quantity=10, amount=50.0),
    ]
    with region.write() as connection:
        connection.execute(sa.insert(customer_order), orders)
    question = ask(region)  # 11 recommended of 30: 19 are idle
    assert sizes(question, "idle_cost", "currency") == {
        "told": (228.0, "EUR"),  # 19 * 12
        "older": (190.0, "EUR"),  # 19 * 10
        "bundle": (None, None),
        "silent": (None, None),
        "cancelled": (228.0, "EUR"),
        "later": (None, None),
        "none": (None, None),
        "dollars": (95.0, "USD"),
    }
    by_currency = queries.sums_by(question, RIGHT_SIZING, "currency", "idle_cost")
    assert by_currency == {"EUR": (646.0, 3), "USD": (95.0, 1), None: (None, 4)}
