"""What is not known of the week's calls: customers without any, and call legs that name no call."""

from dataclasses import dataclass

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import week_of
from dashboard.data.query.cache import kept
from dashboard.data.query.question import Question
from dashboard.data.storage.schema.calls import customer_week


@dataclass(frozen=True)
class Unknown:
    """Customers whose calls no file tells; those with some call legs that name no call, and how many these are."""

    without_calls: int
    partly: int
    legs: int


@kept
def unknown_counts(question: Question) -> Unknown:
    """The same of the question's week, over the customers in scope."""
    row = customer_week.c
    partly = row.calls.is_not(None) & (row.legs_without_call_id > 0)
    counts = [
        sa.func.count(sa.case((row.calls.is_(None), 1))),
        sa.func.count(sa.case((partly, 1))),
        sa.func.coalesce(sa.func.sum(sa.case((partly, row.legs_without_call_id))), 0),
    ]
    statement = sa.select().add_columns(*counts).where(row.week == week_of(question))
    with question.scope.region.read() as connection:
        sums = connection.execute(question.scope.restrict(statement, row.customer_key)).one()
    return Unknown(*map(int, sums))
