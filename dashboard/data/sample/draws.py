"""Chance: the same for the same arguments, and spread evenly so that small regions look like large ones."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Draw = np.random.Generator


def generator(*parts: object) -> Draw:
    """A generator seeded by the text of the parts."""
    text = "\n".join(str(part) for part in parts)
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big"))


def spread(draw: Draw, number: int) -> Array:
    """Uniform numbers in [0, 1), one in each of `number` equal steps, in random order."""
    places: Array = (draw.permutation(number) + draw.random(number)) / max(number, 1)
    return places


def marked(draw: Draw, number: int, share: float) -> Array:
    """Which ones have a trait that this share of them has."""
    which: Array = spread(draw, number) < share
    return which


def pick(draw: Draw, number: int, values: Sequence[Any], weights: Sequence[float]) -> Array:
    """Values in about these shares; the weights need not add up to one."""
    bounds = np.cumsum(weights) / np.sum(weights)
    return np.asarray(values)[np.searchsorted(bounds, spread(draw, number), side="right").clip(max=len(values) - 1)]


def tidy(seats: Array) -> Array:
    """Numbers of licences as people order them: round, the more so the larger."""
    steps = np.select([seats < 20, seats < 100, seats < 1000, seats < 10_000], [1, 5, 10, 50], 100)
    whole: Array = np.maximum(np.rint(seats / steps) * steps, 1).astype(np.int64)
    return whole


def days(number: Array | float) -> Array:
    """A span of whole days."""
    return np.asarray(np.rint(number), dtype=np.int64).astype("timedelta64[D]")
