"""Of how many customers the quartiles of each snapshot's date are, and how many have none of the licences."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "r0012"
down_revision = "r0014"
branch_labels = None
depends_on = None

_PARTS, _COUNTS = ("meetings", "professional", "standard"), ("purchased", "assigned", "used")
_NAMES = ("meetings_customers", "calling_customers", "unlicensed")

_PEERS = """
WITH latest AS (
  SELECT customer_key, subscription_key, max(date) AS date FROM subscription_snapshot
  WHERE date BETWEEN :first AND :day GROUP BY customer_key, subscription_key
), customers AS (
  SELECT s.customer_key,
    count(CASE WHEN meetings_purchased > 0 AND meetings_assigned IS NOT NULL THEN 1 END) AS meetings,
    count(CASE WHEN {purchased} > 0 AND {assigned} IS NOT NULL THEN 1 END) AS calling,
    sum({licences}) AS licences
  FROM subscription_snapshot s JOIN latest ON latest.customer_key = s.customer_key
    AND latest.subscription_key = s.subscription_key AND latest.date = s.date
  WHERE lower(s.status) = 'active' AND (s.added_on <= :day OR s.added_on IS NULL)
    AND (s.ends_on >= :day OR s.ends_on IS NULL)
  GROUP BY s.customer_key
)
SELECT count(CASE WHEN meetings > 0 THEN 1 END) AS meetings_customers,
  count(CASE WHEN calling > 0 THEN 1 END) AS calling_customers,
  count(CASE WHEN licences <= 0 THEN 1 END) AS unlicensed
FROM customers"""


def _calling(count: str) -> str:
    one, other = f"professional_{count}", f"standard_{count}"
    return f"coalesce({one} + {other}, {one}, {other})"


def upgrade() -> None:
    """Counts for every date what an import would write today."""
    peers = op.create_table(
        "headline_peers",
        sa.Column("date", sa.Date, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in _NAMES),
        sa.PrimaryKeyConstraint("date", name="pk_headline_peers"),
    )
    connection = op.get_bind()
    counted = _PEERS.format(
        purchased=_calling("purchased"),
        assigned=_calling("assigned"),
        licences=" + ".join(f"coalesce({part}_{count}, 0)" for part in _PARTS for count in _COUNTS),
    )
    for day in connection.scalars(sa.text("SELECT date FROM headline_history")).all():
        numbers = connection.execute(sa.text(counted), {"day": day, "first": day - timedelta(days=14)}).mappings().one()
        connection.execute(sa.insert(peers), {"date": day, **{name: numbers[name] for name in _NAMES}})
