"""Trials started here, on both engines: they count at once, survive imports, and leave the past as it was."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.data import queries
from dashboard.data.customer_list import CUSTOMERS
from dashboard.data.headline import headline
from dashboard.data.local_trials import end_trial, extend_trial, local_trials, start_trial
from dashboard.data.regions import Region
from dashboard.data.schema import subscription_snapshot
from dashboard.data.scope import Scope
from dashboard.data.subscriptions import EXPIRING
from dashboard.data.trend import trend
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
