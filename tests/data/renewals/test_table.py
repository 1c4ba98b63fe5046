"""The queue of renewals on both engines: points by hand, sums for every row, money, what people say, summaries."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.data.customers.work import Owner, set_work
from dashboard.data.money.prices import Price, replace_prices
from dashboard.data.money.values import Money, worth
from dashboard.data.query import queries
from dashboard.data.query.question import Question
from dashboard.data.query.scope import Scope
from dashboard.data.renewals.states import renewal_of, set_renewal
from dashboard.data.renewals.summaries import by_month, by_owner, by_week
from dashboard.data.renewals.table import RENEWALS, reasons_of
from dashboard.data.storage.regions import Region
from dashboard.data.storage.rules import RISKS, Rules, keep_rules
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import calling_week, customer_week
from dashboard.errors import BadParameter, Conflict, NotFound
from tests.data.factories import SATURDAY, TODAY, ask, load, org_id, row

DAY = timedelta(days=1)
WEEK = date(2026, 11, 15)  # the last completed one on Monday the 23rd


@pytest.fixture
def filled(region: Region) -> Region:
    """A ends in 45 days: 80 of 100 assigned, 40 used of a peak of 50; B in 90, a trial, all used; C in 91."""
    end = TODAY + 45 * DAY
    load(
        region,
        [
            row("A", "S1", SATURDAY - 14 * DAY, m=(100, 80, 50), ends_on=end, auto_renew=True),
            row("A", "S1", m=(100, 80, 40), ends_on=end, auto_renew=True),
            row("B", "S2", m=(10, 10, 10), ends_on=TODAY + 90 * DAY, subscription_type="Webex Trial"),
            row("C", "S3", m=(10, 10, 10), ends_on=TODAY + 91 * DAY, auto_renew=True),
        ],
    )
    return region


def calls(region: Region) -> None:
    """A made 100 calls in each of two weeks and 25 in the last, 5 of its 95 measured legs poor; B made none in it."""
    with region.write() as connection:
        add = connection.execute
        weeks = [WEEK - 14 * DAY, WEEK - 7 * DAY, WEEK]
        add(sa.insert(calling_week), [{"week": week, "source": "usage", "import_id": 1} for week in weeks])
        counts = [(weeks[0], 1, 100, 0, 0), (weeks[1], 1, 100, 0, 0), (WEEK, 1, 25, 90, 5), (weeks[0], 2, 8, 0, 0)]
        names = ("week", "customer_key", "calls", "good", "poor")
        add(sa.insert(customer_week), [dict(zip(names, one, strict=True)) for one in counts])
        add(sa.update(customer).where(customer.c.customer_key == 1).values(last_admin_sign_in=TODAY - 90 * DAY))


def rows(question: Question, **limits: Any) -> list[dict[str, Any]]:
    """The queue in its order."""
    return queries.rows(question, RENEWALS, limit=limits.get("limit", 100))


def test_points_by_hand(filled: Region) -> None:
    """A: 25 x 135/180 = 18.75, 15 x 0.2 = 3, 10 x 0.6 = 6, 10 x 10/50 = 2. B: 25 x 90/180 = 12.5, 20, and no more."""
    first, second = rows(ask(filled))
    assert (first["customer"], first["score"], second["customer"], second["score"]) == ("B AG", 33, "A AG", 30)
    assert {one["key"]: one["points"] for one in reasons_of(second) if one["points"]} == {
        "days_left": 19,
        "low_assignment": 3,
        "low_use": 6,
        "falling_use": 2,
    }
    values = {one["key"]: one["value"] for one in reasons_of(second)}
    assert (values["days_left"], values["no_auto_renewal"], values["low_assignment"]) == (45, 0, 0.8)
    assert (values["falling_calls"], values["poor_quality"], values["no_admin_activity"]) == (None, None, None)
    assert {one["key"]: one["points"] for one in reasons_of(first) if one["points"]} == {
        "days_left": 13,
        "no_auto_renewal": 20,
    }
    assert (first["risk"], second["risk"]) == (("medium",), ("medium",))


def test_points_of_calls_and_administrators(filled: Region) -> None:
    """A's calls fell from a mean of 100 to 25: 8 x 0.75; 5 of 95 legs poor at 10 %: 5 x 0.526; away for 90 days: 7.
    B, which a covered week does not name, fell from 8 to none: 8."""
    calls(filled)
    found = {one["customer"]: one for one in rows(ask(filled))}
    points = {one["key"]: (one["points"], one["value"]) for one in reasons_of(found["A AG"])}
    assert points["falling_calls"] == (6, 0.75)
    assert points["poor_quality"] == (3, pytest.approx(5 / 95))
    assert points["no_admin_activity"] == (7, 90)
    assert found["A AG"]["score"] == 30 + 6 + 3 + 7
    assert reasons_of(found["B AG"])[5] == {"key": "falling_calls", "points": 8, "value": 1.0}


def test_own_weights_and_days(filled: Region) -> None:
    with filled.write() as connection:
        keep_rules(connection, Rules(weight_days_left=0, weight_low_use=100))
    found = {one["customer"]: one["score"] for one in rows(ask(filled))}
    assert found == {"A AG": 3 + 60 + 2, "B AG": 20}
    near = ask(filled)
    assert [one["customer"] for one in rows(Question(near.scope, near.moment, days=45))] == ["A AG"]
    assert [one["customer"] for one in rows(Question(near.scope, near.moment, days=44))] == []
    assert len(rows(Question(near.scope, near.moment, days=91))) == 3


def test_reasons_sum_to_the_score_of_every_row(region: Region) -> None:
    draw = Random(7)
    made = []
    for number in range(60):
        purchased = draw.choice([None, 0, 1, 7, 100])
        made.append(
            row(
                chr(65 + number % 26),
                f"S{number}",
                m=(purchased, draw.choice([None, 0, 3, 200]), draw.choice([None, 0, 2, 90])),
                ends_on=TODAY + draw.randrange(181) * DAY,
                auto_renew=draw.choice([None, True, False]),
            )
        )
    load(region, made)
    calls(region)
    question = ask(region)
    found = rows(Question(question.scope, question.moment, days=180), limit=1000)
    assert len(found) > 40
    for one in found:
        points = [reason["points"] for reason in reasons_of(one)]
        assert sum(points) == one["score"]
        assert min(points) >= 0
        assert all(given <= getattr(Rules(), f"weight_{risk}") for risk, given in zip(RISKS, points, strict=True))
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)


def test_what_people_say(filled: Region) -> None:
    scope = Scope(filled, None)
    set_work(scope, org_id("A"), {"owner_id": 1, "next_step": "call"}, Owner(1, "ana@example.com"), None, "ana")
    held = set_renewal(scope, org_id("A"), "S1", {"state": "quoted", "meetings_forecast": 90}, 0, "ana")
    assert held == renewal_of(scope, org_id("A"), "S1")
    with pytest.raises(Conflict):
        set_renewal(scope, org_id("A"), "S1", {"state": "will_renew"}, 0, "ben")
    for bad in ({"state": "maybe"}, {"meetings_forecast": -1}, {"meetings_forecast": True}, {"who": 1}):
        with pytest.raises(BadParameter):
            set_renewal(scope, org_id("A"), "S1", bad, None, "ben")
    with pytest.raises(NotFound):
        set_renewal(scope, org_id("A"), "S2", {"state": "open"}, None, "ben")
    found = {one["customer"]: (one["owner"], one["state"], one["forecast"]) for one in rows(ask(filled))}
    assert found == {"A AG": ("ana@example.com", "quoted", 90), "B AG": (None, "open", None)}
    assert [(one.of, one.seats, one.forecast, one.forecast_of) for one in by_owner(ask(filled))] == [
        ("ana@example.com", 100, 90, 100),
        (None, 10, 0, 0),
    ]


def test_money(filled: Region) -> None:
    """12.3456 x 100 and x 10 a month; nothing is known before the price is in force."""
    assert worth(ask(filled), RENEWALS) == Money((), 110, 0)
    replace_prices(filled, [Price("meetings", date(2026, 11, 1), 123_456, "EUR")], "ana")
    assert worth(ask(filled), RENEWALS) == Money((("EUR", Decimal("1358.016")),), 110, 110)
    found = {one["customer"]: (one["value"], one["currency"]) for one in rows(ask(filled))}
    assert found == {"A AG": (1234.56, "EUR"), "B AG": (123.456, "EUR")}
    assert worth(ask(filled, date(2026, 10, 31)), RENEWALS).sums == ()


def test_by_month_and_by_week(filled: Region) -> None:
    """A ends on 7 January, a Thursday; B on 21 February, a Sunday."""
    months = by_month(ask(filled))
    assert [(one.of, one.renewals, one.seats) for one in months] == [
        (date(2027, 1, 1), 1, 100),
        (date(2027, 2, 1), 1, 10),
    ]
    weeks = by_week(ask(filled))
    assert [(one.of, one.by_risk["medium"]) for one in weeks] == [(date(2027, 1, 3), 100), (date(2027, 2, 21), 10)]
