"""Subscription ids that two customers have: an order names no customer, so nobody can tell whose it is."""

import sqlalchemy as sa

from dashboard.data.query.scope import Scope
from dashboard.data.storage.schema import subscription


def owned(
    scope: Scope, customer_key: sa.ColumnElement[int], subscription_id: sa.ColumnElement[str]
) -> sa.ColumnElement[bool]:
    """Whether orders of the subscription are the customer's: counted once, and shown to nobody as another's.

    Of an id that two customers have they are the first one's, and only for those who see the whole region.
    """
    other = subscription.alias("bearer")
    borne = (other.c.subscription_id == subscription_id) & (other.c.customer_key != customer_key)
    if scope.user_id is None:
        borne &= other.c.customer_key < customer_key
    return ~sa.exists().where(borne)
