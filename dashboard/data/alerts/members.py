"""Rows that a rule watches, by their keys: there are hundreds of thousands, so they are numbers and no objects."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import sqlalchemy as sa
from numpy.typing import NDArray

_BITS = 32
"""Of the number that a row is: so many tell its subscription, those above them its customer."""


@dataclass(frozen=True, eq=False)
class Members:
    """Rows, each once and in order: a number for each, made of the keys of its customer and its subscription, which is
    0 where rows are no subscriptions."""

    numbers: NDArray[np.int64]

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.numbers)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """The two keys of each, in order."""
        return zip(self.customers.tolist(), self.subscriptions.tolist(), strict=True)

    def __eq__(self, other: object) -> bool:
        """Whether they are the same rows."""
        return isinstance(other, Members) and np.array_equal(self.numbers, other.numbers)

    def __hash__(self) -> int:
        """By the rows."""
        return hash(self.numbers.tobytes())

    def __sub__(self, other: "Members") -> "Members":
        """The rows that the other does not have."""
        return Members(np.setdiff1d(self.numbers, other.numbers, assume_unique=True))

    @property
    def customers(self) -> NDArray[np.int64]:
        """The key of each row's customer."""
        return self.numbers >> _BITS

    @property
    def subscriptions(self) -> NDArray[np.int64]:
        """The key of each row's subscription."""
        return self.numbers & ((1 << _BITS) - 1)

    def of(self, customers: NDArray[np.int64]) -> "Members":
        """Those of some customers."""
        return Members(self.numbers[np.isin(self.customers, customers)])


NOBODY = Members(np.empty(0, np.int64))
KPI = Members(np.zeros(1, np.int64))
"""What crosses where it is no row: no customer's."""


def listed(customer_key: sa.ColumnElement[int], subscription_key: sa.ColumnElement[int]) -> sa.ColumnElement[Any]:
    """The numbers of a statement's rows as one list, for `members`; None without any."""
    numbers = sa.cast(customer_key, sa.BigInteger) * (1 << _BITS) + sa.func.coalesce(subscription_key, 0)
    return sa.func.array_agg(numbers)


def members(numbers: pa.ListScalar) -> Members:
    """The rows of such a list, in whatever order and however often it has them."""
    return Members(np.unique(numbers.values.to_numpy())) if numbers.is_valid else NOBODY
