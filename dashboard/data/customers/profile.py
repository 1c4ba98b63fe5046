"""One customer: its profile and its tags. The end of every drill."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.query.letters import in_order
from dashboard.data.query.scope import Scope
from dashboard.data.storage.schema import customer, customer_tag
from dashboard.errors import NotFound
from dashboard.i18n import N_

Row = dict[str, Any]


def customer_profile(scope: Scope, org_id: str) -> Row:
    """The customer's row, with `customer_key`, its `name` as shown and its `tags`, sorted.

    Raises NotFound for an unknown id and for one out of scope, in the same words.
    """
    own = scope.unfiltered.restrict(sa.select(customer), customer.c.customer_key)
    with scope.region.read() as connection:
        row = connection.execute(own.where(customer.c.org_id == org_id.lower())).mappings().one_or_none()
        if row is None:
            raise NotFound(N_("There is no customer with this id among those you look after."))
        tagged = sa.select(customer_tag.c.tag).where(customer_tag.c.customer_key == row["customer_key"])
        tags = sorted(connection.scalars(tagged))
    return {**row, "name": row["name"] or row["snapshot_name"], "tags": tags}


def tags_in_use(scope: Scope) -> dict[str, int]:
    """Customers by tag, of those the user may see, the tags in order."""
    every = sa.select(customer_tag.c.tag, sa.func.count().label("customers")).group_by(customer_tag.c.tag)
    own = scope.unfiltered.restrict(every, customer_tag.c.customer_key).order_by(in_order(customer_tag.c.tag))
    with scope.region.read() as connection:
        return {row.tag: row.customers for row in connection.execute(own)}
