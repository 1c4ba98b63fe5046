"""Customers and call quality: whose calls sound bad, and on which endpoints."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.aggregates import sum_of
from dashboard.data.calling.coverage import told_by, week_of
from dashboard.data.calling.metrics import customers
from dashboard.data.calling.relations import add_weeks, of_weeks, ratio
from dashboard.data.metric import Columns, Metric
from dashboard.data.question import Question
from dashboard.data.schema_calls import customer_week, endpoint_week
from dashboard.data.table import Column, Line, Table
from dashboard.words import N_


def poor_rate(row: Columns) -> sa.ColumnElement[Any]:
    """Poor legs / measured legs, unknown when none is measured."""
    return ratio(row.poor, row.good + row.poor)


def customer_quality(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """A row per customer whose quality of the week is known, from its legs or else from its usage report."""
    rows, now = _quality(question)
    return _with_worst(rows, now, question) if "worst_endpoint_type" in wanted else rows


def quality_of_weeks(question: Question, weeks: Sequence[date]) -> sa.Select[Any]:
    """The same of several weeks, with `week` and without the worst endpoint type."""
    return _quality(question, weeks)[0]


def _quality(question: Question, weeks: Sequence[date] | None = None) -> tuple[sa.Select[Any], Columns]:
    rows, now, before = of_weeks(question, customer_week, weeks)
    counts = (now.good, now.poor, now.unmeasured)
    rows = rows.add_columns(
        sum(counts[1:], counts[0]).label("legs"),
        *(count.label(name) for name, count in zip(("good", "poor", "unmeasured"), counts, strict=True)),
        poor_rate(now).label("poor_rate"),
        (poor_rate(now) - poor_rate(before)).label("poor_rate_change"),
    ).where(now.good.is_not(None))
    return rows, now


def _with_worst(rows: sa.Select[Any], now: Columns, question: Question) -> sa.Select[Any]:
    """The endpoint type with the highest poor rate, of those with a poor leg; the one with more poor legs on a tie."""
    row = endpoint_week.c
    order = [poor_rate(row).desc(), row.poor.desc(), row.endpoint_type]
    place = sa.func.row_number().over(partition_by=row.customer_key, order_by=order).label("place")
    ranked = sa.select(row.customer_key, row.endpoint_type, place).where(row.week == week_of(question), row.poor > 0)
    worst = ranked.subquery("ranked")
    first = (worst.c.customer_key == now.customer_key) & (worst.c.place == 1)
    endpoint = sa.case((now.quality_source == "legs", worst.c.endpoint_type))
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
        "worst_endpoint_type", N_("Worst endpoint type"), N_("The endpoint type with the highest share of poor legs.")
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
    order=("-poor_rate", "-poor", "customer"),
    metrics=(customers(), POOR_RATE, POOR, UNMEASURED),
    lines=(Line("poor_rate_by_week", "poor_rate", ("customer_key",), add_poor_rates),),
    known=told_by("usage", "legs"),
    noun="customers",
    by_week=quality_of_weeks,
)
