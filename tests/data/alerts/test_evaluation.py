"""What rules find: read once for all who ask, each of them given what they would have been given alone."""

from random import Random

import pytest
import sqlalchemy as sa

from dashboard.data.alerts.evaluation import evaluate, evaluate_all
from dashboard.data.alerts.subjects import Subject, subjects
from dashboard.data.query import queries
from dashboard.data.query.filters import parse_filter
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Question, View
from dashboard.data.query.scope import Scope
from dashboard.data.sample import make_sample
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment, customer
from tests.data.factories import TODAY
from tests.fixtures.long import LONG


@pytest.fixture
def sampled(duckdb_region: Region) -> Region:
    """Sample data, every third customer somebody's of whom two partner administrators share a few."""
    make_sample(duckdb_region, customers=120, weeks=12, seed=3, today=TODAY, progress=None)
    with duckdb_region.write() as connection:
        keys = list(connection.scalars(sa.select(customer.c.customer_key).order_by(customer.c.customer_key)))
        own = [{"user_id": user, "customer_key": key} for user in (7, 8) for key in keys[user - 7 :: 3]]
        connection.execute(sa.insert(assignment), own)
    return duckdb_region


def view_of(subject: Subject) -> View:
    """One filter, of the subject's first number."""
    column = next((one for one in subject.table.columns if one.kind == "integer"), None)
    return View(filters=(parse_filter(column, ">=3"),)) if column else View()


def every_question(scopes: list[Scope]) -> list[tuple[Question, Subject, View]]:
    """Every subject of both products in each scope, whole and with a filter."""
    at = moment(scopes[0], TODAY)
    return [
        (Question(scope, at, product), subject, view)
        for scope in scopes
        for product in ("meetings", "calling")
        for subject in subjects().values()
        for view in (View(), view_of(subject))
    ]


def test_who_asks_together_is_told_what_each_is_told_alone(sampled: Region) -> None:
    scopes = [Scope(sampled, None), Scope(sampled, 7), Scope(sampled, 8), Scope(sampled, 7, tags=("Gold", "Silver"))]
    asked = every_question(scopes)
    found = evaluate_all(asked)
    assert set(found) == set(asked)
    checked = asked if LONG else Random(3).sample(asked, len(asked) // 3)
    alone = {one: evaluate(one) for one in checked}
    assert {one: found[one] for one in checked if found[one] != alone[one]} == {}
    told = [one for one in asked if one[1].metric is None and len(found[one].members)]
    assert len({one[1].table.name for one in told}) >= 12  # the sample says something of nearly every table


def test_kpis_are_those_of_the_pages(sampled: Region) -> None:
    """What rules are told in one statement for all of them is what each page asks of its own tables."""
    scopes = [Scope(sampled, None), Scope(sampled, 7), Scope(sampled, None, tags=("Gold",))]
    asked = [one for one in every_question(scopes) if one[1].metric]
    found = evaluate_all(asked)
    for question, subject, view in asked:
        assert subject.metric
        value = queries.values(question, subject.table, view)[subject.metric.key].number
        said = found[question, subject, view].value
        assert said == pytest.approx(value) if value is not None else said is None, (question, subject, view)


def test_what_fails_is_left_out_and_tells_why_by_itself(sampled: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = Scope(sampled, None)
    question = Question(scope, moment(scope, TODAY))
    subject = subjects()["customers"]

    def broken(*_given: object) -> None:
        raise sa.exc.OperationalError("SELECT", None, Exception("full"))

    monkeypatch.setattr("dashboard.data.alerts.evaluation.table_answers", broken)
    assert evaluate_all([(question, subject, View())]) == {}
    with pytest.raises(sa.exc.OperationalError):
        evaluate((question, subject, View()))
