"""Tables of the store: who may sign in, and what was done. Nothing about customers. SQLite, or PostgreSQL by URL.

Secrets are kept as hashes only: passwords as Argon2, tokens and links (random, 256 bits) as SHA-256. Times are UTC
without a zone. Migrations in `migrations/store` make exactly these tables; a test compares the two.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.data.storage.watch import PATIENCE, watch
from dashboard.errors import StoreUnavailable
from dashboard.telemetry.meters import count_connections

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

user = sa.Table(
    "user",
    metadata,
    # Random: a region's assignments name it, and a store made anew must not inherit those of the old one.
    sa.Column("user_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("email", sa.String(254), nullable=False, unique=True),  # lower case
    sa.Column("password_hash", sa.String),  # none: signs in by a link or single sign-on only
    sa.Column("role", sa.String, nullable=False),
    sa.Column("language", sa.String),
    sa.Column("theme", sa.String),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("session_epoch", sa.Integer, nullable=False),  # a session of an earlier epoch is over
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("last_sign_in", sa.DateTime),
    sa.Column("version", sa.Integer, nullable=False, default=0),  # another after every change of role or state
    sa.Column("sso_identity", sa.String(600), unique=True),  # issuer, space, subject; none: never came that way
    sa.Column("export_format", sa.String),  # of CSV files, a key of data/exports/formats; none: commas, no mark
)

# Sessions of browsers: the cookie holds a random key, and is worth nothing once its row is gone or ended.
browser_session = sa.Table(
    "browser_session",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("user_id", sa.ForeignKey("user.user_id", ondelete="CASCADE"), nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("last_seen", sa.DateTime, nullable=False),  # to the minute or so
    sa.Column("agent", sa.String(80), nullable=False),  # browser and system, in short
    sa.Column("address", sa.String, nullable=False),
    sa.Column("ended_at", sa.DateTime),
)

# The partner's own organisation: one row, made by the set-up assistant.
organisation = sa.Table(
    "organisation",
    metadata,
    sa.Column("organisation_id", sa.Integer, primary_key=True, autoincrement=False),  # always 1
    sa.Column("unique_id", sa.String(36), nullable=False),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("industry", sa.String(40), nullable=False),
    sa.Column("planned_users", sa.Integer),  # none: not told
    sa.Column("terms_at", sa.DateTime),
    sa.Column("terms_by", sa.String),
    sa.Column("set_up_at", sa.DateTime),  # none: the assistant has not come to its end
    sa.Column("version", sa.Integer, nullable=False),
)

# How to reach the partner's own help desk: one row, once somebody entered it.
help_desk = sa.Table(
    "help_desk",
    metadata,
    sa.Column("organisation_id", sa.Integer, primary_key=True, autoincrement=False),  # always 1
    sa.Column("name", sa.String, nullable=False),
    sa.Column("email", sa.String, nullable=False),
    sa.Column("phone", sa.String, nullable=False),
    sa.Column("hours", sa.String, nullable=False),
    sa.Column("note", sa.String, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

api_token = sa.Table(
    "api_token",
    metadata,
    sa.Column("token_id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.ForeignKey("user.user_id", ondelete="CASCADE"), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("last_used", sa.DateTime),
    sa.Column("revoked_at", sa.DateTime),
    sa.Column("expires_at", sa.DateTime),  # none: until it is revoked
)

one_time_link = sa.Table(
    "one_time_link",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("user_id", sa.ForeignKey("user.user_id", ondelete="CASCADE")),  # none: the sample's administrator
    sa.Column("expires_at", sa.DateTime, nullable=False),
    sa.Column("used_at", sa.DateTime),
    sa.Column("kind", sa.String(8), nullable=False, default="sign_in"),  # or "password": its user chooses one
)

failed_sign_in = sa.Table(
    "failed_sign_in",
    metadata,
    sa.Column("failure_id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False),  # SHA-256 of the e-mail address or of the network address
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Index("ix_failed_sign_in_key_at", "key", "at"),
)

# Append-only: triggers of the database refuse to change or to delete an entry (see `guard_audit_log`).
audit_log = sa.Table(
    "audit_log",
    metadata,
    sa.Column("entry_id", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("actor", sa.String, nullable=False),  # an e-mail address, or "command line"
    sa.Column("action", sa.String, nullable=False),
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("address", sa.String, nullable=False),  # of the network; empty on the command line
    sa.Column("actor_id", sa.Integer),  # none: no user, or one who was not known; kept when the user is gone
    sa.Column("region", sa.String, nullable=False, default=""),
    sa.Column("details", sa.String, nullable=False, default="{}"),  # JSON object
)

saved_view = sa.Table(
    "saved_view",
    metadata,
    sa.Column("view_id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.ForeignKey("user.user_id", ondelete="CASCADE"), nullable=False),
    sa.Column("page", sa.String, nullable=False),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("query", sa.String, nullable=False),  # of the address; never a search, which may name people
    sa.Column("shared", sa.Boolean, nullable=False),
    sa.Column("start", sa.Boolean, nullable=False),  # where its owner's page begins; one a page at most
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("home", sa.Boolean, nullable=False, default=False),  # where its owner begins; one at most
    sa.Index("ix_saved_view_page_user_id", "page", "user_id"),
)

# Regions that were begun here: one whose database is not there any more is missing, and not new.
known_region = sa.Table(
    "known_region",
    metadata,
    sa.Column("code", sa.String(8), primary_key=True),
    sa.Column("begun_at", sa.DateTime, nullable=False),
)

came_from: ContextVar[str] = ContextVar("came_from", default="")
"""The network address of the request at work, which every entry of the audit log carries; empty outside requests."""


def now() -> datetime:
    """The time in UTC, without a zone, as the store keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def digest(secret: str) -> str:
    """SHA-256 in hexadecimal: enough for random secrets, never for passwords."""
    return sha256(secret.encode()).hexdigest()


def open_store(url: str) -> Engine:
    """The store's engine. Nothing is connected yet. SQLite: write-ahead log, foreign keys, patience with writers."""
    patience = {"connect_timeout": PATIENCE} if url.startswith("postgresql") else {}
    engine = sa.create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=patience)
    count_connections(engine, "store")
    if engine.dialect.name == "postgresql":
        watch(engine)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up)
        sa.event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def reading(store: Engine) -> Iterator[Connection]:
    """A connection to ask with. Raises DashboardError when the store cannot be opened."""
    with _connect(store) as connection, connection.begin():
        yield connection


@contextmanager
def writing(store: Engine) -> Iterator[Connection]:
    """A transaction that may write: committed as a whole, or not at all. Raises DashboardError as `reading`."""
    with _connect(store) as connection:
        connection.execution_options(writes=True)
        with connection.begin():
            yield connection


def audit(
    connection: Connection,
    action: str,
    subject: str,
    actor: str = "command line",
    *,
    region: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """Adds an entry to the audit log, in the transaction of what it tells. Never pass a secret."""
    who = sa.select(user.c.user_id).where(user.c.email == actor).scalar_subquery()
    text = json.dumps(dict(details or {}), ensure_ascii=False, default=str)
    values = {"at": now(), "actor": actor, "action": action, "subject": subject, "address": came_from.get()}
    connection.execute(sa.insert(audit_log).values(**values, actor_id=who, region=region, details=text))


def _connect(store: Engine) -> Connection:
    try:
        return store.connect()
    except sa.exc.DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise StoreUnavailable(f"the store cannot be opened: {reason}; see DASHBOARD_STORE_URL") from error


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin by itself, and only before some statements
    for pragma in ("journal_mode = WAL", "busy_timeout = 10000", "foreign_keys = ON", "synchronous = NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that reads first and then writes fails at once when another wrote between: so it says so first.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
