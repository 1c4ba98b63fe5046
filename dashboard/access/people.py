"""What full administrators do to other users: invite, change, disable, help with a password; each step is logged."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.accounts import (
    EMAIL,
    User,
    change_row,
    insert_user,
    keep_an_admin,
)
from dashboard.access.customer_changes import demand
from dashboard.access.links import INVITATION, RESET, new_password_link
from dashboard.data.store import audit, reading, writing
from dashboard.data.store import user as users
from dashboard.errors import BadParameter, Conflict, Invalid, NotFound
from dashboard.settings import Role
from dashboard.words import N_


@dataclass(frozen=True)
class Person:
    """A user as others see them. `invited`: has not chosen a password yet. `single_sign_on`: has come that way."""

    user_id: int
    email: str
    role: Role
    disabled: bool
    invited: bool
    single_sign_on: bool
    created_at: datetime
    last_sign_in: datetime | None
    version: int


def people(store: Engine, user: User) -> list[Person]:
    """Every user by address. Raises Forbidden."""
    demand(user, "users_view")
    with reading(store) as connection:
        return [_person(row) for row in connection.execute(sa.select(users).order_by(users.c.email)).mappings()]


def person(store: Engine, user: User, user_id: int) -> Person:
    """One user. Raises NotFound, Forbidden."""
    demand(user, "users_view")
    with reading(store) as connection:
        return _found(connection, user_id)


def invite(store: Engine, user: User, email: str, role: str) -> str:
    """Adds a user and gives the path of the link by which they choose a password, to be shown this once.

    Until then nobody can sign in as them. Raises Invalid with every field that is wrong, Forbidden.
    """
    demand(user, "users_edit")
    email, wrong = email.strip().lower(), []
    if not EMAIL.fullmatch(email):
        wrong.append(BadParameter("email", N_("Enter an e-mail address, such as ana@example.com.")))
    if role not in get_args(Role):
        wrong.append(BadParameter("role", N_("Choose one of the list.")))
    if wrong:
        raise Invalid(wrong)
    try:
        with writing(store) as connection:
            made = insert_user(connection, email, cast(Role, role), None, user.email)
            return new_password_link(connection, made.user_id, INVITATION)
    except sa.exc.IntegrityError:
        raise BadParameter("email", N_("There is a user with this address already.")) from None


def change_role(store: Engine, user: User, user_id: int, role: str, version: int) -> Person:
    """Gives another user a role and ends their sessions. `version`: of the user as the writer has seen them.

    Raises BadParameter for a role that is none, for oneself and for the last full administrator; Conflict when somebody
    else was first; NotFound, Forbidden.
    """
    demand(user, "users_edit")
    if role not in get_args(Role):
        raise BadParameter("role", N_("Choose one of the list."))
    with writing(store) as connection:
        found = _for_change(connection, user, user_id, version)
        if found.role != role:
            keep_an_admin(connection, user_id)
            told = {"from": found.role, "to": role}
            change_row(connection, user_id, N_("role changed"), user.email, told, role=role)
        return _found(connection, user_id)


def change_state(store: Engine, user: User, user_id: int, disabled: bool, version: int) -> Person:
    """Shuts another user out, with their sessions and tokens, or lets them in again. Raises as `change_role`."""
    demand(user, "users_edit")
    with writing(store) as connection:
        found = _for_change(connection, user, user_id, version)
        if found.disabled != disabled:
            if disabled:
                keep_an_admin(connection, user_id)
            action = N_("user disabled") if disabled else N_("user enabled")
            change_row(connection, user_id, action, user.email, disabled=disabled)
        return _found(connection, user_id)


def password_link(store: Engine, user: User, user_id: int) -> str:
    """The path of a link by which a user chooses another password; earlier ones are spent. Raises as `change_role`."""
    demand(user, "users_edit")
    with writing(store) as connection:
        found = _found(connection, user_id)
        if found.disabled:
            raise BadParameter("user", N_("This user is disabled: enable them first."))
        action = N_("invitation made anew") if found.invited else N_("password link made")
        audit(connection, action, found.email, user.email)
        return new_password_link(connection, user_id, INVITATION if found.invited else RESET)


def end_sessions(store: Engine, user: User, user_id: int) -> None:
    """Ends every browser session of a user. Tokens stay. Raises NotFound, Forbidden."""
    demand(user, "users_edit")
    with writing(store) as connection:
        _found(connection, user_id)
        change_row(connection, user_id, N_("sessions ended"), user.email)


def release(store: Engine, user: User, user_id: int) -> None:
    """Forgets whom a user is by single sign-on, and ends their sessions. Raises NotFound, Forbidden."""
    demand(user, "users_edit")
    with writing(store) as connection:
        _found(connection, user_id)
        change_row(connection, user_id, N_("released from single sign-on"), user.email, sso_identity=None)


def _for_change(connection: Connection, user: User, user_id: int, version: int) -> Person:
    found = _found(connection, user_id)
    if user_id == user.user_id:
        raise BadParameter("user", N_("Another full administrator has to change your own role and state."))
    if found.version != version:
        raise Conflict(N_("Somebody else changed this user meanwhile. Look again, then decide."), found)
    return found


def _found(connection: Connection, user_id: int) -> Person:
    row = connection.execute(sa.select(users).where(users.c.user_id == user_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(N_("There is no such user."))
    return _person(row)


def _person(row: sa.RowMapping) -> Person:
    invited = row["password_hash"] is None and row["last_sign_in"] is None
    kept = {key: row[key] for key in Person.__dataclass_fields__ if key in row}
    return Person(**kept, invited=invited, single_sign_on=row["sso_identity"] is not None)
