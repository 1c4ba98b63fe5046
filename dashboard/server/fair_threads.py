"""Whose turn it is: a pool of threads in which nobody's requests keep those of others waiting.

Everybody has a queue of their own. The next request is of whoever has the fewest at work, and nobody has more at work
than their share: what they ask beyond it waits without a thread.
"""

import threading
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

MOST_WAITING = 100
"""Requests of one asker that wait; from then on they are refused, for a browser sends a dozen at once."""


@dataclass(frozen=True, eq=False)
class _Job:
    work: Callable[..., Any]
    arguments: tuple[Any, ...]
    future: "Future[Any]"

    def run(self) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self.work(*self.arguments)
        except BaseException as error:
            self.future.set_exception(error)
        else:
            self.future.set_result(result)


class Turns:
    """Threads that work off the queues. One more than `threads` serves the `urgent` asker alone: a supervisor."""

    def __init__(self, threads: int, share: int, urgent: bytes = b"") -> None:
        self._threads, self._share, self._urgent = threads, share, urgent
        self._changed = threading.Condition()
        self._queues: dict[bytes, deque[_Job]] = {}
        self._working: Counter[bytes] = Counter()
        self._closed = False
        self._pool = [
            threading.Thread(target=self._serve, name=f"request-{n}", daemon=True) for n in range(threads + 1)
        ]
        for thread in self._pool:
            thread.start()

    def is_crowded(self, asker: bytes) -> bool:
        """Whether so many requests of the asker wait that another one is refused."""
        return len(self._queues.get(asker, ())) >= MOST_WAITING

    def submit(self, asker: bytes, work: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        """What the work returns or raises, once it was the asker's turn."""
        job = _Job(work, arguments, Future())
        with self._changed:
            self._queues.setdefault(asker, deque()).append(job)
            self._changed.notify()
        return job.future

    def shutdown(self, wait: bool = False) -> None:
        """Ends the threads that have nothing to do; the others end with their work."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._pool if wait else ():
            thread.join()

    def _serve(self) -> None:
        while (taken := self._take()) is not None:
            asker, job = taken
            try:
                job.run()
            finally:
                self._done(asker)

    def _take(self) -> tuple[bytes, _Job] | None:
        with self._changed:
            while (asker := self._next()) is None:
                if self._closed:
                    return None
                self._changed.wait()
            queue = self._queues.pop(asker)
            job = queue.popleft()
            if queue:
                self._queues[asker] = queue  # behind the others
            self._working[asker] += 1
            return asker, job

    def _next(self) -> bytes | None:
        """Of those who wait and have less than their share at work, who has the least; of equals who waited longest."""
        full = self._working.total() - self._working[self._urgent] >= self._threads
        waiting = [self._urgent] if full else self._queues
        able = [asker for asker in waiting if asker in self._queues and self._working[asker] < self._share]
        return min(able, key=self._working.__getitem__, default=None)

    def _done(self, asker: bytes) -> None:
        with self._changed:
            self._working[asker] -= 1
            if not self._working[asker]:
                del self._working[asker]
            self._changed.notify()
