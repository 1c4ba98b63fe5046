"""Texts by their characters: a server whose own order is that of its people answers like every other engine."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.data.calling.features import features
from dashboard.data.calling.quality import CUSTOMER_QUALITY
from dashboard.data.calling.trends import quality_by_endpoint
from dashboard.data.customers.profile import tags_in_use
from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.query import queries
from dashboard.data.query.question import Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer_tag
from dashboard.data.storage.schema.calls import calling_week, customer_week, endpoint_week, feature_week
from dashboard.data.storage.upgrade import upgrade_regions
from tests.data.factories import SATURDAY, TODAY, ask
from tests.data.files.reports import WEEK_AGO, line, load, write
from tests.fixtures.postgres import PostgresServer
from tests.fixtures.regions import opened

WEEK = date(2026, 11, 15)
FIRST, LAST = "Zeta", "alpha"  # by their characters; people put them the other way round


@pytest.fixture(params=["duckdb", pytest.param("people", marks=pytest.mark.postgres)])
def ordered(request: pytest.FixtureRequest) -> Region:
    """A region in a file, and one on a server that orders texts as people do."""
    fixture = "duckdb_region" if request.param == "duckdb" else "peoples_region"
    found: Region = request.getfixturevalue(fixture)
    return found


@pytest.fixture
def peoples_region(postgres_server: PostgresServer) -> Iterator[Region]:
    postgres_server.sql("CREATE DATABASE people TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'")
    try:
        with opened(postgres_server.url("people")) as region:
            upgrade_regions({region.code: region})
            yield region
    finally:
        postgres_server.sql("DROP DATABASE people WITH (FORCE)")


def fill(region: Region, directory: Path) -> None:
    """A customer whose report says two names in each of two weeks; ties among its features, endpoint types and tags."""
    days = (WEEK_AGO, SATURDAY.isoformat())
    named = [(f"S{number}", name) for number, name in enumerate((FIRST, LAST))]
    load(region, write(directory, [line("A", one, day, customer_name=name) for day in days for one, name in named]))
    tie: dict[str, Any] = {"week": WEEK, "customer_key": 1}
    with region.write() as connection:
        add = connection.execute
        add(sa.insert(calling_week), [{"week": WEEK, "source": "legs", "import_id": 1}])
        add(sa.insert(customer_week), [{**tie, "calls": 9, "good": 5, "poor": 5, "quality_source": "legs"}])
        for name in (LAST, FIRST):
            add(sa.insert(feature_week), [{**tie, "feature": name, "calls": 4}])
            add(sa.insert(endpoint_week), [{**tie, "endpoint_type": name, "good": 5, "poor": 5, "unmeasured": 0}])
            add(sa.insert(customer_tag), [{"customer_key": 1, "tag": name}])


def names(question: Question) -> list[str]:
    return [row["customer"] for row in queries.rows(question, CUSTOMERS, limit=9)]


def test_texts_are_in_the_order_of_their_characters(ordered: Region, tmp_path: Path) -> None:
    fill(ordered, tmp_path)
    now, before = ask(ordered), ask(ordered, TODAY - timedelta(days=7))
    [quality] = queries.rows(now, CUSTOMER_QUALITY, limit=9)
    found = {
        "the name that a report says": names(now),
        "the name that it said then": names(before),
        "features": [one["feature"] for one in features(now)],
        "endpoint types": [one["endpoint_type"] for one in quality_by_endpoint(now)],
        "the worst endpoint type": quality["worst_endpoint_type"],
        "tags": list(tags_in_use(Scope(ordered, None))),
    }
    assert found == {
        "the name that a report says": [LAST],
        "the name that it said then": [LAST],
        "features": [FIRST, LAST],
        "endpoint types": [FIRST, LAST],
        "the worst endpoint type": FIRST,
        "tags": [FIRST, LAST],
    }
