"""Trials started here, on both engines: they count at once, survive imports, and leave the past as it was."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.customers.trials import end_trial, extend_trial, local_trials, start_trial
from dashboard.data.query import queries
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import subscription_snapshot
from dashboard.data.subscriptions.headline import headline
from dashboard.data.subscriptions.sections import EXPIRING
from dashboard.data.subscriptions.trend import trend
from dashboard.errors import BadParameter, NotFound
from tests.data.factories import SATURDAY, TODAY, ask, org_id, row
from tests.data.factories import load as load_rows
from tests.data.files.reports import line, load, org, write

DAY = timedelta(days=1)
A = org_id("A")


@pytest.fixture
def scope(region: Region) -> Scope:
    """A and B, each with a subscription without end."""
    load_rows(region, [row("A", "S1", m=(10, 5, 5)), row("B", "S2", m=(10, 5, 5))])
    return Scope(region, None)


def expiring(region: Region, as_of: date = TODAY, product: str = "meetings") -> list[tuple[object, ...]]:
    question = ask(region, as_of, product)  # type: ignore[arg-type]
    keys = ("customer", "subscription_id", "days_left", "purchased", "assigned")
    return [tuple(one[key] for key in keys) for one in queries.rows(question, EXPIRING, limit=9)]


def kpis(region: Region, as_of: date = TODAY) -> dict[str, float | None]:
    question = ask(region, as_of)
    return {key: value.number for key, value in headline(question.scope, question.moment).values.items()}


def test_it_counts_from_the_day_it_starts(scope: Scope) -> None:
    assert kpis(scope.region)["nearing_expiration"] == 0  # an answer that must not be kept
    trial = start_trial(scope, A, {"meetings": 25, "calling": 8}, 60, TODAY, "ana")
    identity = trial["trial_id"]
    assert identity.startswith("TRIAL-")
    assert expiring(scope.region) == [("A AG", identity, 60, 25, None)]
    assert expiring(scope.region, product="calling") == [("A AG", identity, 60, 8, None)]
    assert expiring(scope.region, TODAY - DAY) == []
    assert (kpis(scope.region)["nearing_expiration"], kpis(scope.region, TODAY - DAY)["nearing_expiration"]) == (1, 0)
    [first, _] = queries.rows(ask(scope.region), CUSTOMERS, limit=9)
    assert (first["statuses"], first["trial_days_left"]) == (("trial", "subscription"), 60)


def test_a_report_of_the_same_date_and_of_the_next_leaves_it(region: Region, tmp_path: Path) -> None:
    counts = {"meeting_license_assigned": "4", "meeting_license_used": "3"}
    load(region, write(tmp_path, [line("A", "S1", **counts)]))
    scope = Scope(region, None)
    trial = start_trial(scope, org("A"), {"meetings": 25}, 30, TODAY, "ana")
    load(region, write(tmp_path, [line("A", "S1", meeting_license_assigned="5")], "again.csv"))
    assert expiring(region) == [("A AG", trial["trial_id"], 30, 25, None)]
    load(region, write(tmp_path, [line("A", "S1", "2026-11-28", **counts)], "next.csv"))
    later = date(2026, 11, 30)
    assert expiring(region, later) == [("A AG", trial["trial_id"], 23, 25, None)]
    # Trend: 10 before it started; with it from the first snapshot after that day.
    assert [point["purchased"] for point in trend(ask(region, date(2026, 11, 28), weeks=2))] == [10, 35]
    # Three weeks on it goes on with every report, and no snapshot makes it gone.
    load(region, write(tmp_path, [line("A", "S1", "2026-12-19")], "third.csv"))
    assert expiring(region, date(2026, 12, 19))[0][2] == 4
    load(region, write(tmp_path, [line("A", "S1", "2026-12-26")], "fourth.csv"))
    assert expiring(region, date(2026, 12, 26)) == []


def test_extending_and_ending(scope: Scope) -> None:
    identity = start_trial(scope, A, {"meetings": 25}, 30, TODAY, "ana")["trial_id"]
    with pytest.raises(BadParameter, match="30 days or more"):
        extend_trial(scope, A, identity, TODAY, "ana")
    later = TODAY + 10 * DAY
    assert extend_trial(scope, A, identity, later, "ana")["ends_on"] == later + 30 * DAY
    assert expiring(scope.region, later)[0][2] == 30
    ended = end_trial(scope, A, identity, later, "ana")
    assert (ended["running"], ended["ends_on"]) == (False, later - DAY)
    assert expiring(scope.region, later) == []
    assert len(expiring(scope.region, later - DAY)) == 1
    assert [one["running"] for one in local_trials(scope, A, later)] == [False]
    for act in (end_trial, extend_trial):
        with pytest.raises(NotFound, match="no running trial"):
            act(scope, A, identity, later, "ana")


def test_a_region_without_a_report_takes_it_up_with_the_first(region: Region, tmp_path: Path) -> None:
    header = "Customer Name,Customer Org ID,Country\n"
    path = tmp_path / "customers.csv"
    path.write_text(f"{header}Alpha,{org('A')},DE\n")
    load(region, path)
    trial = start_trial(Scope(region, None), org("A"), {"meetings": 5}, 30, TODAY, "ana")
    load(region, write(tmp_path, [line("B", "S1", "2026-11-28")]))
    assert expiring(region, date(2026, 11, 28)) == [("Alpha", trial["trial_id"], 25, 5, None)]


@pytest.mark.parametrize(
    ("licences", "days"),
    [({}, 30), ({"meetings": 0}, 30), ({"meetings": True}, 30), ({"devices": 3}, 30), ({"meetings": 3}, 31)],
)
def test_what_is_no_trial(scope: Scope, licences: dict[str, int], days: int) -> None:
    with pytest.raises(BadParameter):
        start_trial(scope, A, licences, days, TODAY, "ana")
    with pytest.raises(NotFound):
        start_trial(Scope(scope.region, 7), A, {"meetings": 3}, 30, TODAY, "ana")
    with scope.region.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(subscription_snapshot)) == 2
    assert SATURDAY < TODAY


PROVIDERS: dict[str, str] = {
    "subscription_type": "Trial",
    "enterprise_trial_id": "ET-7",
    "auto_renewal_enabled": "false",
    "expiration_renewal_date": "2027-02-01",
    "meeting_license_available": "40",
}


def test_the_providers_own_trial_takes_its_place(region: Region, tmp_path: Path) -> None:
    """25 of ours until the report of the 28th brings 40; undone when a corrected file of that date does not."""
    load(region, write(tmp_path, [line("A", "S1", expiration_renewal_date="")]))
    scope = Scope(region, None)
    mine = start_trial(scope, org("A"), {"meetings": 25}, 90, TODAY, "ana")["trial_id"]
    paid = line("A", "S1", "2026-11-28", expiration_renewal_date="")
    load(region, write(tmp_path, [paid, line("A", "S2", "2026-11-28", **PROVIDERS)], "next.csv"))
    later = date(2026, 11, 30)
    assert [(one[1], one[3]) for one in expiring(region, later)] == [("ET-7", 40)]
    assert [(one[1], one[3]) for one in expiring(region)] == [(mine, 25)]  # the past stays
    [told] = local_trials(scope, org("A"), later)
    assert (told["running"], told["replaced"], told["replaced_by"]) == (False, True, ("ET-7",))
    [before] = local_trials(scope, org("A"), TODAY)
    assert (before["running"], before["replaced_by"]) == (True, ())
    with pytest.raises(NotFound):
        extend_trial(scope, org("A"), mine, later, "ana")
    load(region, write(tmp_path, [paid], "corrected.csv"))
    assert [(one[1], one[3]) for one in expiring(region, later)] == [(mine, 25)]
    assert local_trials(scope, org("A"), later)[0]["running"]


@pytest.mark.parametrize(
    ("theirs", "taken"),
    [
        ({"start_date": "2026-10-24"}, True),  # 30 days before it was started
        ({"start_date": "2026-10-23"}, False),
        ({"start_date": "2026-11-28", "subscription_type": "Paid"}, False),
        ({"start_date": "2026-11-28", "meeting_license_available": "0"}, False),  # no product
    ],
)
def test_only_a_trial_of_the_product_that_begins_within_30_days(
    region: Region, tmp_path: Path, theirs: dict[str, str], taken: bool
) -> None:
    load(region, write(tmp_path, [line("A", "S1", expiration_renewal_date="")]))
    mine = start_trial(Scope(region, None), org("A"), {"meetings": 25}, 90, TODAY, "ana")["trial_id"]
    paid = line("A", "S1", "2026-11-28", expiration_renewal_date="")
    counts = {
        "meeting_license_assigned": "0",
        "meeting_license_used": "0",
        "calling_professional_license_available": "5",
    }
    load(region, write(tmp_path, [paid, line("A", "S2", "2026-11-28", **(PROVIDERS | counts | theirs))], "next.csv"))
    assert (mine not in [one[1] for one in expiring(region, date(2026, 11, 30))]) is taken


def test_of_two_products_one_is_taken(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path, [line("A", "S1", expiration_renewal_date="")]))
    mine = start_trial(Scope(region, None), org("A"), {"meetings": 25, "calling": 8}, 90, TODAY, "ana")["trial_id"]
    paid = line("A", "S1", "2026-11-28", expiration_renewal_date="")
    load(region, write(tmp_path, [paid, line("A", "S2", "2026-11-28", **PROVIDERS)], "next.csv"))
    later = date(2026, 11, 30)
    assert [(one[1], one[3]) for one in expiring(region, later)] == [("ET-7", 40)]
    assert [(one[1], one[3]) for one in expiring(region, later, "calling")] == [(mine, 8)]
    assert local_trials(Scope(region, None), org("A"), later)[0]["running"]


def test_it_counts_again_when_the_providers_vanishes_and_not_when_it_ends(region: Region, tmp_path: Path) -> None:
    """The provider's ends on 5 December; B's has months to go when reports name it no more."""
    both = [line(one, "S1", expiration_renewal_date="") for one in "AB"]
    load(region, write(tmp_path, both))
    scope = Scope(region, None)
    mine = {one: start_trial(scope, org(one), {"meetings": 25}, 90, TODAY, "ana")["trial_id"] for one in "AB"}
    days = ["2026-11-28", "2026-12-05", "2026-12-12", "2026-12-19"]
    for day in days:
        rows = [line(one, "S1", day, expiration_renewal_date="") for one in "AB"]
        if day == days[0]:
            ended = PROVIDERS | {"expiration_renewal_date": "2026-12-05"}
            rows += [
                line("A", "S2", day, **ended),
                line("B", "S3", day, **(PROVIDERS | {"enterprise_trial_id": "ET-8"})),
            ]
        load(region, write(tmp_path, rows, f"{day}.csv"))
    assert [one[1] for one in expiring(region, date(2026, 12, 12))] == ["ET-8"]
    assert [one[1] for one in expiring(region, date(2026, 12, 19))] == [mine["B"]]
