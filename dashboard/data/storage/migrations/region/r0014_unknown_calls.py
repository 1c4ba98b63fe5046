"""Calls are unknown where no call leg names its call, and weeks tell how many legs name none."""

import sqlalchemy as sa
from alembic import op

revision = "r0014"
down_revision = "r0011"
branch_labels = None
depends_on = None

# No leg of the week had a Call ID where the distinct ones were counted as none: a row of legs has at least one leg.
_CALLS = "UPDATE customer_week SET calls = NULL WHERE usage_source = 'legs' AND calls = 0"
_FEATURES = """
UPDATE feature_week SET calls = NULL WHERE calls = 0
  AND replace(replace(feature, ' ', '_'), '-', '_') NOT IN ('hunt_group', 'auto_attendant', 'call_queue')"""
# Legs that are kept no longer stay unknown.
_LEGS = """
UPDATE customer_week SET legs_without_call_id = (
  SELECT count(*) FROM call_leg
  WHERE call_leg.week = customer_week.week AND call_leg.customer_key = customer_week.customer_key
    AND call_leg.call_id IS NULL)
WHERE usage_source = 'legs' AND week IN (SELECT DISTINCT week FROM call_leg)"""


def upgrade() -> None:
    """Adds the number, counts it where legs are kept, and takes back calls and features' calls of 0."""
    op.add_column("customer_week", sa.Column("legs_without_call_id", sa.BigInteger))
    connection = op.get_bind()
    connection.execute(sa.text("ALTER TABLE feature_week ALTER COLUMN calls DROP NOT NULL"))
    for statement in (_CALLS, _FEATURES, _LEGS):
        connection.execute(sa.text(statement))
