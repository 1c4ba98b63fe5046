"""What full administrators do to other users: invite, change, disable, help with a password; each step is logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from dashboard.access.accounts import EMAIL, User, change_row, insert_user, keep_an_admin
from dashboard.access.assignments import FoundCustomer, assign, find_customers, leave_customers, unassign
from dashboard.access.customer_work import forget_user
from dashboard.access.rights import demand
from dashboard.access.sign_in.links import INVITATION, RESET, new_password_link
from dashboard.data.alerts.crossings import forget as forget_rules
from dashboard.data.storage.store import audit, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.data.storage.store.reports import report_run
from dashboard.data.storage.store.work import alert_rule
from dashboard.errors import BadParameter, Conflict, DashboardError, Invalid, NotFound
from dashboard.i18n import N_
from dashboard.roles import Role
from dashboard.services import Services

MOST_FOUND = 50
"""Customers that a search shows at once."""


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
            invited = insert_user(connection, email, cast(Role, role), None, user.email)
            return new_password_link(connection, invited.user_id, INVITATION)
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
        account = _for_change(connection, user, user_id, version)
        if account.role != role:
            keep_an_admin(connection, user_id)
            details = {"from": account.role, "to": role}
            change_row(connection, user_id, N_("role changed"), user.email, details, role=role)
        return _found(connection, user_id)


def change_state(store: Engine, user: User, user_id: int, disabled: bool, version: int) -> Person:
    """Shuts another user out, with their sessions and tokens, or lets them in again. Raises as `change_role`."""
    demand(user, "users_edit")
    with writing(store) as connection:
        account = _for_change(connection, user, user_id, version)
        if account.disabled != disabled:
            if disabled:
                keep_an_admin(connection, user_id)
            action = N_("user disabled") if disabled else N_("user enabled")
            change_row(connection, user_id, action, user.email, disabled=disabled)
        return _found(connection, user_id)


def delete_user(services: Services, user: User, user_id: int, version: int) -> None:
    """Removes another user for good. Their work, notes and trace in the audit log stay, as a former user's.

    With them go sessions, tokens, views, templates, schedules, reports with their files, rules with what they told,
    digest, calendar, and the customers assigned to them. They are shut out first: when a region is out of reach then,
    they stay disabled, and deleting them once more goes on. Raises as `change_role`, and RegionUnavailable.
    """
    demand(user, "users_edit")
    with writing(services.store) as connection:
        account = _for_change(connection, user, user_id, version)
        keep_an_admin(connection, user_id)
        if not account.disabled:
            change_row(connection, user_id, N_("user disabled"), user.email, disabled=True)
        rules = list(connection.scalars(sa.select(alert_rule.c.rule_id).where(alert_rule.c.user_id == user_id)))
    forget_user(services, user_id)
    for region in services.regions.values():
        with region.write() as writer:
            leave_customers(writer, user_id)
            forget_rules(writer, rules)
    with writing(services.store) as connection:
        kept = (report_run.c.user_id == user_id, report_run.c.file.is_not(None))
        files = list(connection.scalars(sa.select(report_run.c.file).where(*kept)))
        connection.execute(sa.delete(users).where(users.c.user_id == user_id))  # the rest of theirs goes with the row
        audit(connection, N_("user deleted"), account.email, user.email, details={"role": account.role})
    for name in files:
        (services.settings.data_dir / name).unlink(missing_ok=True)


def password_link(store: Engine, user: User, user_id: int) -> str:
    """The path of a link by which a user chooses another password; earlier ones are spent. Raises as `change_role`."""
    demand(user, "users_edit")
    with writing(store) as connection:
        account = _found(connection, user_id)
        if account.disabled:
            raise BadParameter("user", N_("This user is disabled: enable them first."))
        action = N_("invitation made anew") if account.invited else N_("password link made")
        audit(connection, action, account.email, user.email)
        return new_password_link(connection, user_id, INVITATION if account.invited else RESET)


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


def assign_customers(services: Services, user: User, user_id: int, org_ids: Sequence[str]) -> int:
    """Adds customers to those that a partner administrator looks after; how many were new. All of them, or none.

    Raises BadParameter for an id that no region holds and for whom nothing can be assigned, NotFound, Forbidden.
    """
    demand(user, "users_edit")
    assignee = person(services.store, user, user_id)
    if assignee.role != "partner_admin" or not org_ids:
        raise BadParameter("org_ids", N_("Choose at least one customer."))
    try:
        return assign(services, assignee.email, org_ids, user.email)
    except DashboardError as error:
        raise BadParameter("org_ids", "%(reason)s", reason=error) from error


def search_customers(services: Services, user: User, user_id: int, text: str) -> list[FoundCustomer]:
    """Customers to assign, found by a text; see `find_customers`. Nothing for an empty one. Raises Forbidden."""
    demand(user, "users_edit")
    return find_customers(services, user_id, text, MOST_FOUND + 1) if text.strip() else []


def take_customer(services: Services, user: User, user_id: int, org_id: str) -> None:
    """Takes a customer from a partner administrator. Raises as `assign_customers`."""
    demand(user, "users_edit")
    try:
        unassign(services, person(services.store, user, user_id).email, org_id, user.email)
    except DashboardError as error:
        raise BadParameter("org_ids", "%(reason)s", reason=error) from error


def _for_change(connection: Connection, user: User, user_id: int, version: int) -> Person:
    account = _found(connection, user_id)
    if user_id == user.user_id:
        raise BadParameter("user", N_("Another full administrator has to change your own role and state."))
    if account.version != version:
        raise Conflict(N_("Somebody else changed this user meanwhile. Look again, then decide."), account)
    return account


def _found(connection: Connection, user_id: int) -> Person:
    row = connection.execute(sa.select(users).where(users.c.user_id == user_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(N_("There is no such user."))
    return _person(row)


def _person(row: sa.RowMapping) -> Person:
    invited = row["password_hash"] is None and row["last_sign_in"] is None
    kept = {key: row[key] for key in Person.__dataclass_fields__ if key in row}
    return Person(**kept, invited=invited, single_sign_on=row["sso_identity"] is not None)
