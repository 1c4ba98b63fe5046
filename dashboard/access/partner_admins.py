"""The partner administrators of one customer: who looks after it. A change counts from their next request on."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.access.accounts import User, find_user
from dashboard.access.customer_changes import demand
from dashboard.data.changes import customer_key, note_changes
from dashboard.data.schema import assignment
from dashboard.data.scope import Scope
from dashboard.data.store import audit, reading, writing
from dashboard.data.store import user as users
from dashboard.errors import BadParameter
from dashboard.services import services
from dashboard.words import N_


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
        found = connection.execute(every.order_by(users.c.email)).all()
    return [PartnerAdmin(row.user_id, row.email, row.user_id in own, row.disabled) for row in found]


def assign_admin(user: User, scope: Scope, org_id: str, email: str) -> bool:
    """Lets a partner administrator look after a customer; whether they did not before.

    Raises NotFound, Forbidden, and BadParameter when the address is not that of a partner administrator.
    """
    return _change(user, scope, org_id, email, assigned=True)


def remove_admin(user: User, scope: Scope, org_id: str, email: str) -> bool:
    """Takes a customer from a partner administrator; whether they had it. Raises as `assign_admin`."""
    return _change(user, scope, org_id, email, assigned=False)


def _change(user: User, scope: Scope, org_id: str, email: str, *, assigned: bool) -> bool:
    demand(user, "trials_edit")
    made = services()
    with scope.region.write() as connection:
        key = customer_key(connection, scope, org_id)
        admin = _admin(email)
        if (admin.user_id in _assigned(connection, key)) == assigned:
            return False
        _write(connection, admin.user_id, key, assigned)
        action = "partner administrator assigned" if assigned else "partner administrator removed"
        note_changes(connection, [key], user.email, action, admin.email)
    with writing(made.store) as store:  # which customer is told in its region alone
        done = N_("customer assigned") if assigned else N_("customer taken away")
        audit(store, done, admin.email, user.email, region=scope.region.code)
    return True


def _admin(email: str) -> User:
    with reading(services().store) as connection:
        found = find_user(connection, users.c.email == email.strip().lower())
    if found is None or found.role != "partner_admin":
        raise BadParameter("email", N_("the address of a partner administrator"))
    return found


def _assigned(connection: Connection, key: int) -> set[int]:
    return set(connection.scalars(sa.select(assignment.c.user_id).where(assignment.c.customer_key == key)))


def _write(connection: Connection, user_id: int, key: int, assigned: bool) -> None:
    if assigned:
        connection.execute(sa.insert(assignment).values(user_id=user_id, customer_key=key))
    else:
        mine = (assignment.c.user_id == user_id) & (assignment.c.customer_key == key)
        connection.execute(sa.delete(assignment).where(mine))
