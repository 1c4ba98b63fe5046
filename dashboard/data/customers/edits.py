"""Changes made by hand: who did what to which customer. Kept where the customer lives, never in the store."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.query.scope import Scope
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.customers import customer_change
from dashboard.errors import NotFound
from dashboard.i18n import N_

REGION = 0
"""Stands for the region where a change is not one of a customer."""
UNKNOWN_CUSTOMER = N_("There is no customer with this id among those you look after.")


def customer_keys(connection: Connection, scope: Scope, org_ids: Collection[str]) -> dict[str, int]:
    """The keys of customers by their ids. Raises NotFound when one is unknown or out of scope, in the same words."""
    wanted = {org_id.strip().lower() for org_id in org_ids}
    every: sa.Select[Any] = sa.select(customer.c.org_id, customer.c.customer_key)
    own = scope.unfiltered.restrict(every, customer.c.customer_key)
    keys = {row.org_id: row.customer_key for row in connection.execute(own.where(customer.c.org_id.in_(wanted)))}
    if wanted - keys.keys():
        raise NotFound(UNKNOWN_CUSTOMER)
    return keys


def demand_customers(scope: Scope, org_ids: Collection[str]) -> None:
    """Raises NotFound as `customer_keys`."""
    with scope.region.read() as connection:
        customer_keys(connection, scope, org_ids)


def customer_key(connection: Connection, scope: Scope, org_id: str) -> int:
    """The key of one customer. Raises NotFound as `customer_keys`."""
    return customer_keys(connection, scope, [org_id])[org_id.strip().lower()]


def note_changes(connection: Connection, keys: Collection[int], actor: str, action: str, subject: str) -> None:
    """Remembers a change of customers within its own transaction."""
    last = connection.scalar(sa.select(sa.func.max(customer_change.c.change_id))) or 0
    common = {"at": datetime.now(UTC).replace(tzinfo=None), "actor": actor, "action": action, "subject": subject}
    rows = [{"change_id": last + n, "customer_key": key, **common} for n, key in enumerate(sorted(keys), 1)]
    if rows:
        connection.execute(sa.insert(customer_change), rows)


def changes_of(scope: Scope, org_id: str, limit: int = 20) -> list[dict[str, Any]]:
    """The last changes of a customer, newest first: `at` (UTC), `actor`, `action`, `subject`. Raises NotFound."""
    row = customer_change.c
    with scope.region.read() as connection:
        key = customer_key(connection, scope, org_id)
        own = sa.select(row.at, row.actor, row.action, row.subject).where(row.customer_key == key)
        rows = connection.execute(own.order_by(row.change_id.desc()).limit(limit)).mappings()
        return [{str(name): value for name, value in change.items()} for change in rows]
