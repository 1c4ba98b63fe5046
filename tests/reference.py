"""The numbers of the subscription page once more, in plain Python, written from the specification alone.

Slow and literal on purpose: exact fractions, no SQL, no frames, nothing shared with the package. The acceptance checks
compare every number that the product gives with these.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, cached_property

Counts = tuple[int | None, int | None, int | None]
"""Purchased, assigned, used; None is unknown."""

UNKNOWN: Counts = (None, None, None)
PRODUCTS = ("meetings", "calling")
WEEK = timedelta(days=7)
GONE_AFTER_DAYS = 14
NEAR_DAYS = 90
FEWEST_PEERS = 5


@dataclass(frozen=True)
class Snapshot:
    """One row of a Subscription Details report."""

    day: date
    org_id: str
    subscription_id: str
    customer_name: str | None = None
    status: str = "Active"
    subscription_type: str | None = "Enterprise Agreement"
    auto_renew: bool | None = None
    ends_on: date | None = None
    start_date: date | None = None
    trial_id: str | None = None
    meetings: Counts = UNKNOWN
    professional: Counts = UNKNOWN
    standard: Counts = UNKNOWN

    @property
    def trial(self) -> bool:
        return "trial" in (self.subscription_type or "").lower()

    def counts(self, product: str) -> Counts:
        """Of a product: the sum of its known parts, unknown when all parts are."""
        parts = [self.meetings] if product == "meetings" else [self.professional, self.standard]
        purchased, assigned, used = (known_sum(part[i] for part in parts) for i in range(3))
        return purchased, assigned, used

    def has(self, product: str) -> bool:
        return sum(count or 0 for count in self.counts(product)) > 0


@dataclass(frozen=True, eq=False)
class Facts:
    """All that was imported into a region. `names` are the Customers file's, `tags` by customer."""

    snapshots: tuple[Snapshot, ...]
    names: dict[str, str | None] = field(default_factory=dict)
    tags: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def histories(self) -> list[list[Snapshot]]:
        """The snapshots of each subscription in the order of their dates."""
        found: dict[tuple[str, str], list[Snapshot]] = {}
        for snapshot in sorted(self.snapshots, key=lambda one: one.day):
            found.setdefault((snapshot.org_id, snapshot.subscription_id), []).append(snapshot)
        return list(found.values())

    @cached_property
    def days(self) -> frozenset[date]:
        return frozenset(one.day for one in self.snapshots)

    def latest(self, as_of: date) -> date | None:
        """The region's latest snapshot on or before a date."""
        return max((day for day in self.days if day <= as_of), default=None)


@dataclass(frozen=True)
class Question:
    """`customers` are those the viewer may see, None for all; `tags` any of."""

    as_of: date
    product: str = "meetings"
    customers: frozenset[str] | None = None
    tags: tuple[str, ...] = ()

    def sees(self, facts: Facts, org_id: str) -> bool:
        if self.customers is not None and org_id not in self.customers:
            return False
        return not self.tags or bool(facts.tags.get(org_id, frozenset()).intersection(self.tags))


@dataclass(frozen=True)
class State:
    """As of a date: the current snapshot, all snapshots by then, when it was added (unknown: before the records)."""

    now: Snapshot
    by_then: tuple[Snapshot, ...]
    added_on: date | None

    def active(self, day: date) -> bool:
        started = self.added_on is None or self.added_on <= day
        return self.now.status.lower() == "active" and started and (self.now.ends_on is None or self.now.ends_on >= day)


@dataclass(frozen=True)
class Row:
    """A row of a section: the contract's columns in their order."""

    org_id: str
    customer: str | None
    subscription_id: str
    subscription_type: str | None
    added_on: date | None
    ends_on: date | None
    auto_renew: bool | None
    days_since_added: int | None
    days_left: int | None
    months_since_added: int | None
    months_left: int | None
    purchased: int | None
    assigned: int | None
    used: int | None
    available: int | None
    over: int | None
    assigned_rate: float | None
    used_rate: float | None
    assigned_change: int | None
    used_change: int | None
    peak_used_3_months: int | None

    @property
    def own_ratio(self) -> Fraction | None:
        return quotient(self.assigned, self.purchased)


COLUMNS = tuple(column.name for column in fields(Row))


def known_sum(values: Iterable[int | None]) -> int | None:
    """The sum of what is known; unknown when there are values and none is known; 0 over no values."""
    listed = list(values)
    known = [value for value in listed if value is not None]
    return sum(known) if known or not listed else None


def quotient(numerator: int | None, denominator: int | None) -> Fraction | None:
    """Exact; unknown when either is, or when nothing is in the denominator."""
    return None if numerator is None or not denominator else Fraction(numerator, denominator)


def ratio(numerator: int | None, denominator: int | None) -> float | None:
    exact = quotient(numerator, denominator)
    return None if exact is None else float(exact)


def difference(first: int | None, second: int | None) -> int | None:
    return None if first is None or second is None else first - second


def excess(first: int | None, second: int | None) -> int | None:
    """By how much the first is above the second, 0 when it is not, unknown when either is."""
    return None if first is None or second is None else max(first - second, 0)


def months(start: date, end: date) -> int:
    """Completed months: those between year and month, less one when the day of the month is not reached."""
    between = (end.year - start.year) * 12 + end.month - start.month
    return between - (end.day < start.day)


def sunday(day: date) -> date:
    return day - timedelta(days=(day.weekday() + 1) % 7)


def state(history: list[Snapshot], day: date, records: date | None = None) -> State | None:
    """None without a snapshot by the day; `records` is the region's first."""
    by_then = tuple(one for one in history if one.day <= day)
    if not by_then:
        return None
    given = [one.start_date for one in by_then if one.start_date]
    return State(by_then[-1], by_then, given[-1] if given else None if by_then[0].day == records else by_then[0].day)


@cache
def active_states(facts: Facts, as_of: date) -> list[State]:
    """The active subscriptions of the whole region that have licences in either product."""
    latest = facts.latest(as_of)
    found = []
    for history in facts.histories:
        one = state(history, as_of, min(facts.days))
        if latest is None or one is None or (latest - one.now.day).days > GONE_AFTER_DAYS or not one.active(as_of):
            continue
        if any(one.now.has(product) for product in PRODUCTS):
            found.append(one)
    return found


@cache
def low_line(facts: Facts, as_of: date, product: str) -> tuple[Fraction | None, frozenset[str]]:
    """The 25th percentile of the region's customers and the customers that are low; None when too few have a ratio."""
    sums: dict[str, list[Counts]] = {}
    for counts, one in ((one.now.counts(product), one) for one in active_states(facts, as_of)):
        if (counts[0] or 0) > 0 and counts[1] is not None:
            sums.setdefault(one.now.org_id, []).append(counts)
    ratios = {org: quotient(known_sum(c[1] for c in all_), known_sum(c[0] for c in all_)) for org, all_ in sums.items()}
    known = {org: r for org, r in ratios.items() if r is not None}
    if len(known) < FEWEST_PEERS:
        return None, frozenset()
    ordered = sorted(known.values())
    whole, rest = divmod(Fraction(len(ordered) - 1, 4), 1)
    line = ordered[whole] + (rest * (ordered[whole + 1] - ordered[whole]) if rest else 0)
    return line, frozenset(org for org, r in known.items() if is_low(r, line))


def is_low(own: Fraction | None, line: Fraction | None) -> bool:
    return own is not None and line is not None and (own < line or own == line == 0)


def to_row(facts: Facts, one: State, as_of: date, product: str) -> Row:
    now, purchased, assigned, used = one.now, *one.now.counts(product)
    before = next((past for past in reversed(one.by_then) if past.day <= now.day - WEEK), None)
    assigned_before, used_before = before.counts(product)[1:] if before else (None, None)
    recent = [past.counts(product)[2] for past in one.by_then if (as_of - past.day).days <= NEAR_DAYS]
    return Row(
        org_id=now.org_id,
        customer=facts.names.get(now.org_id) or now.customer_name,
        subscription_id=now.trial_id if now.trial and now.trial_id else now.subscription_id,
        subscription_type=now.subscription_type,
        added_on=one.added_on,
        ends_on=now.ends_on,
        auto_renew=now.auto_renew,
        days_since_added=(as_of - one.added_on).days if one.added_on else None,
        days_left=(now.ends_on - as_of).days if now.ends_on else None,
        months_since_added=months(one.added_on, as_of) if one.added_on else None,
        months_left=months(as_of, now.ends_on) if now.ends_on else None,
        purchased=purchased,
        assigned=assigned,
        used=used,
        available=excess(purchased, assigned),
        over=excess(assigned, purchased),
        assigned_rate=ratio(assigned, purchased),
        used_rate=ratio(used, purchased),
        assigned_change=difference(assigned, assigned_before),
        used_change=difference(used, used_before),
        peak_used_3_months=max((count for count in recent if count is not None), default=None),
    )
