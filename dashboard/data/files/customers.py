"""Loads the staged rows of a Customers report: each replaces what was known of its customer."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from dashboard.data.files.known import add_customers
from dashboard.data.files.staging import Staged
from dashboard.data.schema import customer

_SAME = ("country", "industry", "planned_users", "managed_by", "last_admin_sign_in", "domains", "external_id")


def load(staged: Staged) -> Sequence[date]:
    """Bring the rows into the region; they speak of no date."""
    connection, rows = staged.connection, staged.rows
    add_customers(connection, rows)
    values = {"name": rows.c.customer_name, **{name: rows.c[name] for name in _SAME}}
    connection.execute(sa.update(customer).values(values).where(customer.c.org_id == rows.c.customer_org_id))
    return []
