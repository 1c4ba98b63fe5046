"""The made-up regions reach the edges of the formulas: a check that passes must have had something to check."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

import pytest

from tests.acceptance.installation import CODES, made
from tests.reference import PRODUCTS, Question, Row, State, active_states, low_line, quotient, state
from tests.reference_page import sections


@cache
def states() -> list[tuple[State, int]]:
    """Every subscription as of every date asked about, and how many days its snapshot is older than the region's."""
    found = []
    for region in map(made, CODES):
        for as_of in region.as_of[:-1]:
            latest = region.facts.latest(as_of)
            known = [one for history in region.facts.histories if (one := state(history, as_of))]
            found += [(one, (latest - one.now.day).days) for one in known if latest]
    return found


@cache
def rows() -> list[Row]:
    questions = [(made(code), as_of, product) for code in CODES for as_of in made(code).as_of for product in PRODUCTS]
    asked = [sections(region.facts, Question(as_of, product)) for region, as_of, product in questions]
    return [row for answer in asked for section in answer.values() for row in section.rows]


def before(one: State) -> list[int]:
    return [(one.now.day - past.day).days for past in one.by_then]


STATES: dict[str, Callable[[State, int], bool]] = {
    "fourteen days old": lambda one, age: age == 14,
    "fifteen days old": lambda one, age: age == 15,
    "seven days between snapshots": lambda one, age: before(one)[-2:-1] == [7],
    "six days between snapshots": lambda one, age: before(one)[-2:-1] == [6],
    "start date no longer given": lambda one, age: (
        one.now.start_date is None and any(s.start_date for s in one.by_then)
    ),
    "start date corrected to an earlier one": lambda one, age: (
        one.added_on is not None and one.added_on < max(s.start_date or s.day for s in one.by_then)
    ),
    "one part of calling unknown": lambda one, age: (one.now.professional[1] is None) != (one.now.standard[1] is None),
    "expired in capitals": lambda one, age: one.now.status == "EXPIRED",
    "trial with auto-renewal": lambda one, age: one.now.trial and one.now.auto_renew is True,
    "no name": lambda one, age: one.now.customer_name is None,
}
ROWS: dict[str, Callable[[Row], bool]] = {
    "ends today": lambda row: row.days_left == 0,
    "ends in ninety days": lambda row: row.days_left == 90,
    "ends in ninety-one days": lambda row: row.days_left == 91,
    "added today": lambda row: row.days_since_added == 0,
    "added ninety days ago": lambda row: row.days_since_added == 90,
    "added ninety-one days ago": lambda row: row.days_since_added == 91,
    "nothing purchased": lambda row: row.purchased == 0,
    "purchased unknown": lambda row: row.purchased is None,
    "over": lambda row: (row.over or 0) > 0,
    "used above assigned": lambda row: row.used is not None and row.assigned is not None and row.used > row.assigned,
    "auto-renewal unknown": lambda row: row.auto_renew is None,
    "enterprise trial": lambda row: row.subscription_id.startswith("T-"),
    "change unknown": lambda row: row.assigned_change is None,
    "change negative": lambda row: (row.assigned_change or 0) < 0,
    "peak above now": lambda row: (row.peak_used_3_months or 0) > (row.used or 0),
    "a formula for a name": lambda row: (row.customer or "").startswith("="),
}


@pytest.mark.parametrize("edge", STATES)
def test_states_reach(edge: str) -> None:
    assert any(STATES[edge](one, age) for one, age in states())


@pytest.mark.parametrize("edge", ROWS)
def test_rows_reach(edge: str) -> None:
    assert any(map(ROWS[edge], rows()))


def test_ratios_tie_at_the_quartile() -> None:
    region = made("LEAP")
    asked = [(as_of, product) for as_of in region.as_of for product in PRODUCTS]
    lines = [(low_line(region.facts, *each)[0], *each) for each in asked]
    ratios = [
        quotient(*reversed(one.now.counts(product)[:2])) == line
        for line, as_of, product in lines
        for one in active_states(region.facts, as_of)
        if line is not None
    ]
    assert sum(ratios) > 20


def test_weeks_without_reports() -> None:
    days = made("WIDE").dates
    assert any(later - earlier > timedelta(days=21) for earlier, later in zip(days, days[1:], strict=False))
