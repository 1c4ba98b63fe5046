"""One-time links: random and single use. One signs in at once, another lets its user choose a password first."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.accounts import User, change_row, find_user, insert_user
from dashboard.access.sign_in.passwords import hash_password
from dashboard.data.storage.store import digest, now, one_time_link, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.i18n import N_

LIFETIME = timedelta(minutes=15)
INVITATION, RESET = timedelta(days=7), timedelta(days=1)
SAMPLE_ADMIN = "admin@sample.invalid"


def make_link(store: Engine, user: User | None = None, at: datetime | None = None) -> str:
    """The path of a new link that signs a user in; without one, the full administrator of the sample organisation."""
    with writing(store) as connection:
        return f"/link/{_new(connection, user.user_id if user else None, 'sign_in', at or now(), LIFETIME)}"


def new_password_link(connection: Connection, user_id: int, lifetime: timedelta) -> str:
    """The path of a new link by which a user chooses a password; earlier ones of theirs are spent."""
    mine = (one_time_link.c.user_id == user_id, one_time_link.c.kind == "password", one_time_link.c.used_at.is_(None))
    connection.execute(sa.update(one_time_link).where(*mine).values(used_at=now()))
    return f"/password/{_new(connection, user_id, 'password', now(), lifetime)}"


def use_link(store: Engine, secret: str, at: datetime | None = None) -> User | None:
    """Spends a link: its user, None when it is unknown, spent or too old. One of two who come together gets None."""
    at = at or now()
    link, good = one_time_link.c, _good(secret, "sign_in", at)
    with reading(store) as connection:
        if connection.execute(sa.select(link.hash).where(*good)).first() is None:
            return None  # strangers who try paths must not make the store write
    with writing(store) as connection:
        if not _spend(connection, good, at):
            return None
        user_id = connection.execute(sa.select(link.user_id).where(link.hash == digest(secret))).scalar_one()
        if user_id is None:
            return _sample_admin(connection)
        return find_user(connection, (users.c.user_id == user_id) & users.c.disabled.is_(False))


def password_link_user(store: Engine, secret: str) -> User | None:
    """Whose password a link lets choose, without spending it; None as `use_link`."""
    with reading(store) as connection:
        return _link_user(connection, secret, now())


def use_password_link(store: Engine, secret: str, password: str) -> User | None:
    """Spends a link and gives its user the password, which ends their sessions; None as `use_link`.

    Raises DashboardError for a password that is too short, and spends nothing then.
    """
    password_hash, at = hash_password(password), now()
    with writing(store) as connection:
        user = _link_user(connection, secret, at)
        if user is None or not _spend(connection, _good(secret, "password", at), at):
            return None
        change_row(connection, user.user_id, N_("password chosen by link"), user.email, password_hash=password_hash)
        return find_user(connection, users.c.user_id == user.user_id)


def _new(connection: Connection, user_id: int | None, kind: str, at: datetime, lifetime: timedelta) -> str:
    secret = secrets.token_urlsafe(32)
    connection.execute(sa.delete(one_time_link).where(one_time_link.c.expires_at < at - timedelta(days=1)))
    values = {"hash": digest(secret), "user_id": user_id, "expires_at": at + lifetime, "kind": kind}
    connection.execute(sa.insert(one_time_link).values(values))
    return secret


def _good(secret: str, kind: str, at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    link = one_time_link.c
    return (link.hash == digest(secret), link.kind == kind, link.used_at.is_(None), link.expires_at > at)


def _spend(connection: Connection, good: tuple[sa.ColumnElement[bool], ...], at: datetime) -> bool:
    return connection.execute(sa.update(one_time_link).where(*good).values(used_at=at)).rowcount == 1


def _link_user(connection: Connection, secret: str, at: datetime) -> User | None:
    chosen = sa.select(one_time_link.c.user_id).where(*_good(secret, "password", at)).scalar_subquery()
    return find_user(connection, (users.c.user_id == chosen) & users.c.disabled.is_(False))


def _sample_admin(connection: Connection) -> User | None:
    admin = find_user(connection, users.c.email == SAMPLE_ADMIN)
    if admin is None:
        return insert_user(connection, SAMPLE_ADMIN, "full_admin", None, actor="one-time link")
    return None if admin.disabled else admin
