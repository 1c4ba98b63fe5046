"""A region over several machines: what can be spread, how it lies, and that its numbers are those of one machine."""

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.data.query import queries
from dashboard.data.sample import make_sample
from dashboard.data.storage.distribute import FACTS, distribute
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.every import region_metadata
from dashboard.data.tables import TABLES
from dashboard.errors import DashboardError
from tests.data.factories import TODAY, ask


def test_facts_are_those_whose_keys_hold_the_customer() -> None:
    for name, table in region_metadata.tables.items():
        keys = [c for c in table.constraints if isinstance(c, sa.PrimaryKeyConstraint | sa.UniqueConstraint)]
        whole = all("customer_key" in key.columns for key in keys if key.columns)
        assert name not in FACTS or ("customer_key" in table.c and whole)
    assert set(FACTS) <= set(region_metadata.tables)


def test_a_file_cannot_be_spread(duckdb_region: Region) -> None:
    with pytest.raises(DashboardError, match="region US: a DuckDB file cannot be distributed"):
        distribute(duckdb_region)
    assert not duckdb_region.spread


def test_a_server_without_citus_is_left_as_it_is(postgres_region: Region) -> None:
    with pytest.raises(DashboardError, match="region US: its database is PostgreSQL without Citus"):
        distribute(postgres_region)
    assert not postgres_region.spread


@pytest.fixture
def kinds(citus_region: Region) -> Iterator[dict[str, tuple[str, str, int]]]:
    """Of each table: how it lies, by which column, beside which others."""
    asked = "SELECT table_name::text, citus_table_type, distribution_column, colocation_id FROM citus_tables"
    with citus_region.read() as connection:
        yield {name: (kind, column, beside) for name, kind, column, beside in connection.execute(sa.text(asked))}


def test_facts_lie_together_and_the_rest_everywhere(
    citus_region: Region, kinds: dict[str, tuple[str, str, int]]
) -> None:
    assert {name for name, (kind, _by, _beside) in kinds.items() if kind == "reference"} == (
        region_metadata.tables.keys() - set(FACTS)
    )
    assert {kinds[name][:2] for name in FACTS} == {("distributed", "customer_key")}
    assert len({kinds[name][2] for name in FACTS}) == 1
    assert distribute(citus_region) == []
    assert citus_region.spread


SCOPES: dict[str, dict[str, Any]] = {
    "all": {},
    "few": {"user_id": 1},
    "tag": {"tags": ("Gold",)},
    "own": {"managed_by": "own"},
    "search": {"search": "north"},
}
MOMENTS = (TODAY, TODAY - timedelta(weeks=3), date(2000, 1, 1))


def test_every_table_is_answered_where_its_rows_are(citus_region: Region) -> None:
    """Citus refuses statements that it cannot send to its machines: each relation for each kind of question."""
    make_sample(citus_region, customers=12, weeks=6, seed=1, today=TODAY, progress=None)
    refused = []
    for table, (name, scope), when in itertools.product(TABLES, SCOPES.items(), MOMENTS):
        question = ask(citus_region, when, **scope)
        try:
            queries.summary(question, table)
            queries.rows(question, table, limit=5, keys=True)
        except sa.exc.DBAPIError as error:
            refused.append((table.name, name, when, str(error.orig)))
    assert refused == []


def test_a_sample_counts_as_on_one_machine(citus_region: Region, duckdb_region: Region) -> None:
    for region in (citus_region, duckdb_region):
        make_sample(region, customers=40, weeks=12, seed=1, today=TODAY, progress=None)
    for table in TABLES:
        one, other = (queries.summary(ask(region), table) for region in (citus_region, duckdb_region))
        assert (table.name, one.rows) == (table.name, other.rows)
        for key, value in one.values.items():
            assert value.number == pytest.approx(other.values[key].number, nan_ok=True), (table.name, key)
