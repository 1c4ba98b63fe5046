"""The columns of work beside a customer's or a subscription's row: whose it is, what is next, how a renewal stands."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.data.query.question import Question
from dashboard.data.query.table import Column
from dashboard.data.storage.schema.work import colleague, customer_work, renewal_work
from dashboard.data.storage.weeks import sunday
from dashboard.i18n import N_

FORMER = N_("former user")
"""Who is shown where the user is gone and their work is not; also what a filter says to find it."""
DUE = ("overdue", "this_week", "later")
"""When the next step is due: before the as-of date, up to the Saturday of its week, afterwards."""

STATES = ("open", "contacted", "quoted", "will_renew", "will_not_renew")

WORK = (
    Column("owner", N_("Owner"), N_("Who looks after what is to be done about the customer."), aside=True),
    Column("next_step", N_("Next step"), N_("What is to be done next."), aside=True),
    Column("due_on", N_("Due on"), N_("The day on which the next step is due."), "date", aside=True),
    Column(
        "due",
        N_("Due"),
        N_("Whether the next step is overdue, due in the week of the as-of date, or later."),
        "list",
        of=DUE,
        aside=True,
    ),
)
"""Of a customer. `owner=unknown` finds those without one; an address that begins a filter with `me` is the asker's."""

RENEWAL = (
    Column(
        "state",
        N_("Renewal state"),
        N_("How the renewal stands; open until somebody says more."),
        of=STATES,
        aside=True,
    ),
    Column("forecast", N_("Forecast"), N_("Licences expected after the renewal."), "integer", aside=True),
)
"""Of a subscription."""

_WORK, _RENEWAL = (frozenset(column.key for column in columns) for columns in (WORK, RENEWAL))


def with_work(rows: sa.Select[Any], row: sa.FromClause, question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """The statement over the rows, which have `customer_key`, with the columns of WORK where any is wanted."""
    if not wanted & _WORK:
        return rows
    work, owner = customer_work.alias("work"), colleague.alias("owner")
    joined = rows.outerjoin_from(row, work, work.c.customer_key == row.c.customer_key)
    joined = joined.outerjoin(owner, owner.c.user_id == work.c.owner_id)
    return joined.add_columns(
        owner_shown(work.c.owner_id, owner.c.email).label("owner"),
        work.c.next_step.label("next_step"),
        work.c.due_on.label("due_on"),
        _due(work.c.due_on, question).label("due"),
    )


def with_renewal_work(
    rows: sa.Select[Any], row: sa.FromClause, question: Question, wanted: frozenset[str]
) -> sa.Select[Any]:
    """The statement over the rows, which have both keys, with the columns of RENEWAL where any is wanted."""
    if not wanted & _RENEWAL:
        return rows
    work = renewal_work.alias("renewal_work")
    same = (work.c.customer_key == row.c.customer_key) & (work.c.subscription_key == row.c.subscription_key)
    state = sa.func.coalesce(work.c.state, STATES[0]).label("state")
    forecast = work.c[f"{question.product}_forecast"].label("forecast")
    return rows.outerjoin_from(row, work, same).add_columns(state, forecast)


def _due(due_on: sa.ColumnElement[Any], question: Question) -> sa.ColumnElement[str]:
    today = question.moment.as_of
    saturday = sunday(today) + timedelta(days=6)
    return sa.case((due_on < today, DUE[0]), (due_on <= saturday, DUE[1]), (due_on > saturday, DUE[2]))


def owner_shown(owner_id: sa.ColumnElement[Any], email: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """An owner's address, FORMER when they are gone, unknown without one."""
    return sa.case((owner_id.is_not(None), sa.func.coalesce(email, FORMER)))
