"""A store of answers that is bounded in bytes: those that were not asked for longest go first.

Who asks what is being asked already waits for that answer. Long lists are given and not kept: one page of ten thousand
rows would push out all that others ask, and each page is asked for once.
"""

import sys
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from dataclasses import fields, is_dataclass
from threading import Lock
from typing import Any, TypeVar, cast

from cachetools import LRUCache

T = TypeVar("T")

MOST_ROWS = 300
"""Elements of a list that is kept; a screen shows fewer."""
_SHARE = 16  # an answer is kept when so many of its size would fit
_OVERHEAD = 2_000  # bytes: the key, with the question and its scope


class Answers:
    """Answers by key, at most so many bytes of them."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._kept: LRUCache[Hashable, tuple[Any, int]] = LRUCache(most_bytes, getsizeof=lambda kept: kept[1])
        self._asked: dict[Hashable, Future[Any]] = {}
        self._lock = Lock()

    @property
    def size(self) -> int:
        """How many bytes are kept, as far as that can be told."""
        with self._lock:
            return int(self._kept.currsize)

    def get(self, key: Hashable, ask: Callable[[], T]) -> T:
        """The answer that is kept, that another thread is asking for, or that `ask` gives. Raises as `ask`."""
        with self._lock:
            if (entry := self._kept.get(key)) is not None:
                return cast(T, entry[0])
            asked = self._asked.get(key)
            if asked is None:
                mine = self._asked[key] = Future[Any]()
        if asked is None:
            return self._ask(key, ask, mine)
        try:
            return cast(T, asked.result())
        except Exception:
            return ask()  # the other one's failure need not be ours

    def _ask(self, key: Hashable, ask: Callable[[], T], mine: "Future[Any]") -> T:
        try:
            answer = ask()
            self._keep(key, answer)
            mine.set_result(answer)
            return answer
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                self._asked.pop(key, None)

    def _keep(self, key: Hashable, answer: object) -> None:
        if isinstance(answer, list | tuple) and len(answer) > MOST_ROWS:
            return
        size = _OVERHEAD + size_of(answer)
        if size * _SHARE <= self._most:
            with self._lock:
                self._kept[key] = (answer, size)


def size_of(value: object) -> int:
    """About how many bytes a value holds, with what is in it. What is shared counts each time: rather too much."""
    size = sys.getsizeof(value)
    if isinstance(value, Mapping):
        return size + sum(size_of(key) + size_of(item) for key, item in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return size + sum(map(size_of, value))
    if is_dataclass(value) and not isinstance(value, type):
        return size + sum(size_of(getattr(value, field.name)) for field in fields(value))
    return size
