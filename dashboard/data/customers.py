"""One customer: its profile, its tags and its subscriptions. The end of every drill."""

from typing import Any

import sqlalchemy as sa

from dashboard.data import queries
from dashboard.data.question import PRODUCTS, Question
from dashboard.data.schema import customer, customer_tag
from dashboard.data.scope import Scope
from dashboard.data.subscription_columns import COLUMNS
from dashboard.data.subscriptions import subscriptions_now
from dashboard.data.table import Table
from dashboard.errors import NotFound
from dashboard.words import N_

Row = dict[str, Any]


def customer_profile(scope: Scope, org_id: str) -> Row:
    """The customer's row, with `customer_key`, its `name` as shown and its `tags`, sorted.

    Raises NotFound for an unknown id and for one out of scope, in the same words.
    """
    own = scope.unfiltered.restrict(sa.select(customer), customer.c.customer_key)
    with scope.region.read() as connection:
        found = connection.execute(own.where(customer.c.org_id == org_id.lower())).mappings().one_or_none()
        if found is None:
            raise NotFound(N_("There is no customer with this id among those you look after."))
        tagged = sa.select(customer_tag.c.tag).where(customer_tag.c.customer_key == found["customer_key"])
        tags = sorted(connection.scalars(tagged))
    return {**found, "name": found["name"] or found["snapshot_name"], "tags": tags}


def tags_in_use(scope: Scope) -> dict[str, int]:
    """Customers by tag, of those the user may see, the tags in order."""
    every = sa.select(customer_tag.c.tag, sa.func.count().label("customers")).group_by(customer_tag.c.tag)
    own = scope.unfiltered.restrict(every, customer_tag.c.customer_key).order_by(customer_tag.c.tag)
    with scope.region.read() as connection:
        return {row.tag: row.customers for row in connection.execute(own)}


def customer_subscriptions(question: Question, customer_key: int) -> dict[str, list[Row]]:
    """The customer's active subscriptions by product, the next to end first."""
    found: dict[str, list[Row]] = {}
    for product in PRODUCTS:
        asked = Question(question.scope.unfiltered, question.moment, product, question.weeks)
        found[product] = queries.rows(asked, _of_customer(customer_key), limit=1_000)
    return found


def _of_customer(customer_key: int) -> Table:
    def relation(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
        row = subscriptions_now(question, wanted).subquery("row")
        return sa.select(row).where(row.c.customer_key == customer_key)

    shown = ("subscription_id", "days_left", "purchased", "bar")
    title, definition = N_("Subscriptions"), N_("The customer's active subscriptions.")
    return Table("customer_subscriptions", title, title, definition, relation, COLUMNS, shown, ("ends_on",))
