"""Which customers a partner administrator looks after: rows of the region that holds the customer."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.access.accounts import user_of
from dashboard.data.files.cells import ORG_ID, BadCell
from dashboard.data.query.letters import in_order
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment, customer
from dashboard.data.storage.store import audit, digest, reading, writing
from dashboard.errors import DashboardError
from dashboard.i18n import N_
from dashboard.services import Services

_CHUNK = 1000  # parameters of one statement


def assign(services: Services, email: str, org_ids: Iterable[str], actor: str = "command line") -> int:
    """Adds customers to those that a user looks after, in every region that holds them; how many were new.

    An id is a UUID, or base64 of `ciscospark://…/ORGANIZATION/<uuid>`. All are looked up before anything is written.
    Raises DashboardError for an unknown user or organisation, and for a user whose role sees more or less than that.
    """
    wanted = sorted({org_id_of(text) for text in org_ids})
    with reading(services.store) as connection:
        user = user_of(connection, email)
    if user.role != "partner_admin":
        raise DashboardError(f"user {user.email}: is {user.role}; customers are assigned to a partner_admin alone")
    keys = {code: _keys(region, wanted) for code, region in services.regions.items()}
    for org_id in wanted:
        if not any(org_id in by_org_id for by_org_id in keys.values()):
            raise DashboardError(f"organisation {org_id}: no region holds it; import it first")
    added = sum(
        _write(services.regions[code], user.user_id, list(by_org_id.values()))
        for code, by_org_id in keys.items()
        if by_org_id
    )
    with writing(services.store) as connection:
        audit(connection, N_("customers assigned"), user.email, actor, details={"customers": len(wanted)})
    return added


@dataclass(frozen=True)
class HeldCustomer:
    """A customer that somebody looks after. `name` is None when unknown."""

    region: str
    org_id: str
    name: str | None


@dataclass(frozen=True)
class FoundCustomer(HeldCustomer):
    """A customer that a search found, and whether the user looks after it already."""

    held: bool = False


def find_customers(services: Services, user_id: int, text: str, most: int) -> list[FoundCustomer]:
    """Customers of every region by part of their name, by the address of one of their users, or by their whole id; by
    region and name, at most so many."""
    customers: list[FoundCustomer] = []
    for region in services.regions.values():
        customers += _found_in(region, user_id, text.strip(), most - len(customers))
    return customers


def _found_in(region: Region, user_id: int, text: str, most: int) -> list[FoundCustomer]:
    row, mine = customer.c, assignment.c
    name = sa.func.coalesce(row.name, row.snapshot_name).label("name")
    own = (mine.customer_key == row.customer_key) & (mine.user_id == user_id)
    every = sa.select(row.org_id, name, mine.user_id.is_not(None).label("held")).select_from(
        sa.outerjoin(customer, assignment, own)
    )
    try:
        wanted = every.where(row.org_id == org_id_of(text))
    except DashboardError:
        wanted = Scope(region, None, search=text).restrict(every, row.customer_key)
    with region.read() as connection:
        rows = connection.execute(wanted.order_by(in_order(name), row.org_id).limit(most))
        return [FoundCustomer(region.code, record.org_id, record.name, record.held) for record in rows]


def held_customers(services: Services, user_id: int) -> list[HeldCustomer]:
    """The customers that a user looks after, in every region, by region and name."""
    return [held for region in services.regions.values() for held in _held_in(region, user_id)]


def _held_in(region: Region, user_id: int) -> list[HeldCustomer]:
    chosen = sa.select(customer.c.org_id, customer.c.name).join(
        assignment, assignment.c.customer_key == customer.c.customer_key
    )
    mine = chosen.where(assignment.c.user_id == user_id).order_by(in_order(customer.c.name), customer.c.org_id)
    with region.read() as connection:
        return [HeldCustomer(region.code, row.org_id, row.name) for row in connection.execute(mine)]


def unassign(services: Services, email: str, org_id: str, actor: str) -> int:
    """Takes a customer from a user, in every region that holds it; from how many. Raises as `assign`."""
    wanted = [org_id_of(org_id)]
    with reading(services.store) as connection:
        user = user_of(connection, email)
    removed = 0
    for region in services.regions.values():
        if keys := list(_keys(region, wanted).values()):
            mine = (assignment.c.user_id == user.user_id, assignment.c.customer_key.in_(keys))
            with region.write() as connection:
                removed += connection.execute(sa.delete(assignment).where(*mine)).rowcount
    if removed:
        with writing(services.store) as connection:
            audit(connection, N_("customer taken away"), user.email, actor)
    return removed


def leave_customers(connection: Connection, user_id: int) -> None:
    """Takes every customer of a region from a user who is being deleted."""
    connection.execute(sa.delete(assignment).where(assignment.c.user_id == user_id))


def org_id_of(text: str) -> str:
    """The UUID that a text names, plain or as base64."""
    try:
        org_id: str = ORG_ID.read(text.strip())
    except BadCell as error:
        raise DashboardError(f"organisation {text.strip()[:60]}: {error}") from None
    return org_id


def _keys(region: Region, org_ids: list[str]) -> dict[str, int]:
    by_org_id: dict[str, int] = {}
    with region.read() as connection:
        for start in range(0, len(org_ids), _CHUNK):
            some = customer.c.org_id.in_(org_ids[start : start + _CHUNK])
            for row in connection.execute(sa.select(customer.c.org_id, customer.c.customer_key).where(some)):
                by_org_id[row.org_id] = row.customer_key
    return by_org_id


def _write(region: Region, user_id: int, keys: list[int]) -> int:
    with region.write() as connection:
        new = sorted(set(keys) - _held(connection, user_id))
        if new:
            connection.execute(sa.insert(assignment), [{"user_id": user_id, "customer_key": key} for key in new])
    return len(new)


def _held(connection: Connection, user_id: int) -> set[int]:
    mine = sa.select(assignment.c.customer_key).where(assignment.c.user_id == user_id)
    return set(connection.execute(mine).scalars())


def assigned_digest(region: Region, user_id: int) -> str:
    """A mark of the customers of a region that a user looks after: another as soon as one is added or removed."""
    with region.read() as connection:
        return digest(",".join(map(str, sorted(_held(connection, user_id)))))
