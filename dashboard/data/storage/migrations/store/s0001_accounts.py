"""Users, tokens, links, failed sign-ins, the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "s0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the first tables of the store."""
    op.create_table(
        "user",
        sa.Column("user_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("password_hash", sa.String),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("language", sa.String),
        sa.Column("theme", sa.String),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("session_epoch", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("last_sign_in", sa.DateTime),
        sa.PrimaryKeyConstraint("user_id", name="pk_user"),
        sa.UniqueConstraint("email", name="uq_user_email"),
    )
    _tokens()
    _links()
    _logs()


def _tokens() -> None:
    op.create_table(
        "api_token",
        sa.Column("token_id", sa.Integer, nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("last_used", sa.DateTime),
        sa.Column("revoked_at", sa.DateTime),
        sa.PrimaryKeyConstraint("token_id", name="pk_api_token"),
        sa.UniqueConstraint("hash", name="uq_api_token_hash"),
        sa.ForeignKeyConstraint(["user_id"], ["user.user_id"], name="fk_api_token_user_id", ondelete="CASCADE"),
    )


def _links() -> None:
    op.create_table(
        "one_time_link",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("used_at", sa.DateTime),
        sa.PrimaryKeyConstraint("hash", name="pk_one_time_link"),
        sa.ForeignKeyConstraint(["user_id"], ["user.user_id"], name="fk_one_time_link_user_id", ondelete="CASCADE"),
    )


def _logs() -> None:
    op.create_table(
        "failed_sign_in",
        sa.Column("failure_id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("failure_id", name="pk_failed_sign_in"),
    )
    op.create_index("ix_failed_sign_in_key_at", "failed_sign_in", ["key", "at"])
    op.create_table(
        "audit_log",
        sa.Column("entry_id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_audit_log"),
    )
