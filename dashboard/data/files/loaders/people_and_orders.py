"""Loads the staged rows of Users and Orders files."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.files.loaders.loading import Loading
from dashboard.data.files.loaders.new_customers import add_customers
from dashboard.data.files.loaders.replacing import Facts
from dashboard.data.files.loaders.staging import Staged
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.customers import customer_order, customer_user

_ORDER = {"ordered_on": "order_date"}


def load_users(staged: Staged) -> Sequence[date]:
    """Add the people whom their customer does not have yet; they speak of no date."""
    add_customers(staged)
    staying, users = _staying(staged).subquery("staying"), customer_user.alias("known")
    same = (users.c.customer_key == staying.c.customer_key) & (users.c.email == staying.c.email)
    fresh = (
        sa.select(staying.c.customer_key, staying.c.email, sa.literal(staged.import_id))
        .select_from(staying.join(users, same, isouter=True))
        .where(users.c.email.is_(None))
    )
    names = ["customer_key", "email", "import_id"]
    staged.connection.execute(sa.insert(customer_user).from_select(names, fresh))
    return []


def moved_users(staged: Staged) -> sa.ColumnElement[bool]:
    """The people of the file wherever else they were, and those who have left."""
    staying, own = _staying(staged).subquery("staying"), customer_user.c
    stays = sa.exists().where(staying.c.customer_key == own.customer_key, staying.c.email == own.email)
    return own.email.in_(sa.select(staged.rows.c.email)) & ~stays


def _staying(staged: Staged) -> sa.Select[Any]:
    """Customer and address of everybody whom no row says to have left."""
    rows, gone = staged.rows, staged.rows.alias("gone")
    left = sa.exists().where(
        gone.c.left.is_(True), gone.c.email == rows.c.email, gone.c.customer_org_id == rows.c.customer_org_id
    )
    return (
        sa.select(customer.c.customer_key, rows.c.email)
        .join_from(rows, customer, customer.c.org_id == rows.c.customer_org_id)
        .where(rows.c.left.is_distinct_from(True), ~left)
    )


def load_orders(staged: Staged) -> Sequence[date]:
    """Bring the orders into the region, each as the only one of its id; they speak of no date."""
    rows = staged.rows
    columns = [column.name for column in customer_order.c if column.name != "import_id"]
    orders = sa.select(*(rows.c[_ORDER.get(name, name)] for name in columns), sa.literal(staged.import_id))
    staged.connection.execute(sa.insert(customer_order).from_select([*columns, "import_id"], orders))
    return []


def same_orders(staged: Staged) -> sa.ColumnElement[bool]:
    """The orders that the file tells anew."""
    return customer_order.c.order_id.in_(sa.select(staged.rows.c.order_id))


LOADING = {
    "Users": Loading(load_users, Facts(customer_user, moved_users, "customer_org_id")),
    "Orders": Loading(load_orders, Facts(customer_order, same_orders)),
}
