"""Call legs in a partition a week on PostgreSQL, and the weeks whose legs are kept no longer."""

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None

_INDEXES = {"ix_call_leg_leg_id": ["leg_id"], "ix_call_leg_week_customer_key": ["week", "customer_key"]}


def upgrade() -> None:
    """Copies the legs into their weeks; the old table goes last, when as many are in the new one."""
    op.create_table(
        "dropped_legs",
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("legs", sa.BigInteger, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("week", name="pk_dropped_legs"),
    )
    if op.get_context().dialect.name == "postgresql":
        _part()


def _part() -> None:
    connection = op.get_bind()
    # Nobody may add a leg between the copy and the end of the old table.
    connection.execute(sa.text("LOCK TABLE call_leg IN ACCESS EXCLUSIVE MODE"))
    op.rename_table("call_leg", "call_leg_whole")
    for name in _INDEXES:
        op.drop_index(name, "call_leg_whole")
    connection.execute(sa.text("CREATE TABLE call_leg (LIKE call_leg_whole) PARTITION BY RANGE (week)"))
    for week in connection.scalars(sa.text("SELECT DISTINCT week FROM call_leg_whole ORDER BY week")).all():
        bounds = f"FROM ('{week}') TO ({_end(week)})"
        connection.execute(sa.text(f"CREATE TABLE call_leg_{week:%Y%m%d} PARTITION OF call_leg FOR VALUES {bounds}"))
    copied = connection.execute(sa.text("INSERT INTO call_leg SELECT * FROM call_leg_whole")).rowcount
    if copied != connection.scalar(sa.text("SELECT count(*) FROM call_leg_whole")):
        raise RuntimeError("call legs were lost on their way into weeks: nothing was changed")
    for name, columns in _INDEXES.items():
        op.create_index(name, "call_leg", columns)
    op.drop_table("call_leg_whole")


def _end(week: date) -> str:
    return "MAXVALUE" if week > date.max - timedelta(days=7) else f"'{week + timedelta(days=7)}'"
