"""Columns of the subscription sections, in the order of their exports."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.query.table import Column
from dashboard.i18n import N_

Day = sa.ColumnElement[Any]


def days_between(first: Day, second: Day) -> sa.ColumnElement[int]:
    """Whole days from the first date to the second, for DuckDB and PostgreSQL, where dates subtract to a number."""
    return second.op("-", return_type=sa.Integer())(first)


def months_between(first: Day, second: Day) -> sa.ColumnElement[int]:
    """Completed calendar months: difference of year and month, less one when the day is not reached."""
    months = _months(second) - _months(first)
    return months - sa.case((sa.extract("day", second) < sa.extract("day", first), 1), else_=0)


def _months(day: Day) -> sa.ColumnElement[int]:
    months = sa.extract("year", day) * 12 + sa.extract("month", day)
    return sa.cast(months, sa.Integer)


PART_COLUMNS = (
    Column(
        "professional_purchased",
        N_("Professional, total"),
        N_("Calling Professional licences purchased."),
        "integer",
        aside=True,
    ),
    Column(
        "professional_assigned",
        N_("Professional, assigned"),
        N_("Calling Professional licences assigned."),
        "integer",
        aside=True,
    ),
    Column(
        "professional_used",
        N_("Professional, used"),
        N_("Calling Professional licences used at least once."),
        "integer",
        aside=True,
    ),
    Column(
        "standard_purchased", N_("Standard, total"), N_("Calling Standard licences purchased."), "integer", aside=True
    ),
    Column(
        "standard_assigned", N_("Standard, assigned"), N_("Calling Standard licences assigned."), "integer", aside=True
    ),
    Column(
        "standard_used",
        N_("Standard, used"),
        N_("Calling Standard licences used at least once."),
        "integer",
        aside=True,
    ),
)
"""The two kinds that Calling is made of, for the hover of its bars."""

COLUMNS = (
    Column("org_id", N_("Customer organisation ID"), N_("Unique id of the customer organisation.")),
    Column("customer", N_("Customer"), N_("Name of the customer organisation.")),
    Column(
        "subscription_id", N_("Subscription ID"), N_("Id of the subscription; an enterprise trial shows its trial id.")
    ),
    Column("subscription_type", N_("Subscription type"), N_("Type as the report names it.")),
    Column(
        "added_on",
        N_("Added on"),
        N_(
            "Start date, or the date of the first snapshot that knows it; unknown where that is the region's first: it "
            "began before the records."
        ),
        "date",
    ),
    Column("ends_on", N_("Ends on"), N_("Date of expiration or renewal."), "date"),
    Column("auto_renew", N_("Auto-renewal"), N_("Whether it renews by itself."), "flag"),
    Column(
        "days_since_added", N_("Days since added"), N_("Days from the date it was added to the as-of date."), "integer"
    ),
    Column("days_left", N_("Days left"), N_("Days from the as-of date to its end."), "integer"),
    Column(
        "months_since_added", N_("Months since added"), N_("Completed calendar months since it was added."), "integer"
    ),
    Column("months_left", N_("Months remaining"), N_("Completed calendar months until its end."), "integer"),
    Column("purchased", N_("Total"), N_("Licences purchased."), "integer", total=True),
    Column("assigned", N_("Assigned"), N_("Licences assigned to users."), "integer", total=True),
    Column("used", N_("Used"), N_("Licences used at least once."), "integer", total=True),
    Column("available", N_("Available"), N_("Purchased and not assigned."), "integer", total=True),
    Column("over", N_("Over the limit"), N_("Assigned beyond purchased."), "integer", total=True),
    Column("assigned_rate", N_("Assigned %"), N_("Assigned / purchased."), "rate"),
    Column("used_rate", N_("Used %"), N_("Used / purchased."), "rate"),
    Column(
        "assigned_change",
        N_("Weekly assignment change"),
        N_("Assigned now less a week before, or on the date compared with."),
        "change",
        total=True,
        good="more",
    ),
    Column(
        "used_change",
        N_("Weekly usage change"),
        N_("Used now less a week before, or on the date compared with."),
        "change",
        total=True,
        good="more",
    ),
    Column(
        "peak_used_3_months",
        N_("Usage in the last 3 months"),
        N_("Most licences used at least once in any snapshot of 90 days."),
        "integer",
    ),
    Column(
        "change_days",
        N_("Days of the change"),
        N_("Days between the two snapshots that the changes are between."),
        "integer",
        aside=True,
    ),
    *PART_COLUMNS,
)

FIRST = Column(
    "first",
    N_("First of the customer"),
    N_("Whether the customer had no subscription and no trial before it."),
    "flag",
    aside=True,
)
