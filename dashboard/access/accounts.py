"""Users: who they are, what they may do, and which customers they may see."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.sign_in.passwords import hash_password
from dashboard.data.query.cache import until_written
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer
from dashboard.data.storage.store import api_token, audit, browser_session, now, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.errors import BadParameter, DashboardError, NotFound
from dashboard.i18n import N_
from dashboard.roles import Role
from dashboard.services import Services, services

EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,189}")
_NAMES = ("user_id", "email", "role", "language", "theme", "disabled", "session_epoch", "export_format")
_COLUMNS = [users.c[name] for name in _NAMES]


@dataclass(frozen=True)
class User:
    """Someone who may sign in. `language`, `theme` and `export_format` (of CSV files) are None until chosen."""

    user_id: int
    email: str
    role: Role
    language: str | None
    theme: str | None
    disabled: bool
    session_epoch: int
    export_format: str | None = None

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether the user may work at all."""
        return not self.disabled

    def get_id(self) -> str:
        """What a session keeps: it is over as soon as the user's epoch is another."""
        return f"{self.user_id}.{self.session_epoch}"


def scope_for(user: User, region_code: str) -> Scope:
    """The customers of a region that the user may see. Raises NotFound for a region that the settings do not name."""
    region = services().regions.get(region_code)
    if region is None:
        raise NotFound(f"region {region_code!r}: unknown")
    return _scope(user, region)


def scope_in(user: User, region: Region) -> Scope:
    """The customers of a region that the user may see, maybe none: for work outside a request."""
    return _scope(user, region)


def find_user(connection: Connection, where: sa.ColumnElement[bool]) -> User | None:
    """The user of the store for whom the condition holds, None when there is none."""
    row = connection.execute(sa.select(*_COLUMNS).where(where)).mappings().one_or_none()
    return User(**row) if row else None


def user_of(connection: Connection, email: str) -> User:
    """The user of that e-mail address. Raises DashboardError when there is none."""
    account = find_user(connection, users.c.email == email.strip().lower())
    if account is None:
        raise DashboardError(f"user {email.strip()}: unknown; see `python -m dashboard user add`")
    return account


def add_user(store: Engine, email: str, role: str, password: str | None, actor: str = "command line") -> User:
    """Adds a user; without a password one that signs in by a link only.

    Raises DashboardError for a wrong address, an unknown role, a weak password, an address that is taken.
    """
    email = email.strip().lower()
    if not EMAIL.fullmatch(email):
        raise DashboardError(f"e-mail address {email!r}: not one")
    if role not in get_args(Role):
        raise DashboardError(f"role {role!r}: unknown; one of {', '.join(get_args(Role))}")
    password_hash = None if password is None else hash_password(password)
    try:
        with writing(store) as connection:
            return insert_user(connection, email, cast(Role, role), password_hash, actor)
    except sa.exc.IntegrityError as error:
        raise DashboardError(f"user {email}: exists already") from error


def insert_user(connection: Connection, email: str, role: Role, password_hash: str | None, actor: str) -> User:
    """The new user, in the caller's transaction. Raises IntegrityError for an address that is taken."""
    user = User(secrets.randbelow(2**31 - 1) + 1, email, role, None, None, disabled=False, session_epoch=0)
    values = {column.name: getattr(user, column.name) for column in _COLUMNS}
    connection.execute(sa.insert(users).values(**values, password_hash=password_hash, created_at=now()))
    audit(connection, N_("user added"), email, actor, details={"role": role})
    return user


def set_password(store: Engine, email: str, password: str, actor: str = "command line") -> None:
    """Gives a user another password; every session of theirs is over. Raises DashboardError as `add_user`."""
    hashed = hash_password(password)
    with writing(store) as connection:
        user_id = user_of(connection, email).user_id
        change_row(connection, user_id, N_("password changed"), actor, password_hash=hashed)


def change_row(
    connection: Connection,
    user_id: int,
    action: str,
    actor: str,
    details: Mapping[str, object] | None = None,
    **values: object,
) -> None:
    """Writes columns of a user, ends their sessions, and their tokens when disabled, and logs the action."""
    mine = users.c.user_id == user_id
    counted = {"session_epoch": users.c.session_epoch + 1, "version": users.c.version + 1}
    connection.execute(sa.update(users).where(mine).values(**values, **counted))
    for table, column in (
        (browser_session, "ended_at"),
        *([(api_token, "revoked_at")] if values.get("disabled") else []),
    ):
        live = (table.c.user_id == user_id, table.c[column].is_(None))
        connection.execute(sa.update(table).where(*live).values({column: now()}))
    email = connection.execute(sa.select(users.c.email).where(mine)).scalar_one()
    audit(connection, action, email, actor, details=details)


def keep_an_admin(connection: Connection, user_id: int) -> None:
    """Raises BadParameter when the user is the last full administrator who can sign in with a password.

    Whoever asks holds the rows until the transaction ends: of two who demote each other at once, one is refused.
    """
    able = (users.c.role == "full_admin", users.c.disabled.is_(False), users.c.password_hash.is_not(None))
    left = connection.execute(sa.select(users.c.user_id).where(*able).with_for_update()).scalars().all()
    if list(left) == [user_id]:
        raise BadParameter("user", N_("This is the last full administrator: make another one first."))


def has_admin(store: Engine) -> bool:
    """Whether a full administrator can sign in with a password."""
    role, allowed = users.c.role == "full_admin", users.c.disabled.is_(False)
    with reading(store) as connection:
        admin = sa.select(users.c.user_id).where(role, allowed, users.c.password_hash.is_not(None)).limit(1)
        return connection.execute(admin).first() is not None


def first_admin(opened: Services) -> None:
    """Adds the full administrator whom the settings name, when there is none. Raises DashboardError as `add_user`."""
    email, password = opened.settings.admin_email, opened.settings.admin_password
    if not (email and password) or has_admin(opened.store):
        return
    with reading(opened.store) as connection:
        user = find_user(connection, users.c.email == email.strip().lower())
    if user is None:
        try:
            add_user(opened.store, email, "full_admin", password.get_secret_value(), actor="settings")
        except DashboardError:
            if not has_admin(opened.store):  # another process may have been first
                raise


def _scope(user: User, region: Region) -> Scope:
    return Scope(region, user.user_id if user.role == "partner_admin" else None)


@until_written
def customers_in(scope: Scope) -> int:
    """How many customers a scope holds."""
    every: sa.Select[Any] = sa.select(sa.func.count()).select_from(customer)
    with scope.region.read() as connection:
        return cast(int, connection.execute(scope.restrict(every, customer.c.customer_key)).scalar_one())
