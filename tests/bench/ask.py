"""Part `questions`: every question of every page, by the data layer and by plain SQL in bare DuckDB, by turns."""

import itertools
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import duckdb
from flask import Flask
from flask_babel import Babel

from dashboard.data.provenance.dates import snapshot_dates
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Moment, Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.services import EXTENSION, open_services
from tests.bench.questions import Asked, Rows, questions
from tests.bench.raw import Raw
from tests.bench.results import Number, Result
from tests.bench.sets import FEW_USER, MEMORY, TAG, THREADS, TODAY, ScaleSet
from tests.bench.timing import Times, by_turns

_VERSIONS = itertools.count(-1, -1)
_PAST = timedelta(weeks=20)


@dataclass(frozen=True)
class _Whose:
    """Customers that are asked about, and when."""

    name: str
    scope: Scope
    as_of: date
    sql: str = ""


def measure(one: ScaleSet, only: str = "") -> Iterator[Result]:
    """Times of the questions whose scope, page and name contain a text."""
    config: dict[str, str | bool | int | float | list[str]] = {"threads": THREADS, "memory_limit": MEMORY}
    with _asking(one) as region, duckdb.connect(str(one.raw), read_only=True, config=config) as bare:
        for whose in _whose(region):
            for asked in questions():
                named = f"{whose.name} {asked.page} {asked.name}"
                if (asked.scoped or whose.name == "all") and only in named:
                    yield _measured(one.customers, whose, asked, bare)


@contextmanager
def _asking(one: ScaleSet) -> Iterator[Region]:
    """The set's region as a page has it: some questions read the settings of the application that is at work."""
    made, application = open_services(one.settings), Flask("bench")
    application.extensions[EXTENSION] = made
    Babel(application)
    try:
        with application.app_context():
            yield made.regions["US"]
    finally:
        made.close()


def _whose(region: Region) -> list[_Whose]:
    tagged = f"AND customer_key IN (SELECT customer_key FROM customer_tag WHERE lower(tag) = '{TAG}')"
    few = f"AND customer_key IN (SELECT customer_key FROM assignment WHERE user_id = {FEW_USER})"
    return [
        _Whose("all", Scope(region, None), TODAY),
        _Whose("tag", Scope(region, None, tags=(TAG,)), TODAY, tagged),
        _Whose("few", Scope(region, FEW_USER), TODAY, few),
        _Whose("past", Scope(region, None), TODAY - _PAST),
    ]


def _measured(customers: int, whose: _Whose, asked: Asked, bare: duckdb.DuckDBPyConnection) -> Result:
    now = moment(whose.scope, whose.as_of)
    question = Question(whose.scope, now, weeks=52)
    snapshot = now.snapshot or whose.as_of
    days = tuple(reversed(snapshot_dates(question, TODAY).days))
    statement = asked.sql(Raw(whose.as_of, snapshot, question.product, whose.sql, days))
    same = alike(asked.rows(asked.ask(question)), bare.execute(statement).fetchall())
    ours, theirs = by_turns(lambda: asked.ask(_fresh(question)), lambda: bare.execute(statement).fetchall())
    name = f"{whose.name} · {asked.page}: {asked.name}"
    return Result("questions", customers, name, _numbers(ours, theirs, same))


def _numbers(ours: Times, bare: Times, same: bool) -> dict[str, Number]:
    return {
        "ours": ours.median,
        "ours p95": ours.p95,
        "bare": bare.median,
        "bare p95": bare.p95,
        "ratio": ours.median / bare.median,
        "answer": "same" if same else "DIFFERS",
    }


def _fresh(question: Question) -> Question:
    """The question as after an import that changed nothing: no kept answer holds."""
    at: Moment = replace(question.moment, version=next(_VERSIONS))
    return replace(question, moment=at)


def alike(ours: Rows, theirs: Rows) -> bool:
    """Whether two answers have the same rows."""
    pairs = [pair for rows in zip(ours, theirs, strict=False) for pair in zip(*rows, strict=True)]
    return len(ours) == len(theirs) and all(_equal(one, other) for one, other in pairs)


def _equal(one: Any, other: Any) -> bool:
    """Sums of fractions differ by the order of adding."""
    if isinstance(one, float) and other is not None:
        return math.isclose(one, float(other), rel_tol=1e-9)
    return bool(one == other)
