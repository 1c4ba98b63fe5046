"""Whom numbers can see and why not the rest, counted by hand from the rows below, on each engine."""

from datetime import date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.data.calling.coverage import week_coverage
from dashboard.data.provenance.coverage import Coverage, Files, licence_coverage
from dashboard.data.query.question import Question
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment, customer
from tests.data.calling.files import LEG_HEADERS, QUEUE_HEADERS, USAGE_HEADERS, leg, write
from tests.data.calling.files import load as load_calls
from tests.data.calling.test_weekly import queue
from tests.data.calling.test_weekly import usage as usage_row
from tests.data.factories import SATURDAY, ask, load, org_id, row

WEEK, GONE = date(2026, 11, 15), date(2026, 10, 31)


@pytest.fixture
def filled(region: Region, tmp_path: Path) -> Region:
    """A calls and is measured, B is told by a report without quality, C has Calling and is silent, D has none, E is
    gone, F has a queue and nothing else, X is known from a Customers file."""
    subscriptions = [row(one, one, pro=(5, 4, 3)) for one in "ABC"] + [row("D", "D", m=(5, 4, 3))]
    load(region, [*subscriptions, row("E", "E", GONE, pro=(1, 1, 1))])
    told = {**usage_row("B", "", 1, 2, "", 3.5, 0, 0, 0, 0, 0, 0, 0, 0, 1)}
    load_calls(region, write(tmp_path / "usage.csv", USAGE_HEADERS, [told]), WEEK)
    legs = [leg("1", "a", "A", "2026-11-16T10:00:00Z", audio=(1, 1, 1), features="park")]
    load_calls(region, write(tmp_path / "legs.csv", LEG_HEADERS, legs))
    load_calls(region, write(tmp_path / "q.csv", QUEUE_HEADERS, [queue("F", "Q", 1, 1, 2, 3, 4, 0, 0, 0)]), WEEK)
    with region.write() as connection:
        key = sa.select(sa.func.max(customer.c.customer_key) + 1).scalar_subquery()
        connection.execute(sa.insert(customer).values(customer_key=key, org_id=org_id("X"), name="X AG"))
    return region


def shares(found: Coverage | None) -> tuple[int, int, dict[str, int]]:
    assert found is not None
    return found.seen, found.every, dict(found.unseen)


def week(question: Question, subject: str) -> tuple[int, int, dict[str, int]]:
    return shares(week_coverage(subject)(question))


def test_licences_see_customers_with_a_current_subscription(filled: Region) -> None:
    found = licence_coverage(ask(filled))
    assert shares(found) == (4, 7, {"gone": 1, "never": 2})
    assert found is not None
    assert found.files == Files(SATURDAY, ("2026-11-21.csv",), datetime(2026, 11, 22, 6, 0), sample=False)


def test_the_past_sees_what_was_known_then(filled: Region) -> None:
    assert shares(licence_coverage(ask(filled, date(2026, 11, 1)))) == (1, 2, {"never": 1})
    assert licence_coverage(ask(filled, date(2026, 10, 1))) is None


def test_calls_see_customers_that_a_report_names(filled: Region) -> None:
    question = ask(filled)
    assert week(question, "usage") == (2, 7, {"unreported": 1, "unlicensed": 4})
    assert week(question, "quality") == (1, 7, {"unreported": 1, "unlicensed": 4, "unmeasured": 1})
    assert week(question, "features") == (3, 7, {"unreported": 1, "unlicensed": 3})
    assert week(question, "queues") == (1, 7, {"queueless": 6})


def test_a_week_names_its_files(filled: Region) -> None:
    found = week_coverage("queues")(ask(filled))
    assert found is not None
    assert (found.files.day, found.files.period, found.files.names) == (WEEK, "week", ("usage.csv", "q.csv"))
    assert week_coverage("usage")(ask(filled, date(2026, 11, 15))) is None  # no file speaks of that week


def test_the_share_is_of_the_customers_in_scope(filled: Region) -> None:
    keys = {"A": 1, "E": 5}
    with filled.write() as connection:
        connection.execute(sa.insert(assignment), [{"user_id": 7, "customer_key": key} for key in keys.values()])
    mine = ask(filled, user_id=7)
    assert shares(licence_coverage(mine)) == (1, 2, {"gone": 1})
    assert week(mine, "usage") == (1, 2, {"unlicensed": 1})
    assert shares(licence_coverage(ask(filled, search="x ag"))) == (0, 1, {"never": 1})
    assert shares(licence_coverage(ask(filled, user_id=8))) == (0, 0, {})
