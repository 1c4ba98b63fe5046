"""Tried: to get other digits from PostgreSQL than from DuckDB, for the same rows."""

import random
from collections.abc import Sequence

import pyarrow as pa
import pytest
import sqlalchemy as sa

from dashboard.data.query.aggregates import exact_sum
from dashboard.data.storage import bulk
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.calls import queue_report
from tests.data.factories import SATURDAY


def _sum(region: Region, numbers: Sequence[float]) -> float:
    rows = pa.table({"week": [SATURDAY] * len(numbers), "customer_key": [1] * len(numbers), "wait_seconds": numbers})
    with region.write() as connection:
        connection.execute(sa.delete(queue_report))
        bulk.insert(connection, queue_report, rows)
        return float(connection.execute(sa.select(exact_sum(queue_report.c.wait_seconds))).scalar_one())


def _numbers(seed: int) -> list[float]:
    dice = random.Random(seed)
    awkward = [0.1, 0.2, 1e-7, 12345.678901234567, 999999999.9999999, 1 / 3, 2 / 3, 5e-16, 1e-300, 0.0]
    return [*awkward, *(dice.uniform(0, 10 ** dice.randint(-6, 9)) for _ in range(200))]


@pytest.mark.postgres
def test_sums_of_fractions_are_the_same_to_the_last_digit(duckdb_region: Region, postgres_region: Region) -> None:
    for seed in range(40):
        numbers = _numbers(seed)
        assert _sum(duckdb_region, numbers) == _sum(postgres_region, numbers[::-1])


def test_a_sum_is_what_it_is_by_hand(region: Region) -> None:
    assert _sum(region, [0.1] * 10) == 1.0
    assert _sum(region, [1e9, 0.3, -1e9]) == 0.3
