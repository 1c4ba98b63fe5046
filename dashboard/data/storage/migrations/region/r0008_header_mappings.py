"""Header rows that a person has mapped; names of customers as they are searched for."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table, and composes the letters of names that were kept as they came."""
    _compose("name")
    _compose("snapshot_name")
    op.create_table(
        "header_mapping",
        sa.Column("mapping_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("headers", sa.String, nullable=False),
        sa.Column("places", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("mapping_id", name="pk_header_mapping"),
    )


def _compose(column: str) -> None:
    connection, spaces = op.get_bind(), str.maketrans(dict.fromkeys("\u00a0\u2007\u202f", " "))
    customer = sa.table("customer", sa.column("customer_key"), sa.column(column))
    name = customer.c[column]
    for row in connection.execute(sa.select(customer).where(name.is_not(None))).all():
        composed = unicodedata.normalize("NFC", row[1]).translate(spaces)
        if composed != row[1]:
            mine = customer.c.customer_key == row[0]
            connection.execute(sa.update(customer).where(mine).values({column: composed}))
