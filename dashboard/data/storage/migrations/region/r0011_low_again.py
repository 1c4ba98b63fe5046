"""What was low on each snapshot's date, by ratios of known counts alone, and with nothing assigned where Q1 is 0."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "r0011"
down_revision = "r0010"
branch_labels = None
depends_on = None


def _calling(count: str) -> str:
    one, other = f"professional_{count}", f"standard_{count}"
    return f"coalesce({one} + {other}, {one}, {other})"


def _ratio(purchased: str, assigned: str) -> str:
    known = f"CASE WHEN {purchased} > 0 AND {assigned} IS NOT NULL THEN {{}} END"
    return f"CAST(sum({known.format(assigned)}) AS DOUBLE PRECISION) / sum({known.format(purchased)})"


_LOW = """
WITH latest AS (
  SELECT customer_key, subscription_key, max(date) AS date FROM subscription_snapshot
  WHERE date BETWEEN :first AND :day GROUP BY customer_key, subscription_key
), ratios AS (
  SELECT s.customer_key, {meetings} AS meetings,
    {calling} AS calling
  FROM subscription_snapshot s JOIN latest ON latest.customer_key = s.customer_key
    AND latest.subscription_key = s.subscription_key AND latest.date = s.date
  WHERE lower(s.status) = 'active' AND (s.added_on <= :day OR s.added_on IS NULL)
    AND (s.ends_on >= :day OR s.ends_on IS NULL)
  GROUP BY s.customer_key
), bounds AS (
  SELECT CASE WHEN count(meetings) >= 5 THEN percentile_cont(0.25) WITHIN GROUP (ORDER BY meetings) END AS meetings,
    CASE WHEN count(calling) >= 5 THEN percentile_cont(0.25) WITHIN GROUP (ORDER BY calling) END AS calling
  FROM ratios
)
SELECT bounds.meetings AS meetings, bounds.calling AS calling, (
  SELECT count(*) FROM ratios WHERE ratios.meetings < bounds.meetings OR ratios.calling < bounds.calling
    OR (bounds.meetings = 0 AND ratios.meetings = 0) OR (bounds.calling = 0 AND ratios.calling = 0)) AS low
FROM bounds"""


def upgrade() -> None:
    """Counts again what an import would write today; the other numbers of a date stay as they are."""
    connection = op.get_bind()
    low = _LOW.format(
        meetings=_ratio("meetings_purchased", "meetings_assigned"),
        calling=_ratio(_calling("purchased"), _calling("assigned")),
    )
    history = sa.text(
        "UPDATE headline_history SET meetings_quartile = :meetings, calling_quartile = :calling, low_assignment = :low "
        "WHERE date = :day"
    )
    for day in connection.scalars(sa.text("SELECT date FROM headline_history")).all():
        numbers = connection.execute(sa.text(low), {"day": day, "first": day - timedelta(days=14)}).mappings().one()
        connection.execute(history, {"day": day, **numbers})
