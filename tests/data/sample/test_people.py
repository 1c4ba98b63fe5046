"""Users and orders of the sample: every contract was ordered, invoices are mostly paid, addresses are examples."""

from datetime import date

import sqlalchemy as sa

from dashboard.data.sample import make_sample
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import subscription
from dashboard.data.storage.schema.customers import customer_order, customer_user

MONDAY = date(2026, 11, 23)


def test_users_and_orders(duckdb_region: Region) -> None:
    make_sample(duckdb_region, customers=60, weeks=4, seed=7, today=MONDAY, progress=None)
    with duckdb_region.read() as connection:
        orders = connection.execute(sa.select(customer_order)).all()
        known = set(connection.scalars(sa.select(subscription.c.subscription_id)))
        users = connection.execute(sa.select(customer_user)).all()
    assert {order.type for order in orders} == {"new", "renewal", "change"}
    assert {order.subscription_id for order in orders} <= known
    assert len({order.order_id for order in orders}) == len(orders)
    assert all(order.ordered_on <= MONDAY and order.quantity > 0 and order.amount > 0 for order in orders)
    paid = sum(order.invoice_status == "paid" for order in orders) / len(orders)
    assert 0.8 < paid < 1
    assert {user.customer_key for user in users} == set(range(1, 61))
    assert len({tuple(user) for user in users}) == len(users)
    assert all(user.email.endswith(".example") and user.email == user.email.lower() for user in users)
