"""The reference itself, on rows small enough to reckon by hand."""

from datetime import date, timedelta
from fractions import Fraction

from tests.reference import Facts, Question, Snapshot, active_states, low_line, months, state, to_row
from tests.reference_page import arranged, headline, matching, sections, trend

TODAY = date(2025, 3, 31)  # a Monday


def one(org: str, day: date = TODAY, **fields: object) -> Snapshot:
    """Snapshot of the customer's one subscription, with ten meetings licences unless told otherwise."""
    return Snapshot(day, org, "S-" + org, **{"meetings": (10, 5, 2), **fields})  # type: ignore[arg-type]


def before(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_months_are_completed_ones() -> None:
    assert months(date(2025, 1, 31), date(2025, 2, 28)) == 0
    assert months(date(2025, 1, 28), date(2025, 2, 28)) == 1
    assert months(date(2024, 2, 29), date(2025, 2, 28)) == 11
    assert months(date(2024, 2, 29), date(2025, 3, 1)) == 12


def test_a_product_is_the_sum_of_its_known_parts() -> None:
    calling = one("a", professional=(10, None, None), standard=(5, 4, None)).counts("calling")
    assert calling == (15, 4, None)


def test_added_on_is_the_start_date_given_last() -> None:
    history = [one("a", before(21), start_date=before(50)), one("a", before(14), start_date=before(60)), one("a")]
    assert [state(history, day).added_on for day in (before(21), TODAY)] == [before(50), before(60)]  # type: ignore[union-attr]
    assert state(history, before(22)) is None


def test_gone_after_fourteen_days() -> None:
    facts = Facts((one("a", before(14)), one("b", before(15)), one("c")))
    assert [found.now.org_id for found in active_states(facts, TODAY)] == ["a", "c"]


def test_active_needs_status_start_and_end() -> None:
    facts = Facts(
        (
            one("ends_today", ends_on=TODAY),
            one("ended", ends_on=before(1)),
            one("expired", status="EXPIRED"),
            one("starts_tomorrow", start_date=before(-1)),
            one("nothing", meetings=(0, None, 0)),
        )
    )
    assert [found.now.org_id for found in active_states(facts, TODAY)] == ["ends_today"]


def test_weekly_change_needs_seven_days() -> None:
    rows = [one("a", before(20), meetings=(10, 1, 0)), one("a", before(7), meetings=(10, 3, 9))]
    rows += [one("a", before(6), meetings=(10, 4, None)), one("a")]
    facts = Facts(tuple(rows))
    now = state(rows, TODAY)
    assert now is not None
    row = to_row(facts, now, TODAY, "meetings")
    assert (row.assigned_change, row.used_change, row.peak_used_3_months) == (2, -7, 9)
    assert (row.available, row.over, row.assigned_rate, row.used_rate) == (5, 0, 0.5, 0.2)


def test_low_is_below_the_first_quartile_of_the_region() -> None:
    """Ratios .1 .2 .4 .6 .8: a quarter of the way is the second, .2. With four customers nobody is low."""
    ratios = {"a": 1, "b": 2, "c": 4, "d": 6, "e": 8}
    facts = Facts(tuple(one(org, meetings=(10, n, 0)) for org, n in ratios.items()))
    assert low_line(facts, TODAY, "meetings") == (Fraction(1, 5), frozenset("a"))
    assert low_line(Facts(facts.snapshots[1:]), TODAY, "meetings") == (None, frozenset())
    six = Facts((*facts.snapshots, one("f", meetings=(10, 10, 0))))
    assert low_line(six, TODAY, "meetings") == (Fraction(1, 4), frozenset("ab"))  # .2 and a quarter of the way to .4


def test_headline_and_sections() -> None:
    facts = Facts(
        (
            one("trial", subscription_type="Free TRIAL", auto_renew=True, ends_on=before(-90), start_date=before(90)),
            one("late", ends_on=before(-91), start_date=before(91)),
            one("unknown", ends_on=before(-1), start_date=before(91), meetings=(10, None, 2)),
            one("renews", auto_renew=True, ends_on=TODAY, start_date=before(91), meetings=(10, 13, 1)),
            one("calls", start_date=before(400), meetings=(0, 0, 0), standard=(4, 6, 1)),
        ),
        tags={"trial": frozenset({"x"}), "renews": frozenset({"y"})},
    )
    assert list(headline(facts, Question(TODAY)).values()) == [5, 2, 1, 0, 2]
    assert list(headline(facts, Question(TODAY, tags=("x", "y"))).values()) == [2, 1, 1, 0, 1]
    assert list(headline(facts, Question(before(1))).values()) == [None] * 5
    found = sections(facts, Question(TODAY))
    assert found["recently_added"].kpis == {"customers": 1, "licences": 10}
    assert found["expiring"].kpis == {"customers": 2, "assignment_rate": 0.5, "usage_rate": 0.2}  # 5 of 10 are known
    assert found["renewing"].kpis == {"customers": 1, "assignment_rate": 1.3, "usage_rate": 0.1}
    assert found["overage"].kpis == {"customers": 1, "licences_over": 3, "average_over": 3.0}
    nothing = {"customers": 0, "assignment_rate": None, "usage_rate": None, "unassigned": 0}
    assert found["low_assignment"].kpis == nothing
    assert [row.org_id for row in sections(facts, Question(TODAY, "calling"))["overage"].rows] == ["calls"]


def test_trend_takes_the_last_snapshot_of_a_week() -> None:
    """TODAY is a Monday: its week began on the 30th. Saturday the 29th and Monday the 24th are the week before."""
    facts = Facts(
        (
            one("a", date(2025, 3, 24), meetings=(1, 1, 1)),
            one("a", date(2025, 3, 29), meetings=(2, 2, 2)),
            one("b", date(2025, 3, 24), meetings=(4, 4, None)),
            one("b", date(2025, 3, 29), meetings=(8, 8, 8), ends_on=date(2025, 3, 28)),
            one("a", date(2025, 4, 1), meetings=(9, 9, 9)),
        )
    )
    before_last, last = trend(facts, Question(TODAY), 2)
    assert before_last == {"week": date(2025, 3, 23), "purchased": 2, "assigned": 2, "used": 2}
    assert last == {"week": date(2025, 3, 30), "purchased": None, "assigned": None, "used": None}


def test_order_and_filters() -> None:
    facts = Facts(
        tuple(one(org, ends_on=end, start_date=TODAY) for org, end in zip("abc", [None, TODAY, None], strict=True))
    )
    rows = sections(facts, Question(TODAY))["recently_added"].rows
    assert [row.org_id for row in arranged(rows, "days_left,-org_id")] == ["b", "c", "a"]
    assert [row.org_id for row in arranged(rows, "-days_left")] == ["b", "a", "c"]
    assert [row.org_id for row in matching(rows, "ends_on", "unknown")] == ["a", "c"]
    assert [row.org_id for row in matching(rows, "days_left", "0..5")] == ["b"]
    assert [row.org_id for row in matching(rows, "subscription_id", "s-B")] == ["b"]
    assert matching(rows, "auto_renew", "false") == []
