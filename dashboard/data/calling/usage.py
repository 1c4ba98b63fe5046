"""Customers and usage: how much each customer called in the week, and whether that is more or less than before."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import told_by
from dashboard.data.calling.metrics import below_minimum, customers, silent, silent_column
from dashboard.data.calling.relations import add_weeks, by_week, of_week, ratio
from dashboard.data.query.aggregates import sum_of
from dashboard.data.query.metric import Metric
from dashboard.data.query.question import Question
from dashboard.data.query.table import Column, Line, Table
from dashboard.data.storage.schema.calls import customer_week
from dashboard.i18n import N_

COUNTS = ("calls", "legs", "minutes", "video_minutes", "active_users")


def customer_usage(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """A row per customer that a usage report or call legs of the week speak of, and per silent one."""
    rows, sides = of_week(question, customer_week, COUNTS)
    now, before = sides.now, sides.before
    least = question.moment.rules.minimum_legs
    few = sa.func.coalesce(now.legs, 0) < least, sa.func.coalesce(before.legs, 0) < least
    return rows.add_columns(
        *(now[name].label(name) for name in COUNTS),
        *(sides.change(name).label(f"{name}_change") for name in COUNTS),
        ratio(sides.change("calls"), before.calls).label("calls_change_rate"),
        sa.and_(*few).label("below_minimum"),
    )


def usage_of_weeks(question: Question, weeks: Sequence[date]) -> sa.Select[Any]:
    """The counts of those that files name in some weeks, with `week`."""
    return by_week(question, customer_week, COUNTS, weeks)


_BY_WEEK: dict[str, sa.ColumnElement[Any]] = {f"{name}_by_week": customer_week.c[name] for name in COUNTS}


def _line(name: str) -> Line:
    """The last weeks of a count, beside its value."""
    key = f"{name}_by_week"

    def add(question: Question, rows: Sequence[dict[str, Any]]) -> None:
        add_weeks(question, rows, customer_week, _BY_WEEK, key)

    return Line(key, name, ("customer_key",), add)


CALLS = Metric(
    "calls",
    N_("Calls"),
    N_("Calls of the last completed week; one that spans two weeks counts in each."),
    N_("sum calls"),
    "calls",
    sum_of("calls"),
    good="more",
)
LEGS = Metric(
    "legs",
    N_("Call legs"),
    N_("Parts of calls: one for each participant's side of a call."),
    N_("sum legs"),
    "legs",
    sum_of("legs"),
    good="more",
)
MINUTES = Metric(
    "minutes",
    N_("Minutes"),
    N_("Minutes that people spent in calls."),
    N_("sum minutes"),
    "minutes",
    sum_of("minutes"),
    good="more",
)
ACTIVE_USERS = Metric(
    "active_users",
    N_("Active users"),
    N_("Users with at least one call, as far as sources tell them."),
    N_("sum active users"),
    "users",
    sum_of("active_users"),
    good="more",
)

FALLING = Metric(
    "falling",
    N_("Calling less"),
    N_("Customers with fewer calls than in the week before."),
    N_("count customers with calls change below 0"),
    "customers",
    lambda row: sa.func.count(sa.case((row.calls_change < 0, 1))),
    good="less",
)

COUNTED = Metric(
    "counted",
    N_("Customers with calls known"),
    N_("Customers that a file of this week names, with their calls."),
    N_("count customers named this week, calls known"),
    "customers",
    lambda row: sa.func.count(sa.case((~row.silent & row.calls.is_not(None), 1))),
)

COLUMNS = (
    Column("org_id", N_("Customer organisation ID"), N_("Unique id of the customer organisation.")),
    Column("customer", N_("Customer"), N_("Name of the customer organisation.")),
    Column("calls", N_("Calls"), N_("Calls of the week."), "integer", total=True),
    Column("legs", N_("Call legs"), N_("Call legs of the week."), "integer", total=True),
    Column("minutes", N_("Minutes"), N_("Minutes in calls."), "number", total=True),
    Column("video_minutes", N_("Video minutes"), N_("Minutes in calls with video."), "number", total=True),
    Column("active_users", N_("Active users"), N_("Users with at least one call."), "integer", total=True),
    Column("calls_change", N_("Calls change"), N_("Calls less those of the week before."), "change", True, "more"),
    Column("legs_change", N_("Legs change"), N_("Legs less those of the week before."), "change", True, "more"),
    Column(
        "minutes_change",
        N_("Minutes change"),
        N_("Minutes less those of the week before."),
        "number_change",
        True,
        "more",
    ),
    Column(
        "video_minutes_change",
        N_("Video minutes change"),
        N_("Video minutes less those of the week before."),
        "number_change",
        True,
        "more",
    ),
    Column(
        "active_users_change",
        N_("Active users change"),
        N_("Active users less those of the week before."),
        "change",
        True,
        "more",
    ),
    Column(
        "calls_change_rate",
        N_("Calls change, share"),
        N_("Calls change / calls of the week before; unknown where there were none."),
        "rate",
    ),
    silent_column(N_("Called in the week before, and no file of this week names the customer: it counts with 0.")),
    below_minimum(
        N_("Fewer call legs in both weeks than the region's rule asks for: a change of few calls is a large share.")
    ),
)

CUSTOMER_USAGE = Table(
    name="customer_usage",
    title=N_("Customers and usage"),
    short=N_("Call usage"),
    definition=N_(
        "Customers that a file of the last completed week names, and those named in the week before that it does not."
    ),
    relation=customer_usage,
    columns=COLUMNS,
    shown=("customer", "calls", "calls_change", "minutes", "minutes_change", "active_users", "active_users_change"),
    order=("-calls", "customer"),
    metrics=(customers(), COUNTED, silent(), FALLING, CALLS, LEGS, MINUTES, ACTIVE_USERS),
    lines=tuple(map(_line, COUNTS)),
    known=told_by("usage", "legs"),
    noun="customers",
    by_week=usage_of_weeks,
    weekly=(CALLS, LEGS, MINUTES, ACTIVE_USERS),
)
