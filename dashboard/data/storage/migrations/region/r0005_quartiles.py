"""What "low" meant on each snapshot's date, so that a tag's past weeks need not look at the whole region."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None

_COUNTS = {
    "meetings": ("meetings_assigned", "meetings_purchased"),
    "calling": tuple(
        f"CASE WHEN coalesce(professional_{count}, standard_{count}) IS NOT NULL "
        f"THEN coalesce(professional_{count}, 0) + coalesce(standard_{count}, 0) END"
        for count in ("assigned", "purchased")
    ),
}
_QUARTILE = """
UPDATE headline_history SET {product}_quartile = (
  SELECT CASE WHEN count(ratio) >= 5 THEN percentile_cont(0.25) WITHIN GROUP (ORDER BY ratio) END FROM (
    SELECT s.customer_key, CAST(sum({assigned}) AS DOUBLE PRECISION) / sum({purchased}) AS ratio
    FROM subscription_snapshot s JOIN (
      SELECT customer_key, subscription_key, max(date) AS date FROM subscription_snapshot
      WHERE date BETWEEN :first AND :day GROUP BY customer_key, subscription_key
    ) latest ON latest.customer_key = s.customer_key AND latest.subscription_key = s.subscription_key
      AND latest.date = s.date
    WHERE lower(s.status) = 'active' AND s.added_on <= :day AND (s.ends_on IS NULL OR s.ends_on >= :day)
      AND {purchased} > 0
    GROUP BY s.customer_key) ratios)
WHERE date = :day"""


def upgrade() -> None:
    """Adds the columns and fills them from the snapshots."""
    for product in _COUNTS:
        op.add_column("headline_history", sa.Column(f"{product}_quartile", sa.Double))
    connection = op.get_bind()
    for day in connection.scalars(sa.text("SELECT date FROM headline_history")).all():
        for product, (assigned, purchased) in _COUNTS.items():
            statement = sa.text(_QUARTILE.format(product=product, assigned=assigned, purchased=purchased))
            connection.execute(statement, {"day": day, "first": day - timedelta(days=14)})
