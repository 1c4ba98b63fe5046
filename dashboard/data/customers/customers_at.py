"""The customers that were known at a moment: the whole of which a page sees a share."""

import sqlalchemy as sa

from dashboard.data.customers.past import with_known_then
from dashboard.data.customers.statuses import subscribers
from dashboard.data.query.question import Question
from dashboard.data.storage.schema import customer


def known_customers(question: Question) -> sa.Select[tuple[int, int | None]]:
    """A row per customer in scope that was known by then, with `had`: its key where a report ever named it by then."""
    ever = subscribers(question.scope, question.moment).cte()
    joined = customer.join(ever, ever.c.customer_key == customer.c.customer_key, isouter=True)
    source, known = with_known_then(joined, question.moment, ever.c.customer_key)
    rows = sa.select(customer.c.customer_key, ever.c.customer_key.label("had")).select_from(source).where(known)
    return question.scope.restrict(rows, customer.c.customer_key)
