"""Sessions of browsers, the own organisation, versions of users; the audit log tells more and cannot be changed."""

import sqlalchemy as sa
from alembic import op

from dashboard.data.storage.audit_guard import guard_audit_log

revision = "s0006"
down_revision = "s0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables and columns of accounts, sessions and the audit log."""
    op.add_column("user", sa.Column("version", sa.Integer, nullable=False, server_default="0"))
    op.add_column("api_token", sa.Column("expires_at", sa.DateTime))
    op.add_column("one_time_link", sa.Column("kind", sa.String(8), nullable=False, server_default="sign_in"))
    op.add_column("audit_log", sa.Column("actor_id", sa.Integer))
    op.add_column("audit_log", sa.Column("region", sa.String, nullable=False, server_default=""))
    op.add_column("audit_log", sa.Column("details", sa.String, nullable=False, server_default="{}"))
    _sessions()
    _organisation()
    guard_audit_log(op.get_bind())


def _sessions() -> None:
    op.create_table(
        "browser_session",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("last_seen", sa.DateTime, nullable=False),
        sa.Column("agent", sa.String(80), nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.PrimaryKeyConstraint("hash", name="pk_browser_session"),
        sa.ForeignKeyConstraint(["user_id"], ["user.user_id"], name="fk_browser_session_user_id", ondelete="CASCADE"),
    )


def _organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("organisation_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("unique_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("industry", sa.String(40), nullable=False),
        sa.Column("planned_users", sa.Integer),
        sa.Column("terms_at", sa.DateTime),
        sa.Column("terms_by", sa.String),
        sa.Column("set_up_at", sa.DateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_organisation"),
    )
