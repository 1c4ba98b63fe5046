"""Devices, phone numbers and app versions as reports: the newest inventory by the as-of date, whole."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from dashboard.data.query.question import Question
from dashboard.data.query.table import Column, Table
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.inventories import app_version, device, phone_number
from dashboard.i18n import N_

COVERED = timedelta(days=90)
"""How far back an app version counts: an older file says nothing about the last 90 days."""


def _day(question: Question, table: sa.Table, oldest: timedelta | None) -> date | None:
    """The date of the newest inventory by the as-of date, None without one."""
    as_of = question.moment.as_of
    by_then = table.c.date <= as_of
    if oldest is not None:
        by_then &= table.c.date >= as_of - oldest
    with question.scope.region.read() as connection:
        day: date | None = connection.scalar(sa.select(sa.func.max(table.c.date)).where(by_then))
    return day


def _known(table: sa.Table, oldest: timedelta | None, question: Question) -> bool:
    return _day(question, table, oldest) is not None


def _rows(
    table: sa.Table, name: str, org_id: str, oldest: timedelta | None, question: Question, _wanted: frozenset[str]
) -> sa.Select[Any]:
    """A row per row of the newest inventory, for the customers in scope."""
    day, row = _day(question, table, oldest), table.c
    same = [column for column in row if column.name not in ("date", "customer_key", "customer_name")]
    named = sa.func.coalesce(customer.c.name, customer.c.snapshot_name, row.customer_name)
    statement = (
        sa.select(named.label(name), customer.c.org_id.label(org_id), *same)
        .join_from(table, customer, customer.c.customer_key == row.customer_key)
        .where(row.date == day if day else sa.false())
    )
    return question.scope.restrict(statement, row.customer_key)


def _table(
    title: str,
    definition: str,
    source: sa.Table,
    columns: tuple[Column, ...],
    customer_columns: tuple[str, str],
    oldest: timedelta | None = None,
) -> Table:
    keys = tuple(column.key for column in columns)
    return Table(
        name={"device": "devices", "phone_number": "phone_numbers", "app_version": "webex_app_version"}[source.name],
        title=title,
        short=title,
        definition=definition,
        relation=partial(_rows, source, *customer_columns, oldest),
        columns=columns,
        shown=keys,
        order=(*customer_columns, *(key for key in keys if key not in customer_columns)),  # whole, so always the same
        known=partial(_known, source, oldest),
        noun="rows",
    )


def inventory_date(question: Question, table: Table) -> date | None:
    """The date of the inventory that a report shows, None without one, and for a table that is no inventory."""
    sources = {DEVICES.name: (device, None), PHONE_NUMBERS.name: (phone_number, None)}
    source, oldest = {**sources, APP_VERSIONS.name: (app_version, COVERED)}.get(table.name, (None, None))
    return None if source is None else _day(question, source, oldest)


_PLACE = (
    Column("external_id", N_("External ID"), ""),
    Column("customer", N_("Customer"), ""),
    Column("customer_org_id", N_("Customer Org ID"), ""),
    Column("location_id", N_("Location ID"), ""),
    Column("location_name", N_("Location Name"), ""),
)
_NUMBER = Column("phone_number", N_("Phone Number"), "")
_EXTENSION = Column("extension", N_("Extension"), "")
_USER = (Column("user_id", N_("User ID"), ""), Column("user_uuid", N_("User UUID"), ""))

DEVICES = _table(
    N_("Devices"),
    N_("The devices of the newest inventory by the as-of date."),
    device,
    (
        *_PLACE,
        Column("product", N_("Product"), ""),
        Column("mac", N_("MAC"), ""),
        Column("firmware", N_("Firmware"), ""),
        _NUMBER,
        _EXTENSION,
        *_USER,
    ),
    ("customer", "customer_org_id"),
)

PHONE_NUMBERS = _table(
    N_("Phone Numbers"),
    N_("The phone numbers and extensions of the newest inventory by the as-of date."),
    phone_number,
    (
        *_PLACE,
        Column("country", N_("Country"), ""),
        _NUMBER,
        _EXTENSION,
        Column("pstn_connection", N_("PSTN Connection"), ""),
        Column("active", N_("Active"), "", kind="flag"),
        Column("user_type", N_("User Type"), ""),
        Column("number_type", N_("Number Type"), ""),
        *_USER,
    ),
    ("customer", "customer_org_id"),
)

APP_VERSIONS = _table(
    N_("Webex App Versions"),
    N_("The app versions in use in the 90 days before the newest file, which is at most 90 days old."),
    app_version,
    (
        Column("customer_name", N_("Customer Name"), ""),
        Column("org_id", N_("Org ID"), ""),
        Column("app_type", N_("App Type"), ""),
        Column("platform", N_("Platform"), ""),
        Column("version", N_("Version"), ""),
        Column("os_version", N_("OS Version"), ""),
        Column("user_count", N_("User Count"), "", kind="integer"),
    ),
    ("customer_name", "org_id"),
    COVERED,
)
