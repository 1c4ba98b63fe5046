"""The five report templates as tables, in the order in which they are named to people."""

from dashboard.data.files.headers import plain
from dashboard.data.query.table import Table
from dashboard.data.reporting.inventories import APP_VERSIONS, DEVICES, PHONE_NUMBERS
from dashboard.data.reporting.subscription_details import SUBSCRIPTION_DETAILS
from dashboard.data.reporting.usage_detail import USAGE_DETAIL

REPORT_TABLES: tuple[Table, ...] = (USAGE_DETAIL, DEVICES, PHONE_NUMBERS, APP_VERSIONS, SUBSCRIPTION_DETAILS)


def takes_weeks(table: Table) -> bool:
    """Whether the report counts weeks: the others show what there was on a day."""
    return table is USAGE_DETAIL


def report_named(name: str) -> Table | None:
    """The report of that key or title, however it is written; None for any other name."""
    wanted = plain(name)
    return next((table for table in REPORT_TABLES if wanted in (plain(table.name), plain(table.title))), None)
