"""A region's own rules on both engines: what follows them, what is kept by them, what is refused."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from dashboard.data.alerts.evaluation import evaluate
from dashboard.data.alerts.subjects import subject_named
from dashboard.data.calling.weekly import recount, rule_in_force
from dashboard.data.changes.table import comparison
from dashboard.data.customers.detail import customer_summary
from dashboard.data.own_rules import rules_of, set_rules
from dashboard.data.query import queries
from dashboard.data.query.question import View
from dashboard.data.storage.leg_weeks import make_leg_weeks
from dashboard.data.storage.regions import Region
from dashboard.data.storage.rules import Rules
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import call_leg, customer_week
from dashboard.data.subscriptions.headline import headline, threshold
from dashboard.data.subscriptions.headline_by_week import headline_weeks
from dashboard.data.subscriptions.sections import EXPIRING, LOW_ASSIGNMENT, RENEWING
from dashboard.errors import BadParameter
from tests.data.factories import SATURDAY, TODAY, ask, load, row

DAY = timedelta(days=1)


@pytest.fixture
def filled(region: Region) -> Region:
    """A expires in 30 days and B in 60; C renews in 30 and D in 60; they assign 9, 5, 4 and 1 of 10."""
    ends = [TODAY + 30 * DAY, TODAY + 60 * DAY] * 2
    rows = [
        row(one, f"S-{one}", on, m=(10, assigned, 1), ends_on=end, auto_renew=one in "CD")
        for on in (SATURDAY - 7 * DAY, SATURDAY)
        for one, assigned, end in zip("ABCD", (9, 5, 4, 1), ends, strict=True)
    ]
    load(region, rows)
    return region


def kpis(region: Region, as_of: date = TODAY) -> dict[str, float | None]:
    """The five by key."""
    question = ask(region, as_of)
    return {key: value.number for key, value in headline(question.scope, question.moment).values.items()}


def test_windows(filled: Region) -> None:
    assert (kpis(filled)["nearing_expiration"], kpis(filled)["nearing_renewal"]) == (2, 2)
    set_rules(filled, {"expiring_days": 30, "renewing_days": 59}, "ana")
    question = ask(filled)
    assert (kpis(filled)["nearing_expiration"], kpis(filled)["nearing_renewal"]) == (1, 1)
    for table, key, who in ((EXPIRING, "nearing_expiration", "A AG"), (RENEWING, "nearing_renewal", "C AG")):
        assert [one["customer"] for one in queries.rows(question, table, limit=9)] == [who]
        assert evaluate((question, subject_named(f"headline.{key}"), View())).value == 1
    set_rules(filled, {"expiring_days": 29}, "ana")
    assert kpis(filled)["nearing_expiration"] == 0
    assert rules_of(filled) == Rules(expiring_days=29, renewing_days=59)


def test_the_past_is_shown_with_the_rules_of_today(filled: Region) -> None:
    """On the 14th A had 39 days left."""
    set_rules(filled, {"expiring_days": 35}, "ana")
    question = ask(filled)
    weeks = headline_weeks(question.scope, question.moment, 3)
    assert [one and one["nearing_expiration"] for one in weeks] == [0, 1, None]
    assert kpis(filled, SATURDAY - 7 * DAY)["nearing_expiration"] == 0
    partner = ask(filled, user_id=7)
    assert [one and one["nearing_expiration"] for one in headline_weeks(partner.scope, partner.moment, 3)][:2] == [0, 0]


def test_causes_follow(filled: Region) -> None:
    """A came within 32 days because a week has passed."""
    set_rules(filled, {"expiring_days": 32}, "ana")
    question = ask(filled)
    found = comparison(type(question)(question.scope, question.moment, measure="nearing_expiration"))
    assert [(one.cause.key, one.change) for one in found.parts] == [("window", 1)]


def test_low_by_a_rate(filled: Region) -> None:
    """Four customers make no quarters; a rate needs none."""
    assert (threshold(ask(filled)).quartile, kpis(filled)["low_assignment"]) == (None, 0)
    set_rules(filled, {"low_rate": 0.5}, "ana")
    found = threshold(ask(filled))
    assert (found.quartile, found.fixed, kpis(filled)["low_assignment"]) == (0.5, True, 2)
    names = [one["customer"] for one in queries.rows(ask(filled), LOW_ASSIGNMENT, limit=9)]
    assert names == ["D AG", "C AG"]


def test_statuses(filled: Region) -> None:
    with filled.write() as connection:
        seen = sa.update(customer).where(customer.c.customer_key == 1)
        connection.execute(seen.values(last_admin_sign_in=TODAY - 10 * DAY))
    statuses = [one["status"] for one in customer_summary(ask(filled), 1)["statuses"]]
    assert statuses == ["subscription"]
    set_rules(filled, {"expires_soon_days": 30, "inactive_days": 10}, "ana")
    statuses = [one["status"] for one in customer_summary(ask(filled), 1)["statuses"]]
    assert statuses == ["subscription", "expires_soon", "no_recent_activity"]


def test_call_quality_is_counted_again(filled: Region) -> None:
    """A leg of 120 ms jitter is good by 150 and poor by 100."""
    week = date(2026, 11, 15)
    leg = {"week": week, "customer_key": 1, "leg_id": "1", "call_id": "1", "audio_jitter": 120.0}
    with filled.write() as connection:
        make_leg_weeks(connection, [week])
        connection.execute(sa.insert(call_leg).values(leg | {"started_at": date(2026, 11, 16), "seconds": 60.0}))
        recount(connection, filled, [week])

    def poor() -> int:
        with filled.read() as connection:
            return int(connection.scalar(sa.select(customer_week.c.poor)) or 0)

    assert poor() == 0
    set_rules(filled, {"quality_jitter_ms": 100}, "ana")
    assert poor() == 1
    with filled.read() as connection:
        assert rule_in_force(connection, filled).jitter_ms == 100
    set_rules(filled, {}, "ana", reset=True)
    assert poor() == 0


def test_what_is_refused_changes_nothing(filled: Region) -> None:
    for bad in ({"expiring_days": 367}, {"expiring_days": 30, "low_rate": 1.1}, {"expiring_days": None}, {"x": 1}):
        with pytest.raises(BadParameter):
            set_rules(filled, bad, "ana")
    assert rules_of(filled) == Rules()
    assert set_rules(filled, {"low_rate": None}, "ana") == Rules()
