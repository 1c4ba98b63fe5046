"""Answers kept in memory, as long as they hold.

The key is the question itself: its scope, its moment with the number of the region's latest import, its parameters. So
an import makes every kept answer unreachable. Only questions about whole regions are kept: who may see which customer,
and which customer bears which tag, changes without an import.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from dashboard.data.question import Question

P = ParamSpec("P")
T = TypeVar("T")

_MOST = 512


def kept(ask: Callable[P, T]) -> Callable[P, T]:
    """The function, whose first argument is a Question, remembering answers; callers must not change what they get."""
    remembered: Any = lru_cache(maxsize=_MOST)(ask)

    @wraps(ask)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        question = args[0]
        keep = isinstance(question, Question) and question.scope.whole_region
        result: T = remembered(*args, **kwargs) if keep else ask(*args, **kwargs)
        return result

    return answer
