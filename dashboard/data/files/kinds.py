"""The kinds of report that can be imported, in the order in which they are named to people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboard.data.files import (
    calling_columns,
    columns,
    customer_columns,
    customers,
    inventories,
    inventory_columns,
    legs,
    people_and_orders,
    subscriptions,
    weekly_reports,
)
from dashboard.data.files.columns import Column
from dashboard.data.files.staging import Staged

Loader = Callable[[Staged], Sequence[date]]
"""Brings a file's staged rows into its region; the dates they speak of, in order."""


@dataclass(frozen=True)
class Kind:
    """One kind of report.

    `identity` tells two rows apart: of each group the first column that says something counts, and a row that says
    nothing in a group is rejected; `apart` are further columns that may say nothing. A row that speaks of the same as
    an earlier one is rejected, unless the kind `repeats`: then the loader decides. `dated` is the column whose days
    the file speaks of; `period` what it speaks of instead: a week must be told, a day is today unless told.
    """

    name: str
    columns: tuple[Column, ...]
    identity: tuple[tuple[str, ...], ...]
    load: Loader
    apart: tuple[str, ...] = ()
    dated: str | None = None
    period: Literal["none", "week", "day"] = "none"
    repeats: bool = False
    legs: bool = False  # raw call legs, which are not kept for ever


KINDS = (
    Kind(
        "Subscription Details",
        columns.SUBSCRIPTION_DETAILS,
        (("calculation_date",), ("customer_org_id",), ("subscription_id", "enterprise_trial_id")),
        subscriptions.load,
        dated="calculation_date",
    ),
    Kind("Customers", columns.CUSTOMERS, (("customer_org_id",),), customers.load),
    Kind(
        "Calling Usage Detail",
        calling_columns.CALLING_USAGE_DETAIL,
        (("org_id",),),
        weekly_reports.load_usage,
        apart=("location",),
        period="week",
    ),
    Kind(
        "Call Legs",
        calling_columns.CALL_LEGS,
        (("start_time",), ("customer_org_id",), ("leg_id",)),
        legs.load_legs,
        dated="start_time",
        repeats=True,
        legs=True,
    ),
    Kind(
        "Detailed Call History",
        calling_columns.DETAILED_CALL_HISTORY,
        (("start_time",), ("org_uuid",), ("report_id",)),
        legs.load_history,
        dated="start_time",
        repeats=True,
        legs=True,
    ),
    Kind(
        "Call Queue Stats",
        calling_columns.CALL_QUEUE_STATS,
        (("customer_org_id",), ("call_queue",)),
        weekly_reports.load_queues,
        apart=("location",),
        period="week",
    ),
    Kind(
        "Devices",
        inventory_columns.DEVICES,
        (("customer_org_id",),),
        inventories.load_devices,
        period="day",
        repeats=True,  # two devices may look alike
    ),
    Kind(
        "Phone Numbers",
        inventory_columns.PHONE_NUMBERS,
        (("customer_org_id",), ("phone_number", "extension")),
        inventories.load_numbers,
        period="day",
        repeats=True,
    ),
    Kind(
        "Webex App Versions",
        inventory_columns.APP_VERSIONS,
        (("org_id",),),
        inventories.load_versions,
        apart=("app_type", "platform", "version", "os_version"),
        period="day",
    ),
    Kind(
        "Users",
        customer_columns.USERS,
        (("customer_org_id",), ("email",)),
        people_and_orders.load_users,
    ),
    Kind("Orders", customer_columns.ORDERS, (("order_id",),), people_and_orders.load_orders),
)
