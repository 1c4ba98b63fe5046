"""Metric: a number that is defined once: its name, its sentence, its formula and its SQL."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

import sqlalchemy as sa

Columns = sa.sql.ColumnCollection[str, Any]
Aggregate = Callable[[Columns], sa.ColumnElement[Any]]

Unit = Literal[
    "customers",
    "subscriptions",
    "licences",
    "ratio",
    "licences per customer",
    "customers or licences",
    "calls",
    "legs",
    "users",
    "seconds",
    "minutes",
    "findings",
    "queues",
]
Good = Literal["more", "less", "neither"]


@dataclass(frozen=True)
class Metric:
    """An aggregate over the rows of a relation. Texts are English message ids, translated where they are shown.

    `numerator` and `denominator` take the relation's columns. Without a denominator the numerator is the value: a count
    or a sum, 0 over no rows. With one, the value is their quotient, unknown over nothing.
    """

    key: str
    label: str
    definition: str
    formula: str
    unit: Unit
    numerator: Aggregate
    denominator: Aggregate | None = None
    good: Good = "neither"
    counted: Aggregate | None = None  # in how many rows both parts are known, where a row may know one of them
    needs: tuple[str, ...] = ()  # columns that it is made of and that a relation has only when they are wanted


@dataclass(frozen=True)
class Value:
    """A metric's answer. A denominator of None means the metric has none.

    `counted` of `rows` rows know both of its parts; None where every row does, or where nothing asks.
    """

    numerator: float | None
    denominator: float | None = None
    ratio: bool = False
    counted: int | None = None
    rows: int | None = None

    @property
    def number(self) -> float | None:
        """The value itself, None when unknown."""
        if not self.ratio:
            return self.numerator
        if not self.denominator or self.numerator is None:
            return None
        return self.numerator / self.denominator


class _Noted:
    """Columns of any name, which remembers those that were asked for."""

    def __init__(self) -> None:
        self.names = set[str]()

    def __getitem__(self, name: str) -> sa.ColumnElement[Any]:
        self.names.add(name)
        return sa.column(name)

    __getattr__ = __getitem__


@cache
def columns_of(metric: Metric) -> frozenset[str]:
    """The columns of a relation that the metric is made of."""
    row = _Noted()
    for part in (metric.numerator, metric.denominator, metric.counted):
        if part:
            part(cast(Columns, row))
    return frozenset(row.names)
