"""The sample: the same for the same arguments, believable, and never on top of other data."""

import hashlib
from datetime import date
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from dashboard.data import rollups, schema
from dashboard.data.moment import moment
from dashboard.data.regions import Region
from dashboard.data.sample import SampleResult, make_sample
from dashboard.data.sample.calendar import add_months, months_passed, season, snapshot_days
from dashboard.data.sample.names import domain
from dashboard.data.sample.profiles import PROFILES, profile_of
from dashboard.data.scope import Scope
from dashboard.errors import DashboardError
from tests.fixtures.regions import opened

MONDAY = date(2026, 11, 23)
SUNDAY = date(2026, 11, 22)
FACT = schema.subscription_snapshot.c


def small(region: Region, seed: int = 7, customers: int | None = 40) -> SampleResult:
    return make_sample(region, customers=customers, weeks=5, seed=seed, today=MONDAY, progress=None)


def checksum(region: Region) -> str:
    """SHA-256 of every row of every table, in order."""
    digest = hashlib.sha256()
    with region.read() as connection:
        for table in schema.metadata.sorted_tables:
            for row in connection.execute(sa.select(table).order_by(*table.primary_key, *table.c)):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def test_same_arguments_same_rows_on_every_engine(duckdb_url: str, region: Region) -> None:
    with opened(duckdb_url) if not region.embedded else opened("duckdb:///:memory:") as other:
        if other.engine.url.database == ":memory:":
            with other.write() as connection:
                schema.metadata.create_all(connection)
        assert small(region) == small(other)
        assert checksum(region) == checksum(other)
