"""Tables of what people do about customers: owners, next steps, notes, renewals, prices, own rules, alerts.

Whoever owns work or wrote a note is named by their id of the store; `colleague` tells their address. A rule's alerts
lie here and not in the store, for they name customers.
"""

import sqlalchemy as sa

from dashboard.data.storage.schema import metadata

colleague = sa.Table(
    "colleague",
    metadata,
    sa.Column("user_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("email", sa.String),  # none: the user was deleted, their work stays
)

customer_work = sa.Table(
    "customer_work",
    metadata,
    sa.Column("customer_key", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("owner_id", sa.Integer),
    sa.Column("next_step", sa.String),
    sa.Column("due_on", sa.Date),
    sa.Column("version", sa.Integer, nullable=False),  # one more after every change
)

customer_note = sa.Table(
    "customer_note",
    metadata,
    sa.Column("note_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),  # UTC
    sa.Column("author_id", sa.Integer, nullable=False),
    sa.Column("text", sa.String, nullable=False),
)

renewal_work = sa.Table(
    "renewal_work",
    metadata,
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("subscription_key", sa.Integer, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("meetings_forecast", sa.Integer),  # licences that are expected after the renewal
    sa.Column("calling_forecast", sa.Integer),
    sa.Column("version", sa.Integer, nullable=False),
    sa.PrimaryKeyConstraint("customer_key", "subscription_key"),
)

price = sa.Table(
    "price",
    metadata,
    sa.Column("kind", sa.String, nullable=False),  # of licence: one of PARTS
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),  # a licence and month, in ten-thousandths of the currency
    sa.Column("currency", sa.String(3), nullable=False),
    sa.PrimaryKeyConstraint("kind", "valid_from"),
)

region_rule = sa.Table(
    "region_rule",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),  # JSON
)

chart_note = sa.Table(
    "chart_note",
    metadata,
    sa.Column("note_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("text", sa.String(80), nullable=False),
)

alert_state = sa.Table(
    "alert_state",
    metadata,
    # How far a rule of the store was judged, and what it said then.
    sa.Column("rule_id", sa.String(8), primary_key=True),
    sa.Column("import_id", sa.Integer, nullable=False),
    sa.Column("holds", sa.Boolean),  # of a KPI; unknown before it was known
)

alert_member = sa.Table(
    "alert_member",
    metadata,
    # The rows of a rule's table when it was last judged; 0 where a row is no subscription.
    sa.Column("rule_id", sa.String(8), nullable=False),
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("subscription_key", sa.Integer, nullable=False),
    sa.PrimaryKeyConstraint("customer_key", "subscription_key", "rule_id"),
)

alert_judgement = sa.Table(
    "alert_judgement",
    metadata,
    sa.Column("rule_id", sa.String(8), nullable=False),
    sa.Column("import_id", sa.Integer, nullable=False),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),  # UTC
    sa.Column("value", sa.Double),  # of the KPI, or the number of rows; unknown when it could not be judged
    sa.Column("entered", sa.Integer, nullable=False),
    sa.Column("left", sa.Integer, nullable=False),
    sa.Column("told", sa.Integer, nullable=False),  # crossings; fewer than entered and left when told before
    sa.Column("problem", sa.String),  # why it could not be judged, or why nobody was told
    sa.PrimaryKeyConstraint("rule_id", "import_id"),
)

alert_event = sa.Table(
    "alert_event",
    metadata,
    # A crossing, told once: the data of one period never tells the same twice, however often it is corrected.
    sa.Column("event_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("rule_id", sa.String(8), nullable=False),
    sa.Column("import_id", sa.Integer, nullable=False),
    sa.Column("kind", sa.String, nullable=False),  # entered, left, above, below
    sa.Column("customer_key", sa.Integer, nullable=False),  # 0: of no customer
    sa.Column("subscription_key", sa.Integer, nullable=False),
    sa.Column("period", sa.Date, nullable=False),  # the snapshot or the week that it was judged by
    sa.Column("value", sa.Double),
    sa.Column("at", sa.DateTime, nullable=False),  # UTC
    sa.Column("seen_at", sa.DateTime),
    sa.UniqueConstraint(
        "rule_id", "kind", "customer_key", "subscription_key", "period", name="uq_alert_event_crossing"
    ),
)

alert_delivery = sa.Table(
    "alert_delivery",
    metadata,
    # What a judgement has to tell outside the product: one message a channel.
    sa.Column("delivery_id", sa.String(16), primary_key=True),
    sa.Column("rule_id", sa.String(8), nullable=False),
    sa.Column("import_id", sa.Integer, nullable=False),
    sa.Column("channel", sa.String, nullable=False),  # mail, webhook
    sa.Column("state", sa.String, nullable=False),  # due, sending, sent, failed
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_at", sa.DateTime, nullable=False),  # UTC
    sa.Column("error", sa.String),
    sa.UniqueConstraint("rule_id", "import_id", "channel"),
)
