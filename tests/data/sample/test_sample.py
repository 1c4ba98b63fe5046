"""The sample: the same for the same arguments, believable, and never on top of other data."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from dashboard.data.sample import SampleResult, make_sample
from dashboard.data.sample.calendar import add_months, months_passed, season, snapshot_days
from dashboard.data.sample.names import domain
from dashboard.data.sample.profiles import PROFILES, profile_of
from dashboard.data.storage import schema
from dashboard.data.storage.regions import Region
from dashboard.errors import DashboardError
from tests.fixtures.regions import opened

MONDAY = date(2026, 11, 23)
SUNDAY = date(2026, 11, 22)
FACT = schema.subscription_snapshot.c


def small(region: Region, seed: int = 7) -> SampleResult:
    return make_sample(region, customers=40, weeks=4, seed=seed, today=MONDAY, progress=None)


@pytest.fixture
def second(duckdb_template: Path, tmp_path: Path) -> Iterator[Region]:
    """Another empty region US, in a file."""
    path = tmp_path / "second.duckdb"
    path.write_bytes(duckdb_template.read_bytes())
    with opened(f"duckdb:///{path}") as region:
        yield region


def checksum(region: Region) -> str:
    """SHA-256 of every row of every table; engines may differ in a fraction's last digits."""
    digest = hashlib.sha256()
    with region.read() as connection:
        for table in schema.metadata.sorted_tables:
            rows = sorted(repr([_rounded(cell) for cell in row]) for row in connection.execute(sa.select(table)))
            digest.update("\n".join([table.name, *rows]).encode())
    return digest.hexdigest()


def _rounded(cell: object) -> object:
    return f"{cell:.12g}" if isinstance(cell, float) else cell


def test_the_same_arguments_make_the_same_rows_on_every_engine(region: Region, second: Region) -> None:
    assert small(region) == small(second)
    assert checksum(region) == checksum(second)


def test_another_seed_makes_other_rows(duckdb_region: Region, second: Region) -> None:
    small(duckdb_region, seed=7)
    small(second, seed=-8)
    assert checksum(duckdb_region) != checksum(second)


def test_a_region_with_data_is_refused_and_left_alone(region: Region) -> None:
    with region.write() as connection:
        connection.execute(sa.insert(schema.customer), {"customer_key": 1, "org_id": "a", "name": "Own GmbH"})
    before = checksum(region)
    with pytest.raises(DashboardError, match="region US: holds data already.*remove .* or choose another region"):
        small(region)
    assert checksum(region) == before


def test_a_region_that_has_only_snapshots_is_refused(duckdb_region: Region) -> None:
    with duckdb_region.write() as connection:
        known = {"date": SUNDAY, "week": SUNDAY, "week_before": SUNDAY - timedelta(days=7), "import_id": 1}
        connection.execute(sa.insert(schema.snapshot_date), known)
    with pytest.raises(DashboardError, match="region US"):
        small(duckdb_region)


def test_a_sample_that_fails_leaves_nothing(duckdb_region: Region) -> None:
    def fail(done: int, total: int) -> None:
        raise KeyboardInterrupt

    empty = checksum(duckdb_region)
    with pytest.raises(KeyboardInterrupt):
        make_sample(duckdb_region, customers=5, weeks=2, seed=1, today=MONDAY, progress=fail)
    assert checksum(duckdb_region) == empty


def test_progress_counts_snapshots_rollups_and_calls(duckdb_region: Region) -> None:
    told: list[tuple[int, int]] = []
    make_sample(duckdb_region, customers=3, weeks=2, seed=1, today=MONDAY, progress=lambda *step: told.append(step))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_one_customer_and_one_week_are_enough(duckdb_region: Region) -> None:
    made = make_sample(duckdb_region, customers=1, weeks=1, seed=1, today=MONDAY, progress=None)
    assert (made.customers, made.dates) == (1, (SUNDAY,))
    assert made.rows >= 1


def test_snapshot_days() -> None:
    us, ca = profile_of("US"), profile_of("CA")
    assert snapshot_days(us, 3, MONDAY) == [date(2026, 11, 8), date(2026, 11, 15), SUNDAY]
    newest = [snapshot_days(us, 1, MONDAY + timedelta(days=day))[0].day for day in range(7)]
    assert newest == [22, 22, 22, 25, 26, 27, 28]
    with_gap = snapshot_days(ca, 60, MONDAY)
    assert len(with_gap) == 59
    assert with_gap[-18:-16] == [date(2026, 7, 19), date(2026, 8, 2)]


def test_contracts_run_on_by_months() -> None:
    start = np.array(["2024-01-28", "2025-02-01", "2026-06-10"], "datetime64[D]")
    later = add_months(start, np.array([1, 12, 24]))
    assert later.tolist() == [date(2024, 2, 28), date(2026, 2, 1), date(2028, 6, 10)]
    assert months_passed(start, np.full(3, np.datetime64("2026-02-01"))).tolist() == [24, 12, -5]


def test_fewer_people_work_in_august_and_at_christmas() -> None:
    eu = PROFILES["EU"]
    ordinary, august, christmas = (season(eu, day) for day in (date(2026, 5, 4), date(2026, 8, 12), date(2026, 12, 27)))
    assert ordinary > 0.99
    assert 0.75 < august < 0.85
    assert 0.55 < christmas < 0.65
    assert season(eu, date(2026, 1, 2)) < 0.9


def test_a_domain_is_plain_letters() -> None:
    assert domain("Müller & Søn Öl-Straße GmbH") == "muller-son-ol-strasse-gmbh.example"
