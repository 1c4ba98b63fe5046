"""Answers kept in memory, as long as they hold.

The key is the question itself: its scope, its moment with the number of the region's latest import, its parameters. So
an import makes every kept answer unreachable. Who may see which customer, and which customer has which tag, changes
without an import: answers about parts of a region are kept until anything is written to it, and only where this process
is the one that writes.

Every question that a database answers is timed, and told in the log when it was slow: by its name, never by what was
searched for.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from dashboard.data.query.answers import Answers
from dashboard.data.query.question import Question
from dashboard.data.query.scope import Scope
from dashboard.data.query.table import Table
from dashboard.telemetry.meters import meters

P = ParamSpec("P")
T = TypeVar("T")

ANSWERS = Answers(64 << 20)
"""Every answer that this process keeps, of every question and region together, in bytes."""
_log = logging.getLogger(__name__)


def kept(ask: Callable[P, T]) -> Callable[P, T]:
    """The function, whose first argument is a Question, remembering answers; callers must not change what they get."""
    name = ask.__name__.strip("_")

    @wraps(ask)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        question = args[0]
        if not isinstance(question, Question):
            return _timed(ask, name, *args, **kwargs)
        scope = question.scope
        turn = None if scope.whole_region else scope.region.turn
        if turn is None and not scope.whole_region:
            return _timed(ask, name, *args, **kwargs)
        meters().cache_lookups.labels(name).inc()

        def missed() -> T:
            meters().cache_misses.labels(name).inc()
            return _timed(ask, name, *args, **kwargs)

        return ANSWERS.get((ask, turn, args, tuple(kwargs.items())), missed)

    return answer


def until_written(ask: Callable[Concatenate[Scope, P], T]) -> Callable[Concatenate[Scope, P], T]:
    """The function, remembering answers until its scope's region is written to, where only this process writes."""

    @wraps(ask)
    def answer(scope: Scope, *args: P.args, **kwargs: P.kwargs) -> T:
        turn = scope.region.turn
        if turn is None:
            return ask(scope, *args, **kwargs)
        key = (ask, turn, scope, args, tuple(kwargs.items()))
        return ANSWERS.get(key, lambda: ask(scope, *args, **kwargs))

    return cast(Callable[Concatenate[Scope, P], T], answer)


def _timed(ask: Callable[P, T], name: str, *args: P.args, **kwargs: P.kwargs) -> T:
    question, began = args[0], time.perf_counter()
    if not isinstance(question, Question):
        return ask(*args, **kwargs)
    try:
        return ask(*args, **kwargs)
    finally:
        table = next((argument.name for argument in args if isinstance(argument, Table)), "")
        _note(question, f"{name} {table}".strip(), time.perf_counter() - began)


def _note(question: Question, name: str, seconds: float) -> None:
    region = question.scope.region
    meters().question_seconds.labels(name, region.code).observe(seconds)
    if seconds * 1000 <= region.slow_ms:
        return
    meters().slow_questions.labels(name, region.code).inc()
    fields = {"question": name, "region": region.code, "ms": round(seconds * 1000), "product": question.product}
    when = {"as_of": question.moment.as_of.isoformat(), "weeks": question.weeks, "tags": len(question.scope.tags)}
    _log.warning("slow question: %s in %s took %s ms", name, region.code, fields["ms"], extra=fields | when)
