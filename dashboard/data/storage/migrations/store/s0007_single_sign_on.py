"""Whom a user is by single sign-on."""

import sqlalchemy as sa
from alembic import op

revision = "s0007"
down_revision = "s0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the identity, one user's alone."""
    with op.batch_alter_table("user") as table:
        table.add_column(sa.Column("sso_identity", sa.String(600)))
        table.create_unique_constraint("uq_user_sso_identity", ["sso_identity"])
