"""Tables of the store: custom report templates, schedules, and what became of every report.

Ids are eight random letters and digits; a run's stands in the name of its file. Times are UTC without a zone. A run
belongs to the person whose customers it may speak of: nobody runs a report with the rights of another.
"""

import secrets
import string

import sqlalchemy as sa

from dashboard.data.storage.store import metadata

_LETTERS = string.ascii_lowercase + string.digits


def new_id() -> str:
    """Eight random letters and digits: 41 bits, so that two of a million agree once in four installations at most."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def _owner() -> sa.Column[int]:
    return sa.Column("user_id", sa.ForeignKey("user.user_id", ondelete="CASCADE"), nullable=False)


report_template = sa.Table(
    "report_template",
    metadata,
    sa.Column("template_id", sa.String(8), primary_key=True),
    _owner(),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("base", sa.String, nullable=False),  # name of a table
    sa.Column("columns", sa.String, nullable=False),  # JSON: keys in order, empty for all
    sa.Column("filters", sa.String, nullable=False),  # JSON: pairs of column key and text
    sa.Column("shared", sa.Boolean, nullable=False),  # others may run it, with their own customers
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("narrowed", sa.String, nullable=False),  # a query string: product, tags, what else narrows a page
)

report_schedule = sa.Table(
    "report_schedule",
    metadata,
    sa.Column("schedule_id", sa.String(8), primary_key=True),
    _owner(),
    sa.Column("template", sa.String, nullable=False),  # key of one of the five, or a template's id
    sa.Column("region", sa.String, nullable=False),
    sa.Column("weeks", sa.Integer, nullable=False),
    sa.Column("headers", sa.String, nullable=False),  # a language
    sa.Column("every", sa.String, nullable=False),  # daily, weekly, monthly
    sa.Column("weekday", sa.Integer),  # 1 Monday .. 7 Sunday
    sa.Column("day", sa.Integer),  # of the month
    sa.Column("at", sa.String(5), nullable=False),  # local, 06:30
    sa.Column("zone", sa.String, nullable=False),  # as the time zone database names it
    sa.Column("mail", sa.String, nullable=False),  # none, link, attachment
    sa.Column("next_due", sa.DateTime, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("format", sa.String, nullable=False, server_default="csv"),  # a key of data/exports/formats
    sa.Column("recipients", sa.String, nullable=False),  # JSON: e-mail addresses of users beside the owner
    sa.Index("ix_report_schedule_next_due", "next_due"),
)

report_run = sa.Table(
    "report_run",
    metadata,
    sa.Column("run_id", sa.String(8), primary_key=True),
    _owner(),
    sa.Column("schedule_id", sa.ForeignKey("report_schedule.schedule_id", ondelete="SET NULL")),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("definition", sa.String, nullable=False),  # JSON: base, columns, filters, as they were when it was asked
    sa.Column("region", sa.String, nullable=False),
    sa.Column("weeks", sa.Integer, nullable=False),
    sa.Column("headers", sa.String, nullable=False),
    sa.Column("due_at", sa.DateTime, nullable=False),
    sa.Column("missed", sa.Integer, nullable=False),  # earlier due times that this run stands for
    sa.Column("status", sa.String, nullable=False),  # queued, running, done, failed
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("claimed_by", sa.String),
    sa.Column("lease_until", sa.DateTime),  # until then nobody else takes it
    sa.Column("started_at", sa.DateTime),
    sa.Column("finished_at", sa.DateTime),
    sa.Column("as_of", sa.Date),
    sa.Column("scope", sa.String),  # whose customers it holds, to be compared when it is fetched
    sa.Column("file", sa.String),  # below the data directory; none once it was deleted
    sa.Column("file_name", sa.String),
    sa.Column("rows", sa.BigInteger),
    sa.Column("size", sa.BigInteger),
    sa.Column("sha256", sa.String(64)),
    sa.Column("sidecar", sa.String),  # JSON
    sa.Column("error", sa.String),
    sa.Column("deleted", sa.String),  # why the file is gone
    sa.Column("mail", sa.String, nullable=False),  # none, link, attachment
    sa.Column("mail_state", sa.String),  # due, sending, sent, failed
    sa.Column("mail_error", sa.String),
    sa.Column("format", sa.String, nullable=False, server_default="csv"),  # a key of data/exports/formats
    sa.Column("mail_attempts", sa.Integer, nullable=False, default=0),
    sa.Column("mail_at", sa.DateTime),  # due: not before then; sending: since then
    sa.UniqueConstraint("schedule_id", "due_at", "user_id"),
    sa.Index("ix_report_run_status", "status"),
)

store_metadata = metadata
"""Every table of the store: those above and those of `store`."""
