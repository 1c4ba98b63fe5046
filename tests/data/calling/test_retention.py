"""Raw call legs are kept for so many weeks; their weekly counts stay as they were, whatever comes afterwards."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.data.calling.retention import dropped_until, enforce_retention
from dashboard.data.calling.weekly import recount_by_new_rule
from dashboard.data.storage.leg_weeks import make_leg_weeks
from dashboard.data.storage.quality_rule import QualityRule
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.calls import call_leg, customer_week, dropped_legs, endpoint_week
from dashboard.errors import Rejected
from tests.data.calling.files import LEG_HEADERS, USAGE_HEADERS, leg, load, write
from tests.data.calling.test_weekly import rows
from tests.data.factories import TODAY, org_id

OLD, KEPT = (
    date(2026, 11, 1),
    date(2026, 11, 8),
)  # today's week begins on the 22nd: with two weeks kept, the 8th is first
LEGS = [
    leg("1", "a", "A", "2026-11-07T23:59:59Z", 60, endpoint="web", audio=(100, "", "")),
    leg("2", "b", "A", "2026-11-08T00:00:00Z", 30, endpoint="web", audio=(100, "", "")),
]
COUNTS = [(OLD, "A", 1, 1, 0), (KEPT, "A", 1, 1, 0)]


def short(region: Region) -> Region:
    """The same region under settings that keep the legs of two weeks."""
    return replace(region, legs_keep_weeks=2)


def kept(region: Region) -> list[str]:
    with region.read() as connection:
        return sorted(connection.scalars(sa.select(call_leg.c.leg_id)))


@pytest.fixture
def dropped(region: Region, tmp_path: Path) -> Region:
    """Legs of two weeks, of which the earlier one was dropped at a start."""
    load(region, write(tmp_path / "legs.csv", LEG_HEADERS, LEGS))
    assert enforce_retention(short(region), TODAY) == [OLD]
    return short(region)


def test_old_legs_go_and_their_counts_stay(dropped: Region) -> None:
    assert kept(dropped) == ["2"]
    assert rows(dropped, customer_week, "legs", "good", "poor") == COUNTS
    assert rows(dropped, endpoint_week, "endpoint_type", "good") == [(OLD, "A", "web", 1), (KEPT, "A", "web", 1)]
    with dropped.read() as connection:
        known = connection.execute(sa.select(dropped_legs)).all()
    assert [tuple(row) for row in known] == [(OLD, 1, dropped.quality.text)]
    assert dropped_until(dropped) == OLD
    assert enforce_retention(dropped, TODAY) == []


def test_an_import_drops_what_has_become_old(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path / "legs.csv", LEG_HEADERS, LEGS))
    newer = [leg("3", "c", "A", "2026-11-16T08:00:00Z")]
    load(short(region), write(tmp_path / "newer.csv", LEG_HEADERS, newer))
    assert kept(region) == ["2", "3"]


def test_legs_of_a_dropped_week_are_rejected_and_change_nothing(dropped: Region, tmp_path: Path) -> None:
    again = [leg("1", "a", "A", "2026-11-07T23:59:59Z", 5), leg("9", "z", "A", "2026-11-02T08:00:00Z"), LEGS[1]]
    result = load(dropped, write(tmp_path / "again.csv", LEG_HEADERS, again))
    assert (result.rows, result.rejected) == (1, 2)
    why = "line 2, Start Time: the call legs of the week of 2026-11-01 were dropped, and its counts stay as they are"
    assert str(result.rejects[0]).startswith(why)
    assert rows(dropped, customer_week, "legs", "good", "poor") == COUNTS
    # Keeping more from now on does not bring back what is gone.
    longer = replace(dropped, legs_keep_weeks=None)
    assert load(longer, write(tmp_path / "again2.csv", LEG_HEADERS, again[:2])).rejected == 2


def test_legs_older_than_any_kept_week_are_rejected(region: Region, tmp_path: Path) -> None:
    result = load(short(region), write(tmp_path / "legs.csv", LEG_HEADERS, LEGS))
    assert (result.rows, result.rejected) == (1, 1)
    assert "call legs before 2026-11-08 are not kept (DASHBOARD_LEGS_KEEP_WEEKS=2)" in str(result.rejects[0])
    assert dropped_until(region) is None


def test_a_usage_report_of_a_dropped_week_is_refused(dropped: Region, tmp_path: Path) -> None:
    usage = {"Customer name": "A AG", "Org ID": org_id("A"), "Total calls": 7, "Total call legs": 7}
    path = write(tmp_path / "usage.csv", USAGE_HEADERS, [usage])
    with pytest.raises(Rejected, match="the week of 2026-11-01: its call legs were dropped"):
        load(dropped, path, OLD)
    assert rows(dropped, customer_week, "legs", "good", "poor") == COUNTS
    # A week that no leg was dropped of is counted, however old it is.
    assert load(dropped, path, date(2025, 1, 5)).rows == 1


def test_a_new_rule_counts_only_what_is_kept(dropped: Region) -> None:
    strict = replace(dropped, quality=QualityRule(jitter_ms=100))
    assert recount_by_new_rule(strict)
    assert rows(strict, customer_week, "legs", "good", "poor") == [COUNTS[0], (KEPT, "A", 1, 0, 1)]


def test_calls_of_too_many_weeks_at_once_are_refused(duckdb_region: Region, tmp_path: Path) -> None:
    many = [leg(str(n), "c", "A", f"{1900 + n // 12}-{n % 12 + 1:02}-01T00:00:00Z") for n in range(531)]
    with pytest.raises(Rejected, match="calls of 531 different weeks, which is more than 530"):
        load(duckdb_region, write(tmp_path / "legs.csv", LEG_HEADERS, many))


def test_postgresql_keeps_a_table_a_week(postgres_region: Region, tmp_path: Path) -> None:
    load(postgres_region, write(tmp_path / "legs.csv", LEG_HEADERS, LEGS))
    assert sorted(_weeks(postgres_region)) == ["call_leg_20261101", "call_leg_20261108"]
    enforce_retention(short(postgres_region), TODAY)
    assert _weeks(postgres_region) == ["call_leg_20261108"]
    with postgres_region.write() as connection:
        make_leg_weeks(connection, [date(9999, 12, 26), KEPT])
    assert len(_weeks(postgres_region)) == 2


def _weeks(region: Region) -> list[str]:
    found = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'call_leg'::regclass"
    with region.read() as connection:
        return list(connection.scalars(sa.text(found)))
