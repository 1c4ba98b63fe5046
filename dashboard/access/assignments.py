"""Which customers a partner administrator looks after: rows of the region that holds the customer."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.access.accounts import user_of
from dashboard.data.files.cells import ORG_ID, BadCell
from dashboard.data.regions import Region
from dashboard.data.schema import assignment, customer
from dashboard.data.store import audit, digest, reading, writing
from dashboard.errors import DashboardError
from dashboard.services import Services

_CHUNK = 1000  # parameters of one statement


def assign(made: Services, email: str, org_ids: Iterable[str], actor: str = "command line") -> int:
    """Adds customers to those that a user looks after, in every region that holds them; how many were new.

    An id is a UUID, or base64 of `ciscospark://…/ORGANIZATION/<uuid>`. All are looked up before anything is written.
    Raises DashboardError for an unknown user or organisation.
    """
    wanted = sorted({_org_id(text) for text in org_ids})
    with reading(made.store) as connection:
        user = user_of(connection, email)
    keys = {code: _keys(region, wanted) for code, region in made.regions.items()}
    for org_id in wanted:
        if not any(org_id in found for found in keys.values()):
            raise DashboardError(f"organisation {org_id}: no region holds it; import it first")
    added = sum(_write(made.regions[code], user.user_id, list(found.values())) for code, found in keys.items() if found)
    with writing(made.store) as connection:
        audit(connection, f"{len(wanted)} customers assigned", user.email, actor)
    return added


def _org_id(text: str) -> str:
    """The UUID that a text names, plain or as base64."""
    try:
        found: str = ORG_ID.read(text.strip())
    except BadCell as error:
        raise DashboardError(f"organisation {text.strip()[:60]}: {error}") from None
    return found


def _keys(region: Region, org_ids: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    with region.read() as connection:
        for start in range(0, len(org_ids), _CHUNK):
            some = customer.c.org_id.in_(org_ids[start : start + _CHUNK])
            for row in connection.execute(sa.select(customer.c.org_id, customer.c.customer_key).where(some)):
                found[row.org_id] = row.customer_key
    return found


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
