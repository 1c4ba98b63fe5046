"""Remembers which rows of a file were read, in a few bytes a row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

_Run = tuple[NDArray[np.uint64], NDArray[np.int64]]


def digest(says: Sequence[Any]) -> int:
    """A number of 64 bits for what a row speaks of: two of a million agree by chance in one of 30 million files."""
    return int.from_bytes(blake2b("\0".join(map(str, says)).encode(), digest_size=8).digest())


@dataclass
class ReadRows:
    """The line of every row read, by the digest of what it speaks of, in sorted runs each twice as long as the next."""

    runs: list[_Run] = field(default_factory=list)

    def add(self, digests: Sequence[int], lines: Sequence[int]) -> list[int]:
        """For each row the line of an earlier one that speaks of the same, 0 when it is the first, which is kept."""
        fresh, places = np.array(digests, np.uint64), np.array(lines, np.int64)
        unique, first, back = np.unique(fresh, return_index=True, return_inverse=True)
        earlier = np.where(places[first][back] < places, places[first][back], 0)
        for known, where in self.runs:
            at = np.minimum(np.searchsorted(known, fresh), len(known) - 1)
            earlier = np.where(known[at] == fresh, where[at], earlier)
        new = earlier[first] == 0
        if new.any():
            self._keep((unique[new], places[first][new]))
        first_lines: list[int] = earlier.tolist()
        return first_lines

    def _keep(self, run: _Run) -> None:
        while self.runs and len(self.runs[-1][0]) < 2 * len(run[0]):
            last = self.runs.pop()
            digests, lines = (np.concatenate(both) for both in zip(last, run, strict=True))
            order = np.argsort(digests)
            run = digests[order], lines[order]
        self.runs.append(run)
