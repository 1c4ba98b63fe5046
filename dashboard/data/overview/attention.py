"""What changed since a day that somebody must act on: each with its reason, nothing that was so before.

Who is near expiration or over the limit counts as on the cards. What fell is told of subscriptions that were there on
both days, and of weeks of calls that are over; small numbers are left out, for they rise and fall by themselves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import covered_weeks, week_freshness, week_of
from dashboard.data.overview.region_status import late
from dashboard.data.provenance.dates import snapshot_dates
from dashboard.data.provenance.freshness import freshness
from dashboard.data.query.cache import kept
from dashboard.data.query.conditions import ordering
from dashboard.data.query.moment import moment
from dashboard.data.query.question import PRODUCTS, REASONS, Question
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import customer_week, queue_week
from dashboard.data.subscriptions.headline_rows import counted
from dashboard.data.subscriptions.subscriptions_now import subscriptions_now

OF_STATUSES = ("over_limit", "nearing_expiration")
"""What a role without analytics sees too: the list of customers tells it as a status."""
LEAST_FALL = 5
"""Licences: a smaller fall is not told, whatever share it is."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One thing to act on. `value` and `before` are what the reason is about: days left, licences beyond the limit,
    licences, calls, rates; for late data the days since the newest. Without a customer it is about the region."""

    reason: str
    org_id: str | None = None
    customer: str | None = None
    product: str | None = None
    subscription_id: str | None = None
    value: float | None = None
    before: float | None = None
    period: str | None = None  # of late data: day or week


@kept
def attention(question: Question, since: date, *, analytics: bool = True) -> tuple[Entry, ...]:
    """Every entry, by REASONS, the most pressing first. Without `analytics` only OF_STATUSES."""
    then = replace(question, moment=moment(question.scope, _known_since(question, since)), compare=None)
    entries = [*_nearing(question, then), *_over(question, then)]
    if analytics:
        entries += [*_late(question), *_fell(question, then), *_calls(question, then)]
        entries += [*_quality(question, then), *_abandonment(question, then)]
    return tuple(sorted(entries, key=pressing))


def _known_since(question: Question, since: date) -> date:
    """The day itself, or that of the first snapshot where nothing was known by then."""
    known = snapshot_dates(question, question.moment.as_of).days
    return max(since, known[-1]) if known else since


def pressing(entry: Entry) -> tuple[Any, ...]:
    """What entries are ordered by: their reason first, then how much of it there is."""
    size = entry.value if entry.reason == "nearing_expiration" else -abs((entry.value or 0) - (entry.before or 0))
    return (
        REASONS.index(entry.reason),
        size or 0,
        (entry.customer or "").lower(),
        entry.org_id or "",
        entry.product or "",
    )


def _late(question: Question) -> Iterable[Entry]:
    region = Question(question.scope.peers, question.moment)
    for data in (freshness(region), week_freshness(region)):
        if data is not None and late(data):
            yield Entry("data_late", value=float(data.age.days), period=data.period)


def _nearing(question: Question, then: Question) -> Iterable[Entry]:
    """The subscription that ends first tells of its customer."""
    before, seen = _customers(then, "nearing_expiration"), set[int]()
    for row in _rows(question, "nearing_expiration", "days_left"):
        if row["customer_key"] not in before | seen:
            seen.add(row["customer_key"])
            yield _entry("nearing_expiration", row, row["days_left"])


def _over(question: Question, then: Question) -> Iterable[Entry]:
    before, sums = _customers(then, "over_limit"), dict[int, list[Row]]()
    for row in _rows(question, "over_limit", "over"):
        sums.setdefault(row["customer_key"], []).append(row)
    for key, rows in sums.items():
        if key not in before:
            yield _entry("over_limit", rows[0], sum(row["over"] for row in rows), 0)


def _entry(reason: str, row: Row, value: float, before: float | None = None) -> Entry:
    return Entry(reason, row["org_id"], row["customer"], row["product"], row["subscription_id"], value, before)


def _customers(question: Question, key: str) -> set[int]:
    """Whoever counts in a KPI."""
    row = counted(key, question, frozenset()).subquery("counted").c
    with question.scope.region.read() as connection:
        return set(connection.scalars(sa.select(row.customer_key).distinct()))


def _rows(question: Question, key: str, number: str) -> list[Row]:
    """The rows behind a KPI, the smallest number first; of equal ones the same on every engine."""
    names = ("org_id", "customer", "subscription_id", number)
    row = counted(key, question, frozenset(names)).subquery("counted").c
    statement = sa.select(row.customer_key, row.product, *(row[name] for name in names)).order_by(
        *ordering(row, (number,))
    )
    with question.scope.region.read() as connection:
        return [dict(record) for record in connection.execute(statement).mappings()]


def _fell(question: Question, then: Question) -> Iterable[Entry]:
    """Of subscriptions that are there on both days and whose counts are known on both."""
    rate = question.moment.rules.fall_rate
    for product in PRODUCTS:
        pair = replace(question, product=product), replace(then, product=product)
        for row in _both(*pair):
            for reason, count in (("assignment_fell", "assigned"), ("usage_fell", "used")):
                now, before = row[f"{count}_now"], row[f"{count}_then"]
                if now is not None and _is_fall(now, before, rate, LEAST_FALL):
                    yield Entry(reason, row["org_id"], row["customer"], product, None, now, before)


def _is_fall(now: float, before: float, rate: float, least: float) -> bool:
    return before - now >= least and now <= before * (1 - rate)


def _both(question: Question, then: Question) -> list[Row]:
    """A row per customer of whose counts any fell by LEAST_FALL or more."""
    sides = {"now": subscriptions_now(question, frozenset()).subquery("now")}
    sides["then"] = subscriptions_now(then, frozenset()).subquery("before")
    now, before = (side.c for side in sides.values())
    same = (now.customer_key == before.customer_key) & (now.subscription_key == before.subscription_key)
    sums = {}
    for count in ("assigned", "used"):
        known = now[count].is_not(None) & before[count].is_not(None)
        for when, side in sides.items():
            sums[f"{count}_{when}"] = sa.func.sum(sa.case((known, side.c[count])))
    fell = [sums[f"{count}_then"] - sums[f"{count}_now"] >= LEAST_FALL for count in ("assigned", "used")]
    fallen = sa.select(now.customer_key, *(part.label(key) for key, part in sums.items()))
    fallen = fallen.join_from(sides["now"], sides["then"], same).group_by(now.customer_key).having(sa.or_(*fell))
    row, name = fallen.subquery("fell"), sa.func.coalesce(customer.c.name, customer.c.snapshot_name)
    named = sa.select(customer.c.org_id, name.label("customer"), *(row.c[key] for key in sums))
    statement = named.join_from(row, customer, customer.c.customer_key == row.c.customer_key)
    with question.scope.region.read() as connection:
        return [
            {str(key): _plain(value) for key, value in record.items()}
            for record in connection.execute(statement).mappings()
        ]


def _calls(question: Question, then: Question) -> Iterable[Entry]:
    """A customer whom the files of a covered week do not name has made no calls in it."""
    if not {"usage", "legs"} & covered_weeks(question).get(week_of(question), frozenset()):
        return
    rules = question.moment.rules
    for row in _weeks(question, then, customer_week, customer_week.c.calls, sa.literal(0)):
        now, before = row["number_now"] or 0, row["number_then"]
        if before is None or before < max(rules.minimum_offered, 1):
            continue
        if now == 0:
            yield _of_calls("calls_stopped", row, 0, before)
        elif _is_fall(now, before, rules.calls_fall_rate, 1):
            yield _of_calls("calls_fell", row, now, before)


def _quality(question: Question, then: Question) -> Iterable[Entry]:
    row, rules = customer_week.c, question.moment.rules
    weeks = _weeks(question, then, customer_week, row.poor, row.good + row.poor)
    return _crossed("quality_crossed", weeks, rules.poor_rate, rules.minimum_legs)


def _abandonment(question: Question, then: Question) -> Iterable[Entry]:
    row, rules = queue_week.c, question.moment.rules
    weeks = _weeks(question, then, queue_week, row.abandoned_rated, row.offered_rated)
    return _crossed("abandonment_crossed", weeks, rules.abandonment_rate, rules.minimum_offered)


def _crossed(reason: str, weeks: Iterable[Row], threshold: float, least: int) -> Iterable[Entry]:
    """Whoever is at the threshold with enough behind it, and was not."""
    for row in weeks:
        now, before = (_share(row[f"number_{when}"], row[f"of_{when}"], least) for when in ("now", "then"))
        if now is not None and now >= threshold and (before is None or before < threshold):
            yield _of_calls(reason, row, now, before)


def _share(part: float | None, whole: float | None, least: int) -> float | None:
    return part / whole if part is not None and whole and whole >= least else None


def _of_calls(reason: str, row: Row, value: float, before: float | None) -> Entry:
    return Entry(reason, row["org_id"], row["customer"], "calling", None, value, before)


def _weeks(
    question: Question, then: Question, table: sa.Table, number: sa.ColumnElement[Any], of: sa.ColumnElement[Any]
) -> list[Row]:
    """A row per customer with the two numbers in the week that is over now, and in the one that was over then; none
    while that is the same week."""
    weeks = {"now": week_of(question), "then": week_of(then)}
    if weeks["then"] >= weeks["now"]:
        return []
    row, name = table.c, sa.func.coalesce(customer.c.name, customer.c.snapshot_name)
    parts = {"number": number, "of": of}
    sums = [
        sa.func.sum(sa.case((row.week == week, part))).label(f"{key}_{when}")
        for when, week in weeks.items()
        for key, part in parts.items()
    ]
    statement = (
        sa.select(customer.c.org_id, name.label("customer"), *sums)
        .join_from(table, customer, customer.c.customer_key == row.customer_key)
        .where(row.week.in_(list(weeks.values())))
        .group_by(customer.c.org_id, name)
    )
    scoped = question.scope.restrict(statement, row.customer_key)
    with question.scope.region.read() as connection:
        return [
            {str(key): _plain(value) for key, value in record.items()}
            for record in connection.execute(scoped).mappings()
        ]


def _plain(value: Any) -> Any:
    """PostgreSQL adds whole numbers up to decimals."""
    return int(value) if type(value).__name__ == "Decimal" else value
