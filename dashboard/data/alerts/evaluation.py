"""What subjects say to questions: what is asked alike is asked once.

What is watched of a moment is read once for all who watch it. Where several people do whose customers differ, it is
read for the region, and each is given the rows of the customers in their scope: who is in a table is told of each
customer by itself, and what it is compared with is the same for everybody (tests/data/alerts/test_evaluation.py).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from dashboard.data.alerts.members import NOBODY
from dashboard.data.alerts.subjects import NOTHING, Evaluation, Subject
from dashboard.data.alerts.watching import TableAnswer, Watched, table_answers
from dashboard.data.query.question import Question, View
from dashboard.data.query.scope import Scope
from dashboard.data.query.table import Table
from dashboard.data.storage.bulk import fetch
from dashboard.data.storage.schema import customer
from dashboard.data.subscriptions.headline import headline
from dashboard.data.subscriptions.headline_rows import TABLES as HEADLINES
from dashboard.errors import DashboardError

Asked = tuple[Question, Subject, View]


def evaluate(asked: Asked) -> Evaluation:
    """What a subject says to a question, as the view leaves its rows."""
    question, subject, view = asked
    if not subject.table.known(question):
        return NOTHING
    if _counted_ahead(asked):
        return _headline(asked)
    return _seen(asked, table_answers(question, _watched([asked]))[subject.table])


def evaluate_all(asked: Collection[Asked]) -> dict[Asked, Evaluation]:
    """The same of many. What could not be asked is left out: asked by itself it tells why."""
    evaluations: dict[Asked, Evaluation] = {}
    together: dict[Question, list[Asked]] = {}
    for request in asked:
        question, subject, _view = request
        with suppress(DashboardError, sa.exc.DBAPIError):
            if not subject.table.known(question) or _counted_ahead(request):
                evaluations[request] = evaluate(request)
            else:
                together.setdefault(replace(question, scope=question.scope.peers), []).append(request)
    for shared, several in together.items():
        evaluations |= _shared(shared, several)
    return evaluations


def _counted_ahead(asked: Asked) -> bool:
    """Whether it is a KPI of the first row of a page: those are counted together, and kept by snapshot."""
    _question, subject, view = asked
    return subject.metric is not None and subject.table in HEADLINES and not view.filters


def _headline(asked: Asked) -> Evaluation:
    question, subject, _view = asked
    key = subject.metric.key if subject.metric else ""
    value = headline(question.scope, question.moment).values[key].number
    return Evaluation(known=True, value=None if value is None else float(value), members=NOBODY)


def _shared(shared: Question, asked: Sequence[Asked]) -> dict[Asked, Evaluation]:
    scopes = {question.scope for question, _subject, _view in asked}
    question = asked[0][0] if len(scopes) == 1 else shared
    answers: dict[Table, TableAnswer] = {}
    for part in _parts(_watched(asked)):
        with suppress(DashboardError, sa.exc.DBAPIError):
            answers |= table_answers(question, part)
    watching = {ask.scope for ask, subject, _view in asked if subject.metric is None and ask.scope != question.scope}
    own = {scope: _customers(scope) for scope in watching}
    known = [request for request in asked if request[1].table in answers]
    return {request: _seen(request, answers[request[1].table], own.get(request[0].scope)) for request in known}


def _watched(asked: Iterable[Asked]) -> dict[Table, Watched]:
    by_table: dict[Table, Watched] = {}
    for question, subject, view in asked:
        watched = by_table.setdefault(subject.table, Watched())
        if subject.metric is None:
            watched.views[view] = None
        else:
            watched.kpis.setdefault((question.scope, view), {})[subject.metric] = None
    return by_table


def _parts(watched: Mapping[Table, Watched]) -> Iterable[Mapping[Table, Watched]]:
    """What is asked in one statement: what is made of the subscriptions, every other table by itself."""
    together = {table: some for table, some in watched.items() if table.narrow}
    yield from ([together] if together else [])
    yield from ({table: some} for table, some in watched.items() if table not in together)


def _customers(scope: Scope) -> NDArray[np.int64]:
    """The keys of the customers in scope."""
    every: sa.Select[Any] = sa.select(customer.c.customer_key)
    with scope.region.read() as connection:
        return fetch(connection, scope.restrict(every, customer.c.customer_key))["customer_key"].to_numpy()


def _seen(asked: Asked, answer: TableAnswer, own: NDArray[np.int64] | None = None) -> Evaluation:
    """What was told of it, of a table's rows those of one's own customers."""
    question, subject, view = asked
    if subject.metric is not None:
        return Evaluation(known=True, value=answer.kpis[question.scope, view][subject.metric.key], members=NOBODY)
    rows = answer.rows[view] if own is None else answer.rows[view].of(own)
    return Evaluation(known=True, value=float(len(rows)), members=rows)
