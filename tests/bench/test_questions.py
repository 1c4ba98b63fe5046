"""The bench compares like with like: plain SQL gives what pages are given."""

from typing import Any

import pytest
from flask import Flask

from dashboard.data.provenance.dates import snapshot_dates
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Question
from dashboard.data.query.scope import Scope
from dashboard.data.sample import make_sample
from dashboard.data.storage.regions import Region
from tests.bench.ask import alike
from tests.bench.questions import Asked, questions
from tests.bench.raw import Raw
from tests.data.factories import TODAY


@pytest.fixture
def question(server: Flask, us: Region) -> Any:
    # More customers with queues than a table shows at first: those without calls of late come after all others.
    make_sample(us, customers=600, weeks=16, seed=4, today=TODAY, progress=None)
    scope = Scope(us, None)
    with server.test_request_context():
        yield Question(scope, moment(scope, TODAY), weeks=52)


def test_plain_sql_gives_the_same(question: Question) -> None:
    days = tuple(reversed(snapshot_dates(question, TODAY).days))
    raw = Raw(TODAY, question.moment.snapshot or TODAY, question.product, snapshots=days)

    def agrees(asked: Asked) -> bool:
        with question.scope.region.read() as connection:
            bare = [tuple(row) for row in connection.exec_driver_sql(asked.sql(raw))]
        return alike(asked.rows(asked.ask(question)), bare)

    assert [f"{asked.page}: {asked.name}" for asked in questions() if not agrees(asked)] == []
