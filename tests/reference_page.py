"""The page and its tables by the reference: headline, trend, sections, then the order and the filters of a table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from tests.reference import (
    NEAR_DAYS,
    PRODUCTS,
    WEEK,
    Facts,
    Question,
    Row,
    State,
    active_states,
    is_low,
    known_sum,
    low_line,
    ratio,
    state,
    sunday,
    to_row,
)

Numbers = dict[str, float | None]
HEADLINE = ("total_customers", "nearing_expiration", "nearing_renewal", "low_assignment", "over_limit")
RATES = ("customers", "assignment_rate", "usage_rate")
SECTIONS = {
    "recently_added": ("customers", "licences"),
    "expiring": RATES,
    "renewing": RATES,
    "low_assignment": (*RATES, "unassigned"),
    "overage": ("customers", "licences_over", "average_over"),
}
TEXTS = ("org_id", "customer", "subscription_id", "subscription_type")
DATES = ("added_on", "ends_on")
FLAGS = ("auto_renew",)


@dataclass(frozen=True)
class Section:
    """A section's KPIs, unknown before the first snapshot, and its rows in no order."""

    kpis: Numbers
    rows: list[Row]


def near(one: State, as_of: date) -> bool:
    return one.now.ends_on is not None and 0 <= (one.now.ends_on - as_of).days <= NEAR_DAYS


def renews(one: State) -> bool:
    """A paid subscription with auto-renewal; unknown counts as without."""
    return one.now.auto_renew is True and not one.now.trial


def is_over(one: State, product: str) -> bool:
    purchased, assigned, _ = one.now.counts(product)
    return purchased is not None and assigned is not None and assigned > purchased


def headline(facts: Facts, question: Question) -> Numbers:
    """The five KPIs over both products; all unknown when the region has no snapshot by then."""
    as_of = question.as_of
    if facts.latest(as_of) is None:
        return dict.fromkeys(HEADLINE)
    seen = [one for one in active_states(facts, as_of) if question.sees(facts, one.now.org_id)]
    low = frozenset[str]().union(*(low_line(facts, as_of, product)[1] for product in PRODUCTS))
    counted: dict[str, Callable[[State], bool]] = {
        "total_customers": lambda one: True,
        "nearing_expiration": lambda one: near(one, as_of) and not renews(one),
        "nearing_renewal": lambda one: near(one, as_of) and renews(one),
        "low_assignment": lambda one: one.now.org_id in low,
        "over_limit": lambda one: any(is_over(one, product) for product in PRODUCTS),
    }
    return {key: len({one.now.org_id for one in seen if counts(one)}) for key, counts in counted.items()}


@cache
def sections(facts: Facts, question: Question) -> dict[str, Section]:
    """The five sections of the question's product."""
    as_of, product = question.as_of, question.product
    line, low = low_line(facts, as_of, product)
    having = [one for one in active_states(facts, as_of) if one.now.has(product)]
    mine = [(one, to_row(facts, one, as_of, product)) for one in having if question.sees(facts, one.now.org_id)]
    rows = {
        "recently_added": [
            row for one, row in mine if row.days_since_added is not None and 0 <= row.days_since_added <= NEAR_DAYS
        ],
        "expiring": [row for one, row in mine if near(one, as_of) and not renews(one)],
        "renewing": [row for one, row in mine if near(one, as_of) and renews(one)],
        "low_assignment": [row for one, row in mine if row.org_id in low and is_low(row.own_ratio, line)],
        "overage": [row for one, row in mine if is_over(one, product)],
    }
    known = facts.latest(as_of) is not None
    return {
        name: Section(kpis(name, rows[name]) if known else dict.fromkeys(SECTIONS[name]), rows[name]) for name in rows
    }


def kpis(name: str, rows: list[Row]) -> Numbers:
    """A section's KPIs over its rows: counts and sums 0 over no rows, ratios unknown."""
    customers = len({row.org_id for row in rows})
    purchased = known_sum(row.purchased for row in rows)
    over = known_sum(row.over for row in rows)
    values: Numbers = {
        "customers": customers,
        "licences": purchased,
        "assignment_rate": rate((row.assigned, row.purchased) for row in rows),
        "usage_rate": rate((row.used, row.purchased) for row in rows),
        "unassigned": known_sum(row.available for row in rows),
        "licences_over": over,
        "average_over": ratio(over, customers),
    }
    return {key: values[key] for key in SECTIONS[name]}


def rate(pairs: Iterable[tuple[int | None, int | None]]) -> float | None:
    """Part and whole summed over the rows that know both."""
    known = [(part, whole) for part, whole in pairs if part is not None and whole is not None]
    return ratio(sum(part for part, _ in known), sum(whole for _, whole in known))


def trend(facts: Facts, question: Question, weeks: int) -> list[dict[str, object]]:
    """The last weeks up to the one that holds the as-of date, oldest first; nulls where the region has no snapshot."""
    last = sunday(question.as_of)
    return [trend_week(facts, question, last - WEEK * back) for back in reversed(range(weeks))]


def trend_week(facts: Facts, question: Question, week: date) -> dict[str, object]:
    dates = [day for day in facts.days if sunday(day) == week and day <= question.as_of]
    if not dates:
        return {"week": week, "purchased": None, "assigned": None, "used": None}
    seen = [history for history in facts.histories if question.sees(facts, history[0].org_id)]
    ends = [state(history, max(dates), min(facts.days)) for history in seen]
    live = [one.now for one in ends if one and one.now.day >= week and one.active(one.now.day)]
    counted = [now.counts(question.product) for now in live if now.has(question.product)]
    sums = (known_sum(counts[i] for counts in counted) for i in range(3))
    return {"week": week, **dict(zip(("purchased", "assigned", "used"), sums, strict=True))}


def arranged(rows: Iterable[Row], sort: str) -> list[Row]:
    """The rows by `column,-column`: unknown last in both directions, ties by customer and subscription."""
    result = sorted(rows, key=lambda row: (row.org_id, row.subscription_id))
    for name in reversed(sort.split(",") if sort else []):
        key = name.removeprefix("-")
        known = [row for row in result if getattr(row, key) is not None]
        unknown = [row for row in result if getattr(row, key) is None]
        result = sorted(known, key=lambda row: sortable(getattr(row, key)), reverse=name.startswith("-")) + unknown
    return result


def sortable(value: Any) -> Any:
    """Texts sort without regard to case."""
    return value.lower() if isinstance(value, str) else value


def matching(rows: Iterable[Row], column: str, condition: str) -> list[Row]:
    """The rows that `filter.<column>=<condition>` keeps. A comparison with an unknown value is never true."""
    return [row for row in rows if keeps(column, getattr(row, column), condition)]


def keeps(column: str, value: Any, condition: str) -> bool:
    if condition in ("known", "unknown"):
        return (value is None) == (condition == "unknown")
    if value is None:
        return False
    if column in TEXTS:
        return bool(value == condition[1:] if condition.startswith("=") else condition.lower() in value.lower())
    if column in FLAGS:
        return bool(value is (condition == "true"))
    return compares(value, condition, date.fromisoformat if column in DATES else float)


def compares(value: Any, condition: str, read: Callable[[str], Any]) -> bool:
    low, between, high = condition.partition("..")
    if between:
        return bool(read(low) <= value <= read(high))
    for operator in (">=", "<=", "!=", ">", "<"):
        if condition.startswith(operator):
            limit = read(condition[len(operator) :])
            return bool(
                {
                    ">=": value >= limit,
                    "<=": value <= limit,
                    "!=": value != limit,
                    ">": value > limit,
                    "<": value < limit,
                }[operator]
            )
    return bool(value == read(condition))
