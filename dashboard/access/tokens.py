"""Personal tokens of the HTTP API: shown once, kept as hashes, never in an address."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.access.accounts import User, find_user, user_of
from dashboard.data.storage.store import api_token, audit, digest, now, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.errors import DashboardError
from dashboard.i18n import N_

_PREFIX = "pd_"  # lets a scanner of source code recognise one that was left there
_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Token:
    """A token in force, or one that ran out by itself. `expires_at` is None: until it is revoked."""

    token_id: int
    name: str
    created_at: datetime
    last_used: datetime | None
    expires_at: datetime | None


def create_token(
    store: Engine, email: str, name: str = "token", actor: str = "command line", days: int | None = None
) -> str:
    """A new token of a user, to be shown this once; good for that many days, or until it is revoked.

    Raises DashboardError for an unknown or disabled user.
    """
    secret = _PREFIX + secrets.token_urlsafe(32)
    with writing(store) as connection:
        user = user_of(connection, email)
        if user.disabled:
            raise DashboardError(f"user {user.email}: disabled; no token was made")
        values = {"user_id": user.user_id, "hash": digest(secret), "name": name, "created_at": now()}
        expires_at = now() + timedelta(days=days) if days else None
        connection.execute(sa.insert(api_token).values(**values, expires_at=expires_at))
        audit(connection, N_("token created"), user.email, actor, details={"name": name, "days": days})
    return secret


def revoke_token(store: Engine, email: str, token_id: int, actor: str = "command line") -> None:
    """Ends a token of a user for good. Raises DashboardError when the user has no such token in force."""
    with writing(store) as connection:
        user = user_of(connection, email)
        theirs = (api_token.c.token_id == token_id, api_token.c.user_id == user.user_id)
        live = sa.update(api_token).where(*theirs, api_token.c.revoked_at.is_(None))
        if connection.execute(live.values(revoked_at=now())).rowcount != 1:
            raise DashboardError(f"token {token_id} of {user.email}: unknown or revoked already")
        audit(connection, N_("token revoked"), user.email, actor, details={"token": token_id})


def tokens_of(store: Engine, user: User) -> list[Token]:
    """The tokens of a user that were not revoked, the newest first."""
    row = api_token.c
    chosen = sa.select(row.token_id, row.name, row.created_at, row.last_used, row.expires_at)
    with reading(store) as connection:
        rows = connection.execute(
            chosen.where(row.user_id == user.user_id, row.revoked_at.is_(None)).order_by(row.token_id.desc())
        )
        return [Token(*fields) for fields in rows]


def token_user(store: Engine, secret: str) -> User | None:
    """The user whose token it is; None for an unknown, revoked or expired one, and for a disabled user."""
    mine = api_token.c.hash == digest(secret)
    with reading(store) as connection:
        runs = sa.or_(api_token.c.expires_at.is_(None), api_token.c.expires_at > now())
        live = sa.select(api_token).where(mine, api_token.c.revoked_at.is_(None), runs)
        token = connection.execute(live).one_or_none()
        user = find_user(connection, users.c.user_id == token.user_id) if token else None
    if token is None or user is None or user.disabled:
        return None
    _note(store, token.token_id, token.last_used)
    return user


def _note(store: Engine, token_id: int, last_used: datetime | None) -> None:
    """A write a request would make every reader a writer: once in five minutes tells enough."""
    if last_used is None or now() - last_used > _NOTED_EVERY:
        with writing(store) as connection:
            mine = api_token.c.token_id == token_id
            connection.execute(sa.update(api_token).where(mine).values(last_used=now()))
