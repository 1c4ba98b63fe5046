"""Tables about customers that people and further files bring: users, orders, trials started here, what was changed."""

import sqlalchemy as sa

from dashboard.data.storage.schema import PARTS, imported, metadata

customer_user = sa.Table(
    "customer_user",
    metadata,
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("email", sa.String, nullable=False),  # lower case; only ever searched
    imported(),
    sa.PrimaryKeyConstraint("customer_key", "email").ddl_if(dialect="postgresql"),
)

customer_order = sa.Table(
    "customer_order",
    metadata,
    # A file names no customer: an order belongs to whoever has its subscription, which may be imported later.
    sa.Column("order_id", sa.String, nullable=False),
    sa.Column("subscription_id", sa.String, nullable=False),
    sa.Column("ordered_on", sa.Date),
    sa.Column("type", sa.String),  # new, change, renewal, cancel
    sa.Column("product", sa.String),
    sa.Column("quantity", sa.Integer),
    sa.Column("amount", sa.Double),
    sa.Column("currency", sa.String),
    sa.Column("invoice_id", sa.String),
    sa.Column("invoice_status", sa.String),
    imported(),
    sa.PrimaryKeyConstraint("order_id").ddl_if(dialect="postgresql"),
    sa.Index("ix_customer_order_subscription_id", "subscription_id").ddl_if(dialect="postgresql"),
)

local_trial = sa.Table(
    "local_trial",
    metadata,
    # A trial started here. Its rows in the snapshots are made from this one (`local_trials.write_snapshots`).
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("subscription_key", sa.Integer, nullable=False),
    sa.Column("trial_id", sa.String, nullable=False),
    sa.Column("started_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date, nullable=False),
    *[sa.Column(part, sa.Integer) for part in PARTS],  # licences
    sa.PrimaryKeyConstraint("customer_key", "subscription_key"),
)

customer_change = sa.Table(
    "customer_change",
    metadata,
    # Tags and trials changed by hand. The newest number is part of every moment, so that no kept answer outlives it.
    sa.Column("change_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),  # UTC
    sa.Column("actor", sa.String, nullable=False),  # a user of this application
    sa.Column("action", sa.String, nullable=False),
    sa.Column("subject", sa.String, nullable=False),
)
