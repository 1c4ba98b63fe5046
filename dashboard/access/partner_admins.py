"""The partner administrators of one customer: who looks after it. A change counts from their next request on."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.access.accounts import User, find_user
from dashboard.access.rights import demand
from dashboard.data.customers.edits import customer_key, customer_keys, note_changes
from dashboard.data.query.scope import Scope
from dashboard.data.storage.schema import assignment
from dashboard.data.storage.store import audit, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.errors import BadParameter
from dashboard.i18n import N_
from dashboard.roles import Role
from dashboard.services import services


@dataclass(frozen=True)
class PartnerAdmin:
    """A partner administrator, and whether the customer is assigned to them."""

    user_id: int
    email: str
    assigned: bool
    disabled: bool


def partner_admins(user: User, scope: Scope, org_id: str) -> list[PartnerAdmin]:
    """Every partner administrator by address, those of the customer marked. Raises NotFound, Forbidden."""
    demand(user, "trials_view")
    with scope.region.read() as connection:
        own = _assigned(connection, customer_key(connection, scope, org_id))
    every = sa.select(users.c.user_id, users.c.email, users.c.disabled).where(users.c.role == "partner_admin")
    with reading(services().store) as connection:
        admins = connection.execute(every.order_by(users.c.email)).all()
    return [PartnerAdmin(row.user_id, row.email, row.user_id in own, row.disabled) for row in admins]


@dataclass(frozen=True)
class Viewer:
    """Somebody who may see a customer by their role, whoever looks after it."""

    email: str
    role: Role


def viewers(user: User) -> list[Viewer]:
    """Everybody who sees every customer and may sign in, by role and address. Raises Forbidden."""
    demand(user, "trials_view")
    every = sa.select(users.c.email, users.c.role).where(users.c.role != "partner_admin", users.c.disabled.is_(False))
    with reading(services().store) as connection:
        return [Viewer(*fields) for fields in connection.execute(every.order_by(users.c.role, users.c.email))]


def assign_admin(user: User, scope: Scope, org_id: str, email: str) -> bool:
    """Lets a partner administrator look after a customer; whether they did not before.

    Raises NotFound, Forbidden, and BadParameter when the address is not that of a partner administrator.
    """
    return _change(user, scope, org_id, email, assigned=True)


def assign_customers(user: User, scope: Scope, org_ids: Collection[str], email: str) -> int:
    """Lets a partner administrator look after many customers; how many are new. Raises as `assign_admin`."""
    demand(user, "trials_edit")
    with scope.region.write() as connection:
        keys = set(customer_keys(connection, scope, org_ids).values())
        admin = _admin(email)
        mine = sa.select(assignment.c.customer_key).where(assignment.c.user_id == admin.user_id)
        new = sorted(keys - set(connection.scalars(mine)))
        if not new:
            return 0
        connection.execute(sa.insert(assignment), [{"user_id": admin.user_id, "customer_key": key} for key in new])
        note_changes(connection, new, user.email, "partner administrator assigned", admin.email)
    with writing(services().store) as store:
        details = {"customers": len(new)}
        audit(store, N_("customers assigned"), admin.email, user.email, region=scope.region.code, details=details)
    return len(new)


def possible_admins(user: User) -> list[str]:
    """The addresses of every partner administrator who may sign in, in order. Raises Forbidden."""
    demand(user, "trials_edit")
    every = sa.select(users.c.email).where(users.c.role == "partner_admin", users.c.disabled.is_(False))
    with reading(services().store) as connection:
        return list(connection.scalars(every.order_by(users.c.email)))


def remove_admin(user: User, scope: Scope, org_id: str, email: str) -> bool:
    """Takes a customer from a partner administrator; whether they had it. Raises as `assign_admin`."""
    return _change(user, scope, org_id, email, assigned=False)


def _change(user: User, scope: Scope, org_id: str, email: str, *, assigned: bool) -> bool:
    demand(user, "trials_edit")
    all_services = services()
    with scope.region.write() as connection:
        key = customer_key(connection, scope, org_id)
        admin = _admin(email)
        if (admin.user_id in _assigned(connection, key)) == assigned:
            return False
        _write(connection, admin.user_id, key, assigned)
        action = "partner administrator assigned" if assigned else "partner administrator removed"
        note_changes(connection, [key], user.email, action, admin.email)
    with writing(all_services.store) as store:  # the customer's id: its name stays in the region
        done = N_("customer assigned") if assigned else N_("customer taken away")
        audit(store, done, admin.email, user.email, region=scope.region.code, details={"customer": org_id})
    return True


def _admin(email: str) -> User:
    with reading(services().store) as connection:
        admin = find_user(connection, users.c.email == email.strip().lower())
    if admin is None or admin.role != "partner_admin":
        raise BadParameter("email", N_("the address of a partner administrator"))
    return admin


def _assigned(connection: Connection, key: int) -> set[int]:
    return set(connection.scalars(sa.select(assignment.c.user_id).where(assignment.c.customer_key == key)))


def _write(connection: Connection, user_id: int, key: int, assigned: bool) -> None:
    if assigned:
        connection.execute(sa.insert(assignment).values(user_id=user_id, customer_key=key))
    else:
        mine = (assignment.c.user_id == user_id) & (assignment.c.customer_key == key)
        connection.execute(sa.delete(assignment).where(mine))
