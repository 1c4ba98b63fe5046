"""The sample's calls tell a story: a bad week of one endpoint type, a falling customer, a queue that loses callers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.data.calling import features, quality, queues, trends, usage
from dashboard.data.calling.weekly import recount
from dashboard.data.query import queries
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Question, View
from dashboard.data.query.scope import Scope
from dashboard.data.sample import make_sample
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import call_leg, customer_week, endpoint_week, feature_week, queue_week
from tests.fixtures.regions import opened

MONDAY = date(2026, 11, 23)
LAST = date(2026, 11, 15)


@dataclass(frozen=True)
class Made:
    region: Region
    question: Question


@pytest.fixture(scope="module")
def made(duckdb_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """A sample of 150 customers and 14 weeks."""
    path = tmp_path_factory.mktemp("calls") / "us.duckdb"
    path.write_bytes(duckdb_template.read_bytes())
    with opened(f"duckdb:///{path}") as region:
        make_sample(region, customers=150, weeks=14, seed=3, today=MONDAY, progress=None)
        scope = Scope(region, None)
        yield Made(region, Question(scope, moment(scope, MONDAY)))


def test_one_endpoint_type_has_a_bad_week(made: Made) -> None:
    by_endpoint = {one["endpoint_type"]: one["poor_rate"] for one in trends.quality_by_endpoint(made.question)}
    assert max(by_endpoint, key=lambda name: by_endpoint[name] or 0) == "Webex app mobile"
    assert by_endpoint["Webex app mobile"] > 0.08
    rates = [week["poor_rate"] for week in trends.quality_trend(made.question)]
    assert None not in rates
    assert rates[-1] > 1.3 * max(rates[:-1])


def test_one_customer_falls_week_after_week(made: Made) -> None:
    rows = queries.rows(made.question, usage.CUSTOMER_USAGE, View(sort=("calls_change",)), limit=3, keys=True)
    usage.CUSTOMER_USAGE.lines[0].add(made.question, rows)
    [falls] = [calls for row in rows if sorted(calls := row["calls_by_week"], reverse=True) == calls]
    assert falls[-1] < 0.5 * falls[0]


def test_one_queue_loses_its_callers(made: Made) -> None:
    [worst] = queries.rows(made.question, queues.CUSTOMER_QUEUES, View(sort=("-abandoned",)), limit=1)
    assert worst["abandonment_rate"] > 0.15
    every = queries.values(made.question, queues.CUSTOMER_QUEUES)
    assert 0.03 < (every["abandonment_rate"].number or 0) < worst["abandonment_rate"]
    assert 15 < (every["average_answer_seconds"].number or 0) < 90


def test_customers_without_calling_make_no_calls_and_features_spread_differently(made: Made) -> None:
    with made.region.read() as connection:
        customers = connection.scalar(sa.select(sa.func.count()).select_from(customer))
    callers = queries.values(made.question, usage.CUSTOMER_USAGE)["customers"].number or 0
    assert 40 < callers < 0.9 * (customers or 0)
    shares = {one["feature"]: one["customers"] / one["known"] for one in features.adoption(made.question)}
    assert shares["voicemail"] > 2 * shares["park"]
    assert {"hunt_group", "auto_attendant", "call_queue", "recording"} <= set(shares)


def test_some_customers_have_reports_alone_and_some_legs_alone(made: Made) -> None:
    row = customer_week.c
    with made.region.read() as connection:
        sources = connection.execute(
            sa.select(row.usage_source, row.quality_source).where(row.week == LAST).distinct()
        ).all()
    assert {tuple(one) for one in sources} == {("usage", "legs"), ("usage", "usage"), ("legs", "legs")}
    worst = queries.rows(made.question, quality.CUSTOMER_QUALITY, limit=500)
    assert {one["worst_endpoint_type"] for one in worst} >= {None, "Webex app mobile"}


def test_the_weekly_counts_are_those_of_the_raw_rows(made: Made) -> None:
    tables = (customer_week, endpoint_week, feature_week, queue_week)

    def counts() -> list[list[str]]:
        with made.region.read() as connection:
            return [sorted(map(repr, connection.execute(sa.select(table)))) for table in tables]

    before = counts()
    with made.region.write() as connection:
        recount(connection, made.region, set(connection.scalars(sa.select(customer_week.c.week).distinct())))
    assert counts() == before
    assert all(before)


def test_no_leg_begins_after_the_day_it_is_made_on(made: Made) -> None:
    with made.region.read() as connection:
        newest = connection.scalar(sa.select(sa.func.max(call_leg.c.started_at)))
    assert newest is not None
    assert date(2026, 11, 22) <= newest.date() < MONDAY


def test_a_region_without_queues(duckdb_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "uae.duckdb"
    path.write_bytes(duckdb_template.read_bytes())
    with opened(f"duckdb:///{path}", "UAE") as region:
        make_sample(region, customers=30, weeks=4, seed=3, today=MONDAY, progress=None)
        scope = Scope(region, None)
        question = Question(scope, moment(scope, MONDAY))
        assert queries.values(question, queues.CUSTOMER_QUEUES)["customers"].number == 0
        assert (queries.values(question, usage.CUSTOMER_USAGE)["calls"].number or 0) > 0
