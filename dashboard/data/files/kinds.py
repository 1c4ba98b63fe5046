"""The kinds of report that can be imported, in the order in which they are named to people.

What they are, that is: how each is loaded stands in its loader's module, so that naming them needs no database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from dashboard.data.files.cells import is_mac
from dashboard.data.files.columns import calling as calling_columns
from dashboard.data.files.columns import customers as customer_columns
from dashboard.data.files.columns import inventories as inventory_columns
from dashboard.data.files.columns import subscriptions as columns
from dashboard.data.files.columns.subscriptions import Column


@dataclass(frozen=True)
class Kind:
    """One kind of report.

    `identity` tells two rows apart: of each group the first column that says something counts, and a row that says
    nothing in a group is rejected; `apart` are further columns that may say nothing. A row that speaks of the same as
    an earlier one is rejected, unless the kind `repeats`: then the loader decides; rows whose value in the column
    `compared`, the first of `apart`, tells nothing are not compared. `dated` is the column whose days the file speaks
    of; `period` what it speaks of instead: a week must be told, a day is today unless told.
    """

    name: str
    columns: tuple[Column, ...]
    identity: tuple[tuple[str, ...], ...]
    loader: str  # the module in loaders/ that says under the kind's name how it is loaded
    needed: str = ""  # one more column in which every row says something
    apart: tuple[str, ...] = ()
    compared: tuple[str, Callable[[Any], bool]] | None = None
    dated: str | None = None
    period: Literal["none", "week", "day"] = "none"
    repeats: bool = False
    legs: bool = False  # raw call legs, which are not kept for ever
    org_id: str = "customer_org_id"  # the column of customers
    whole: bool = False  # a file replaces all that its dates had, so that it should name whom it replaces


DEVICE = ("mac", "phone_number", "extension", "user_id", "user_uuid")
VERSION = ("app_type", "platform", "version", "os_version")
"""What tells two rows of a customer apart, by their columns' keys."""

KINDS = (
    Kind(
        "Subscription Details",
        columns.SUBSCRIPTION_DETAILS,
        (("calculation_date",), ("customer_org_id",), ("subscription_id", "enterprise_trial_id")),
        "subscriptions",
        dated="calculation_date",
        whole=True,
    ),
    Kind("Customers", columns.CUSTOMERS, (("customer_org_id",),), "customers"),
    Kind(
        "Calling Usage Detail",
        calling_columns.CALLING_USAGE_DETAIL,
        (("org_id",),),
        "weekly_reports",
        apart=("location",),
        period="week",
        org_id="org_id",
        whole=True,
    ),
    Kind(
        "Call Legs",
        calling_columns.CALL_LEGS,
        (("start_time",), ("customer_org_id",), ("leg_id",)),
        "legs",
        dated="start_time",
        repeats=True,
        legs=True,
    ),
    Kind(
        "Detailed Call History",
        calling_columns.DETAILED_CALL_HISTORY,
        (("start_time",), ("org_uuid",), ("report_id",)),
        "legs",
        dated="start_time",
        repeats=True,
        legs=True,
        org_id="org_uuid",
    ),
    Kind(
        "Call Queue Stats",
        calling_columns.CALL_QUEUE_STATS,
        (("customer_org_id",), ("call_queue",)),
        "weekly_reports",
        apart=("location",),
        period="week",
        whole=True,
    ),
    Kind(
        "Devices",
        inventory_columns.DEVICES,
        (("customer_org_id",),),
        "inventories",
        apart=DEVICE,
        compared=("mac", is_mac),  # two devices without an address may look alike
        period="day",
        whole=True,
    ),
    Kind(
        "Phone Numbers",
        inventory_columns.PHONE_NUMBERS,
        (("customer_org_id",), ("phone_number", "extension")),
        "inventories",
        period="day",
        repeats=True,
        whole=True,
    ),
    Kind(
        "Webex App Versions",
        inventory_columns.APP_VERSIONS,
        (("org_id",),),
        "inventories",
        apart=VERSION,
        period="day",
        org_id="org_id",
        whole=True,
    ),
    Kind(
        "Users",
        customer_columns.USERS,
        (("customer_org_id",), ("email",)),
        "people_and_orders",
    ),
    Kind(
        "Orders",
        customer_columns.ORDERS,
        (("order_id",),),
        "people_and_orders",
        needed="subscription_id",
        org_id="",
    ),
)
