"""Report templates, schedules and runs."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "s0003"
down_revision = "s0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables of reports."""
    _templates()
    _schedules()
    _runs()


def _owner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["user.user_id"], name=f"fk_{table}_user_id", ondelete="CASCADE")


def _required(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]


def _templates() -> None:
    op.create_table(
        "report_template",
        sa.Column("template_id", sa.String(8), nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        *_required("base", "columns", "filters"),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("template_id", name="pk_report_template"),
        _owner("report_template"),
    )


def _schedules() -> None:
    op.create_table(
        "report_schedule",
        sa.Column("schedule_id", sa.String(8), nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        *_required("template", "region"),
        sa.Column("weeks", sa.Integer, nullable=False),
        *_required("headers", "every"),
        sa.Column("weekday", sa.Integer),
        sa.Column("day", sa.Integer),
        sa.Column("at", sa.String(5), nullable=False),
        *_required("zone", "mail"),
        sa.Column("next_due", sa.DateTime, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("schedule_id", name="pk_report_schedule"),
        _owner("report_schedule"),
    )
    op.create_index("ix_report_schedule_next_due", "report_schedule", ["next_due"])


def _runs() -> None:
    op.create_table(
        "report_run",
        sa.Column("run_id", sa.String(8), nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("schedule_id", sa.String(8)),
        sa.Column("name", sa.String(80), nullable=False),
        *_required("definition", "region"),
        sa.Column("weeks", sa.Integer, nullable=False),
        *_required("headers"),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("missed", sa.Integer, nullable=False),
        *_required("status"),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("claimed_by", sa.String),
        *[sa.Column(name, sa.DateTime) for name in ("lease_until", "started_at", "finished_at")],
        sa.Column("as_of", sa.Date),
        *[sa.Column(name, sa.String) for name in ("scope", "file", "file_name")],
        *[sa.Column(name, sa.BigInteger) for name in ("rows", "size")],
        sa.Column("sha256", sa.String(64)),
        *[sa.Column(name, sa.String) for name in ("sidecar", "error", "deleted")],
        *_required("mail"),
        *[sa.Column(name, sa.String) for name in ("mail_state", "mail_error")],
        sa.PrimaryKeyConstraint("run_id", name="pk_report_run"),
        sa.UniqueConstraint("schedule_id", "due_at", name="uq_report_run_schedule_id_due_at"),
        _owner("report_run"),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["report_schedule.schedule_id"],
            name="fk_report_run_schedule_id",
            ondelete="SET NULL",
        ),
    )
    op.create_index("ix_report_run_status", "report_run", ["status"])
