"""Personal tokens of the HTTP API: shown once, kept as hashes, never in an address."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.access.accounts import User, find_user, user_of
from dashboard.data.store import api_token, audit, digest, now, reading, writing
from dashboard.data.store import user as users
from dashboard.errors import DashboardError

_PREFIX = "pd_"  # lets a scanner of source code recognise one that was left there
_NOTED_EVERY = timedelta(minutes=5)


def create_token(store: Engine, email: str, name: str = "token", actor: str = "command line") -> str:
    """A new token of a user, to be shown this once. Raises DashboardError for an unknown or disabled user."""
    secret = _PREFIX + secrets.token_urlsafe(32)
    with writing(store) as connection:
        user = user_of(connection, email)
        if user.disabled:
            raise DashboardError(f"user {user.email}: disabled; no token was made")
        values = {"user_id": user.user_id, "hash": digest(secret), "name": name, "created_at": now()}
        connection.execute(sa.insert(api_token).values(values))
        audit(connection, "token created", user.email, actor)
    return secret


def revoke_token(store: Engine, email: str, token_id: int, actor: str = "command line") -> None:
    """Ends a token of a user for good. Raises DashboardError when the user has no such token in force."""
    with writing(store) as connection:
        user = user_of(connection, email)
        theirs = (api_token.c.token_id == token_id, api_token.c.user_id == user.user_id)
        live = sa.update(api_token).where(*theirs, api_token.c.revoked_at.is_(None))
        if connection.execute(live.values(revoked_at=now())).rowcount != 1:
            raise DashboardError(f"token {token_id} of {user.email}: unknown or revoked already")
        audit(connection, f"token {token_id} revoked", user.email, actor)


def token_user(store: Engine, secret: str) -> User | None:
    """The user whose token it is; None for an unknown or revoked one, and for a disabled user."""
    mine = api_token.c.hash == digest(secret)
    with reading(store) as connection:
        live = sa.select(api_token).where(mine, api_token.c.revoked_at.is_(None))
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
