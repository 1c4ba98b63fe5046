"""Times of a call repeated: medians and 95th percentiles, in milliseconds."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles

REPEAT = 15
_LONG_ENOUGH = 4.0  # seconds for one pair of measurements
_LEAST = 3


@dataclass(frozen=True)
class Times:
    """What repeated calls took."""

    milliseconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.milliseconds)

    @property
    def p95(self) -> float:
        """The time that one call in twenty exceeds; of few calls, close to the longest."""
        if len(self.milliseconds) < 2:
            return self.milliseconds[0]
        return quantiles(self.milliseconds, n=20, method="inclusive")[-1]


def once(call: Callable[[], object]) -> float:
    """Milliseconds that one call takes."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def by_turns(*calls: Callable[[], object]) -> list[Times]:
    """The times of several calls, made by turns so that a busy moment meets all of them; one of each goes uncounted."""
    for call in calls:
        call()
    found: list[list[float]] = [[] for _ in calls]
    until = time.monotonic() + _LONG_ENOUGH
    for turn in range(REPEAT):
        if turn >= _LEAST and time.monotonic() > until:
            break
        for times, call in zip(found, calls, strict=True):
            times.append(once(call))
    return [Times(tuple(times)) for times in found]
