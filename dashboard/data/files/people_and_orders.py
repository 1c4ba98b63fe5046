"""Loads the staged rows of Users and Orders files."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from dashboard.data.files.known import add_customers
from dashboard.data.files.staging import Staged
from dashboard.data.schema import customer
from dashboard.data.schema_customers import customer_order, customer_user

_ORDER = {"ordered_on": "order_date"}


def load_users(staged: Staged) -> Sequence[date]:
    """Add the addresses that their customers do not have yet; they speak of no date."""
    connection, rows = staged.connection, staged.rows
    add_customers(connection, rows)
    known = customer_user.alias("known")
    same = (known.c.customer_key == customer.c.customer_key) & (known.c.email == rows.c.email)
    fresh = (
        sa.select(customer.c.customer_key, rows.c.email)
        .select_from(rows.join(customer, customer.c.org_id == rows.c.customer_org_id).join(known, same, isouter=True))
        .where(known.c.email.is_(None))
    )
    connection.execute(sa.insert(customer_user).from_select(["customer_key", "email"], fresh))
    return []


def load_orders(staged: Staged) -> Sequence[date]:
    """Bring the orders into the region, each as the only one of its id; they speak of no date."""
    connection, rows = staged.connection, staged.rows
    columns = [column.name for column in customer_order.c]
    found = sa.select(*(rows.c[_ORDER.get(name, name)] for name in columns))
    mine = sa.select(rows.c.order_id)
    connection.execute(sa.delete(customer_order).where(customer_order.c.order_id.in_(mine)))
    connection.execute(sa.insert(customer_order).from_select(columns, found))
    return []
