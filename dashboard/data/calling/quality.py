"""Customers and call quality: whose calls sound bad, and on which endpoints."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import told_by, week_of
from dashboard.data.calling.metrics import below_minimum, customers, silent, silent_column
from dashboard.data.calling.relations import add_weeks, by_week, of_week, ratio
from dashboard.data.calling.two_weeks import Sides
from dashboard.data.query.aggregates import sum_of
from dashboard.data.query.letters import in_order
from dashboard.data.query.metric import Columns, Metric
from dashboard.data.query.question import Question
from dashboard.data.query.table import Column, Line, Table
from dashboard.data.storage.schema.calls import customer_week, endpoint_week
from dashboard.i18n import N_

PARTS = ("good", "poor", "unmeasured")


def poor_rate(row: Columns) -> sa.ColumnElement[Any]:
    """Poor legs / measured legs, unknown when none is measured."""
    return ratio(row.poor, row.good + row.poor)


def customer_quality(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """A row per customer whose quality of the week is known, from its legs or else from its usage report, and per
    silent one whose quality of the week before was."""
    rows, sides = _quality(question)
    return _with_worst(rows, sides, question) if "worst_endpoint_type" in wanted else rows


def quality_of_weeks(question: Question, weeks: Sequence[date]) -> sa.Select[Any]:
    """The counts of those whose quality files tell in some weeks, with `week`."""
    return by_week(question, customer_week, PARTS, weeks).where(customer_week.c.good.is_not(None))


def _quality(question: Question) -> tuple[sa.Select[Any], Sides]:
    rows, sides = of_week(question, customer_week, (*PARTS, "quality_source"))
    now, before = sides.now, sides.before
    rows = rows.add_columns(
        told(now).label("legs"),
        *(now[name].label(name) for name in PARTS),
        poor_rate(now).label("poor_rate"),
        (poor_rate(now) - poor_rate(before)).label("poor_rate_change"),
        (told(now) - told(before)).label("legs_change"),
        sides.change("poor").label("poor_change"),
        (now.good + now.poor < question.moment.rules.minimum_legs).label("below_minimum"),
    )
    return rows.where(now.good.is_not(None)), sides


def told(row: Columns) -> sa.ColumnElement[Any]:
    """The legs whose quality is told."""
    return row.good + row.poor + row.unmeasured


def _with_worst(rows: sa.Select[Any], sides: Sides, question: Question) -> sa.Select[Any]:
    """The endpoint type with the highest poor rate, of those with a poor leg; the one with more poor legs on a tie."""
    row = endpoint_week.c
    order = [poor_rate(row).desc(), row.poor.desc(), in_order(row.endpoint_type)]
    place = sa.func.row_number().over(partition_by=row.customer_key, order_by=order).label("place")
    ranked = sa.select(row.customer_key, row.endpoint_type, place).where(row.week == week_of(question), row.poor > 0)
    worst = ranked.subquery("ranked")
    first = (worst.c.customer_key == sides.row.customer_key) & (worst.c.place == 1)
    endpoint = sa.case((sides.now.quality_source == "legs", worst.c.endpoint_type))
    return rows.join(worst, first, isouter=True).add_columns(endpoint.label("worst_endpoint_type"))


_BY_WEEK = {"poor_rate_by_week": poor_rate(customer_week.c)}


def add_poor_rates(question: Question, rows: Sequence[dict[str, Any]]) -> None:
    """Give each row the poor rates of the last weeks."""
    add_weeks(question, rows, customer_week, _BY_WEEK, "poor_rate_by_week")


POOR_RATE = Metric(
    "poor_rate",
    N_("Poor call quality"),
    N_("Share of the measured call legs that were poor."),
    N_("poor legs / (good legs + poor legs)"),
    "ratio",
    sum_of("poor"),
    lambda row: sa.case((sa.func.count() == 0, 0), else_=sa.func.sum(row.good + row.poor)),
    good="less",
)
POOR = Metric(
    "poor",
    N_("Poor legs"),
    N_("Legs in which a measured stream reached a threshold of the quality rule."),
    N_("sum poor legs"),
    "legs",
    sum_of("poor"),
    good="less",
)
UNMEASURED = Metric(
    "unmeasured",
    N_("Unmeasured legs"),
    N_("Legs without any measurement: analogue phones, third-party devices, IPv6 endpoints."),
    N_("sum unmeasured legs"),
    "legs",
    sum_of("unmeasured"),
)

COLUMNS = (
    Column("org_id", N_("Customer organisation ID"), N_("Unique id of the customer organisation.")),
    Column("customer", N_("Customer"), N_("Name of the customer organisation.")),
    Column("legs", N_("Call legs"), N_("Legs whose quality is told: good, poor and unmeasured."), "integer", True),
    Column("good", N_("Good legs"), N_("Measured legs below every threshold."), "integer", True),
    Column("poor", N_("Poor legs"), N_("Legs at a threshold of the quality rule."), "integer", True),
    Column("unmeasured", N_("Unmeasured legs"), N_("Legs without any measurement."), "integer", True),
    Column("poor_rate", N_("% poor"), N_("Poor legs / measured legs."), "rate"),
    Column(
        "poor_rate_change",
        N_("% poor, change"),
        N_("Share of poor legs less that of the week before."),
        "points",
        good="less",
    ),
    Column(
        "worst_endpoint_type",
        N_("Worst endpoint type"),
        N_("The endpoint type with the highest share of poor legs; known of customers with call legs alone."),
    ),
    Column("legs_change", N_("Legs change"), N_("Legs less those of the week before."), "change", True),
    Column("poor_change", N_("Poor legs change"), N_("Poor legs less those before."), "change", True, "less"),
    silent_column(N_("Had legs in the week before, and no file of this week names the customer: it counts with 0.")),
    below_minimum(
        N_(
            "Fewer measured legs than the region's rule asks for: its share of poor ones says little, so it follows "
            "the others."
        )
    ),
)

CUSTOMER_QUALITY = Table(
    name="customer_quality",
    title=N_("Customers and call quality"),
    short=N_("Call quality"),
    definition=N_("Customers whose call quality of the last completed week is known."),
    relation=customer_quality,
    columns=COLUMNS,
    shown=("customer", "legs", "poor", "poor_rate", "poor_rate_change", "worst_endpoint_type"),
    order=("below_minimum", "-poor_rate", "-poor", "customer"),
    metrics=(customers(), silent(), POOR_RATE, POOR, UNMEASURED),
    lines=(Line("poor_rate_by_week", "poor_rate", ("customer_key",), add_poor_rates),),
    known=told_by("usage", "legs"),
    noun="customers",
    by_week=quality_of_weeks,
    weekly=(POOR_RATE,),
)
