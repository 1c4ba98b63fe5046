"""Rates over what is known, changes and over how many days, the two kinds of Calling licence: by hand."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from dashboard.data.query import queries
from dashboard.data.query.metric import Value
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Question, View
from dashboard.data.storage.regions import Region
from dashboard.data.subscriptions.headline import headline
from dashboard.data.subscriptions.sections import EXPIRING, LOW_ASSIGNMENT
from tests.data.factories import SATURDAY, TODAY, ask, load, row
from tests.data.subscriptions.test_sections import ids

DAY = timedelta(days=1)
WEEK = 7 * DAY


def test_changes_say_over_how_many_days_they_are(region: Region) -> None:
    """A's snapshot before is 22 days older; with an earlier date, the change is against what held then."""
    then = SATURDAY - 22 * DAY
    load(
        region,
        [
            row("A", "SA", then, m=(10, 3, 1), ends_on=TODAY),
            row("A", "SA", m=(10, 8, 4), ends_on=TODAY),
            row("B", "SB", SATURDAY - WEEK, m=(10, 9, 9), ends_on=TODAY),
            row("B", "SB", m=(10, 7, None), ends_on=TODAY),
        ],
    )
    view = View(sort=("customer",), columns=("assigned_change", "used_change", "change_days"))

    def changes(question: Question) -> list[tuple[Any, ...]]:
        return [tuple(one.values()) for one in queries.rows(question, EXPIRING, view, limit=9)]

    question = ask(region)
    assert changes(question) == [(5, 3, 22), (-2, None, 7)]
    earlier = replace(question, compare=moment(question.scope, then + 3 * DAY))
    assert changes(earlier) == [(5, 3, 22), (None, None, None)]  # B was not there
    # the region's snapshot of then is 15 days younger than A's: it was gone
    gone = replace(question, compare=moment(question.scope, SATURDAY - 5 * DAY))
    assert changes(gone) == [(None, None, None), (-2, None, 7)]
    assert queries.summary(earlier, EXPIRING).totals["assigned_change"] == 5


def test_calling_tells_its_two_kinds(region: Region) -> None:
    load(region, [row("A", "SA", m=(9, 9, 9), pro=(10, 8, 2), std=(5, 3, None), ends_on=TODAY)])
    kinds = ("professional_purchased", "professional_used", "standard_assigned", "standard_used")
    view = View(columns=kinds)
    calling, meetings = (queries.rows(ask(region, product=p), EXPIRING, view, limit=1) for p in ("calling", "meetings"))
    assert [tuple(one.values()) for one in (*calling, *meetings)] == [(10, 2, 3, None), (None,) * 4]


def test_an_unknown_count_is_in_no_rate(region: Region) -> None:
    """Known both: 8 of 10 and 1 of 20. Of E 7 are assigned of unknown, of D unknown of 500; both are in no part."""
    load(
        region,
        [
            row("A", "SA", m=(10, 8, 2), ends_on=TODAY),
            row("B", "SB", m=(20, 1, None), ends_on=TODAY),
            row("D", "SD", m=(500, None, 3), ends_on=TODAY),
            row("E", "SE", m=(None, 7, 7), ends_on=TODAY),
        ],
    )
    values = queries.values(ask(region), EXPIRING)
    assert values["assignment_rate"] == Value(9, 30, ratio=True, counted=2, rows=4)
    assert values["usage_rate"] == Value(5, 510, ratio=True, counted=2, rows=4)


def test_a_ratio_of_unknown_counts_makes_nobody_low(region: Region) -> None:
    """A assigns 40 of 100; another 900 of unknown assignment do not make it 40 of 1,000."""
    rates = zip("ABCDE", (40, 30, 35, 45, 50), strict=True)
    load(region, [*(row(c, f"S{c}", m=(100, n, 0)) for c, n in rates), row("A", "unknown", m=(900, None, 0))])
    assert ids(ask(region), LOW_ASSIGNMENT) == ["SB"]  # below the second of five, .35


def test_where_a_quarter_assigns_nothing_nothing_assigned_is_low(region: Region) -> None:
    """Ratios 0 0 .3 .4 .5: the quartile, the second of five, is 0. Low: A and B, and of B the one it assigns."""
    rates = zip("ABCDE", (0, 0, 30, 40, 50), strict=True)
    load(region, [*(row(c, f"S{c}", m=(100, n, 0)) for c, n in rates), row("B", "none", m=(0, 0, 0), pro=(1, 0, 0))])
    question = ask(region)
    assert ids(question, LOW_ASSIGNMENT, sort=("subscription_id",)) == ["SA", "SB"]
    assert headline(question.scope, question.moment).values["low_assignment"].number == 2
