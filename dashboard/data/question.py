"""Question, Moment and View: what a page asks, as values that can be compared, hashed and cached."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboard.data.scope import Scope

Product = Literal["meetings", "calling"]
WINDOWS = (4, 13, 26, 52)
"""The weeks of peak use that the page offers to size by; the API takes any from 1 to 520."""
MOST_BUFFER = 50
"""The largest margin above the peak, in percent."""
PRODUCTS: tuple[Product, ...] = ("meetings", "calling")
WEEKS = (13, 26, 52)
"""The lengths of trend that the page offers; the API takes any from 1 to 520."""

HEADLINES = ("total_customers", "nearing_expiration", "nearing_renewal", "low_assignment", "over_limit")
LICENCES = ("purchased", "assigned", "used")
MEASURES = (*HEADLINES, *LICENCES)
"""What can be compared with a week before: customers over both products, licences of one."""


@dataclass(frozen=True)
class Moment:
    """The date a page speaks about, and the snapshot that answers.

    `snapshot` is the region's latest snapshot on or before `as_of`, None when there is none. `newest` says that no
    later one exists, so the tables kept at import answer; the past is read from the snapshots themselves. `version`
    tells the region's latest import and change by hand, `mark` when they were made and of what: after a restore the
    numbers go on from older ones. Answers about a whole region may be kept while both stay. `week_ago` is the latest
    snapshot seven days before `as_of`, None when there is none.
    """

    as_of: date
    snapshot: date | None
    newest: bool
    version: int = 0
    mark: str = ""
    week_ago: date | None = None


@dataclass(frozen=True)
class Question:
    """Who asks (scope), about when (moment) and about which product; `weeks` is the length of trends.

    `window` (weeks up to the as-of date) and `buffer` (percent above the peak of them) are what right-sizing goes by;
    `measure` is one of MEASURES: whose change is told.
    """

    scope: Scope
    moment: Moment
    product: Product = "meetings"
    weeks: int = 26
    window: int = 13
    buffer: int = 10
    measure: str = MEASURES[0]


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
