"""Back-test: how the score would have done, at the ends of past months, by what became of the renewals since.

Each month's last snapshot is asked as its page was: every active subscription of the product that ends within the
asked days, in the order of the score, and in the order of the end. What became of each is looked up at the first
month's end that lies 14 to 75 days after its end:

- *renewed*: it is active then, or its customer has a paid subscription of the product that was not active before
- *ended*: neither
- *unknown*: there is no such month's end yet, or no report between; told, and in no share

Points for admin activity are left out: files tell only the newest sign-in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import Literal

import sqlalchemy as sa

from dashboard.data.query.cache import kept
from dashboard.data.query.metric import Columns
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Question
from dashboard.data.renewals.table import renewals
from dashboard.data.storage.bulk import fetch
from dashboard.data.storage.schema import snapshot_date
from dashboard.data.subscriptions.subscriptions_now import subscriptions_now

TOP = 20
ENOUGH = 30
"""Fewer known outcomes prove nothing, and the page says so."""
MOST_MONTHS = 13
AFTER = timedelta(days=14)
_LATEST = timedelta(days=75)

Outcome = Literal["ended", "renewed", "unknown"]
Key = int
"""A subscription: the key of its customer above its own, for a region has tens of thousands at each month's end."""

_OWN = 1 << 32


@dataclass(frozen=True)
class Picked:
    """The first 20 of an order, all dates together: what became of them."""

    ended: int
    renewed: int
    unknown: int

    @property
    def precision(self) -> float | None:
        """Ended of those whose outcome is known; unknown without any."""
        known = self.ended + self.renewed
        return self.ended / known if known else None


@dataclass(frozen=True)
class BackTest:
    """`cases` are renewals at a date, all dates together, by outcome; `outcomes` the subscriptions behind the known
    ones, each end once. `chance` is the share that ended of all known cases. `lead_days`: of the ended that were ever
    among the first 20 of the score, the median of days before the end at which they first were; None without any.
    """

    dates: tuple[date, ...]
    days: int
    cases: Picked
    by_score: Picked
    soonest_first: Picked
    outcomes: int
    lead_days: float | None

    @property
    def chance(self) -> float | None:
        """What a blind choice would find."""
        return self.cases.precision

    @property
    def enough(self) -> bool:
        """Whether the outcomes are enough to say anything."""
        return self.outcomes >= ENOUGH


@dataclass(frozen=True)
class Case:
    """A renewal as it stood at a date."""

    key: Key
    ends_on: date
    days_left: int
    score: int


@dataclass(frozen=True)
class _Active:
    """The active subscriptions of a product at a date: keys with their customers', and the paid ones among them."""

    every: frozenset[Key]
    paid: frozenset[Key]


@kept
def back_test(question: Question) -> BackTest:
    """The back-test of the question's product and days, in its scope, up to its as-of date."""
    ends = _month_ends(question)
    days = ends[:-1]  # the newest is the present: outcomes are looked up there
    asked = {day: replace(question, moment=moment(question.scope, day), compare=None) for day in ends}
    active = {day: _active(asked[day]) for day in ends}
    cases = {day: _cases(asked[day]) for day in days}
    outcomes = {day: _outcomes(cases[day], day, active) for day in days}
    tops = {day: sorted(cases[day], key=lambda case: (-case.score, case.days_left, case.key)) for day in days}
    soon = {day: sorted(cases[day], key=lambda case: (case.days_left, case.key)) for day in days}
    known = {(case.key, case.ends_on) for day in days for case in cases[day] if outcomes[day][case.key] != "unknown"}
    return BackTest(
        dates=tuple(days),
        days=question.days,
        cases=_picked(outcomes[day][case.key] for day in days for case in cases[day]),
        by_score=_picked(outcomes[day][case.key] for day in days for case in tops[day][:TOP]),
        soonest_first=_picked(outcomes[day][case.key] for day in days for case in soon[day][:TOP]),
        outcomes=len(known),
        lead_days=_lead(days, tops, outcomes),
    )


def _month_ends(question: Question) -> list[date]:
    """The last snapshot of each month by the as-of date, oldest first."""
    day = snapshot_date.c.date
    with question.scope.region.read() as connection:
        known = connection.scalars(sa.select(day).where(day <= question.moment.as_of).order_by(day)).all()
    ends = {(end.year, end.month): end for end in known}
    return list(ends.values())[-MOST_MONTHS:]


def _cases(question: Question) -> list[Case]:
    row = renewals(_without_activity(question), frozenset(("score",))).subquery("rows").c
    statement = sa.select(_key(row), row.ends_on, row.days_left, row.score)
    with question.scope.region.read() as connection:
        return [Case(*case) for case in connection.execute(statement)]


def _key(row: Columns) -> sa.ColumnElement[int]:
    return (sa.cast(row.customer_key, sa.BigInteger) * _OWN + row.subscription_key).label("key")


def _without_activity(question: Question) -> Question:
    rules = replace(question.moment.rules, weight_no_admin_activity=0)
    return replace(question, moment=replace(question.moment, rules=rules))


def _active(question: Question) -> _Active:
    row = subscriptions_now(question, frozenset()).subquery("rows").c
    trial = sa.func.coalesce(sa.func.lower(row.subscription_type).contains("trial"), sa.false())
    with question.scope.region.read() as connection:
        rows = fetch(connection, sa.select(_key(row), trial.label("trial")))
    keys, paid = rows["key"].to_numpy(), ~rows["trial"].to_numpy()
    return _Active(frozenset(keys.tolist()), frozenset(keys[paid].tolist()))


def _outcomes(cases: Iterable[Case], day: date, active: dict[date, _Active]) -> dict[Key, Outcome]:
    """What became of the cases of a day; who bought anew by a date is found out once for all of them."""
    bought: dict[date, set[int]] = {}
    outcomes: dict[Key, Outcome] = {}
    for case in cases:
        after = [end for end in active if case.ends_on + AFTER <= end <= case.ends_on + _LATEST]
        if not after:
            outcomes[case.key] = "unknown"
            continue
        then = min(after)
        if then not in bought:
            bought[then] = {key // _OWN for key in active[then].paid - active[day].every}
        renewed = case.key in active[then].every or case.key // _OWN in bought[then]
        outcomes[case.key] = "renewed" if renewed else "ended"
    return outcomes


def _picked(outcomes: Iterable[Outcome]) -> Picked:
    listed = list(outcomes)
    return Picked(listed.count("ended"), listed.count("renewed"), listed.count("unknown"))


def _lead(days: Sequence[date], tops: dict[date, list[Case]], outcomes: dict[date, dict[Key, Outcome]]) -> float | None:
    first: dict[tuple[Key, date], int] = {}
    for day in days:
        for case in tops[day][:TOP]:
            if outcomes[day][case.key] == "ended":
                first.setdefault((case.key, case.ends_on), case.days_left)
    return float(median(first.values())) if first else None
