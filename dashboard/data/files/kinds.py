"""The kinds of report that can be imported, in the order in which they are named to people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.files import columns, customers, subscriptions
from dashboard.data.files.columns import Column
from dashboard.data.regions import Region

Loader = Callable[[Connection, Region, sa.Table, int], Sequence[date]]
"""Brings a file's staged rows into the region as the import of that number; the dates they speak of, in order."""


@dataclass(frozen=True)
class Kind:
    """One kind of report. `identity` tells two rows apart: of each group the first column that says something counts,
    and a row that says nothing in a group is rejected. `dated`: its rows carry their own dates."""

    name: str
    columns: tuple[Column, ...]
    identity: tuple[tuple[str, ...], ...]
    dated: bool
    load: Loader


KINDS = (
    Kind(
        "Subscription Details",
        columns.SUBSCRIPTION_DETAILS,
        (("calculation_date",), ("customer_org_id",), ("subscription_id", "enterprise_trial_id")),
        dated=True,
        load=subscriptions.load,
    ),
    Kind("Customers", columns.CUSTOMERS, (("customer_org_id",),), dated=False, load=customers.load),
)
