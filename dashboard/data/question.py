"""Question, Moment and View: what a page asks, as values that can be compared, hashed and cached."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboard.data.scope import Scope

Product = Literal["meetings", "calling"]
PRODUCTS: tuple[Product, ...] = ("meetings", "calling")
WEEKS = (13, 26, 52)
"""The lengths of trend that the page offers; the API takes any from 1 to 520."""


@dataclass(frozen=True)
class Moment:
    """The date a page speaks about, and the snapshot that answers.

    `snapshot` is the region's latest snapshot on or before `as_of`, None when there is none. `newest` says that no
    later one exists, so the tables kept at import answer; the past is read from the snapshots themselves. `version`
    tells the region's latest import and change by hand, `mark` when they were made and of what: after a restore the
    numbers go on from older ones. Answers about a whole region may be kept while both stay.
    """

    as_of: date
    snapshot: date | None
    newest: bool
    version: int = 0
    mark: str = ""


@dataclass(frozen=True)
class Question:
    """Who asks (scope), about when (moment) and about which product; `weeks` is the length of trends."""

    scope: Scope
    moment: Moment
    product: Product = "meetings"
    weeks: int = 26


@dataclass(frozen=True)
class Filter:
    """One condition on a table's column, as the address states it: an operator and its values, already typed."""

    column: str
    operator: Literal["=", "!=", "<", "<=", ">", ">=", "between", "contains", "any", "none", "unknown", "known"]
    values: tuple[object, ...]
    text: str  # as written in the address


@dataclass(frozen=True)
class View:
    """How a table is read: its order, conditions and chosen columns. Empty means the table's own."""

    sort: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    columns: tuple[str, ...] = ()
