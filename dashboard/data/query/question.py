"""Question, Moment and View: what a page asks, as values that can be compared, hashed and cached."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dashboard.data.query.scope import Scope
from dashboard.data.storage.rules import DEFAULTS, Rules
from dashboard.data.storage.schema import HEADLINES

Product = Literal["meetings", "calling"]
WINDOWS = (4, 13, 26, 52)
"""The weeks of peak use that the page offers to size by; the API takes any from 1 to 520."""
MOST_BUFFER = 50
"""The largest margin above the peak, in percent."""
MOST_DAYS = 180
"""How far ahead renewals are looked for at most."""
PRODUCTS: tuple[Product, ...] = ("meetings", "calling")
WEEKS = (13, 26, 52)
"""The lengths of trend that the page offers; the API takes any from 1 to 520."""

LICENCES = ("purchased", "assigned", "used")
CALLS = ("calls", "minutes", "poor_rate", "abandonment_rate")
MEASURES = (*HEADLINES, *LICENCES, *CALLS)
"""What can be compared with an earlier date: customers over both products, licences of one, calls of a week."""
REASONS = (
    "data_late",
    "calls_stopped",
    "over_limit",
    "nearing_expiration",
    "quality_crossed",
    "abandonment_crossed",
    "calls_fell",
    "usage_fell",
    "assignment_fell",
)
"""Why somebody must act, in the order in which it is told."""


@dataclass(frozen=True)
class Moment:
    """The date a page speaks about, and the snapshot that answers.

    `snapshot` is the region's latest snapshot on or before `as_of`, None when there is none. `newest` says that no
    later one exists, so the tables kept at import answer; the past is read from the snapshots themselves. `version`
    tells the region's latest import and change by hand, `mark` when they were made and of what: after a restore the
    numbers go on from older ones. Answers about a whole region may be kept while both stay. `week_ago` is the latest
    snapshot seven days before `as_of`, None when there is none. `rules` are the region's of today.
    """

    as_of: date
    snapshot: date | None
    newest: bool
    version: int = 0
    mark: str = ""
    week_ago: date | None = None
    rules: Rules = DEFAULTS

    @property
    def expiring_until(self) -> date:
        """The last day on which what does not renew counts as near its end."""
        return self.as_of + timedelta(days=self.rules.expiring_days)

    @property
    def renewing_until(self) -> date:
        """The last day on which what renews by itself counts as near its renewal."""
        return self.as_of + timedelta(days=self.rules.renewing_days)


@dataclass(frozen=True)
class Question:
    """Who asks (scope), about when (moment) and about which product; `weeks` is the length of trends.

    `window` (weeks up to the as-of date) and `buffer` (percent above the peak of them) are what right-sizing goes by;
    `measure` is one of MEASURES: whose change is told. `compare` is the earlier moment that changes are told against;
    None is a week before (`moment.compared_with` gives either). `days` is how far renewals are looked ahead.
    `since` is the day since which it is told who needs somebody, None the reader's last visit; `reason` is the one of
    REASONS that is asked for, "" all of them.
    """

    scope: Scope
    moment: Moment
    product: Product = "meetings"
    weeks: int = 26
    window: int = 13
    buffer: int = 10
    measure: str = MEASURES[0]
    compare: Moment | None = None
    days: int = 90
    since: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Filter:
    """One condition on a table's column, as the address states it: an operator and its values, already typed."""

    column: str
    operator: Literal["=", "!=", "<", "<=", ">", ">=", "between", "contains", "any", "none", "in", "unknown", "known"]
    values: tuple[object, ...]
    text: str  # as written in the address


@dataclass(frozen=True)
class View:
    """How a table is read: its order, conditions and chosen columns. Empty means the table's own."""

    sort: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    columns: tuple[str, ...] = ()
