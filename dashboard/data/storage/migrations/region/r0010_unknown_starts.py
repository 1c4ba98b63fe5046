"""What the first snapshot knows without a start date began before the records; how old the counts before are."""

import sqlalchemy as sa
from alembic import op

revision = "r0010"
down_revision = "r0008"
branch_labels = None
depends_on = None

_UNKNOWN = """
UPDATE subscription_snapshot SET added_on = NULL
WHERE added_on = (SELECT min(date) FROM snapshot_date) AND NOT EXISTS (
  SELECT 1 FROM subscription_snapshot told
  WHERE told.customer_key = subscription_snapshot.customer_key
    AND told.subscription_key = subscription_snapshot.subscription_key
    AND told.date <= subscription_snapshot.date AND told.start_date IS NOT NULL)"""

_CURRENT = """
UPDATE subscription_current SET added_on = seen.added_on FROM subscription_snapshot seen
WHERE seen.customer_key = subscription_current.customer_key
  AND seen.subscription_key = subscription_current.subscription_key AND seen.date = subscription_current.date"""

_BEFORE = """
UPDATE subscription_current SET date_before = old.date FROM (
  SELECT now.customer_key, now.subscription_key, max(seen.date) AS date
  FROM subscription_current now JOIN snapshot_date day ON day.date = now.date JOIN subscription_snapshot seen
    ON seen.customer_key = now.customer_key AND seen.subscription_key = now.subscription_key
    AND seen.date <= day.week_before
  GROUP BY now.customer_key, now.subscription_key) old
WHERE old.customer_key = subscription_current.customer_key
  AND old.subscription_key = subscription_current.subscription_key"""


def upgrade() -> None:
    """Adds the column, and brings `added_on` and it to what an import would write today."""
    op.add_column("subscription_current", sa.Column("date_before", sa.Date))
    for statement in (_UNKNOWN, _CURRENT, _BEFORE):
        op.execute(statement)
