"""What the tables of calls share: a customer's row of a week beside its row of the week before."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.coverage import shown_weeks, week_of
from dashboard.data.customers_then import with_name_then
from dashboard.data.kept import kept
from dashboard.data.question import Question
from dashboard.data.schema import customer
from dashboard.data.weeks import WEEK

Columns = sa.sql.ColumnCollection[str, Any]


def of_weeks(
    question: Question, table: sa.Table, weeks: Sequence[date] | None = None
) -> tuple[sa.Select[Any], Columns, Columns]:
    """A statement from the rows of weeks (the question's one) of the customers in scope; the columns of now and before.

    It has `customer_key`, for weeks `week`, for the question's own the customer's id and name. `before` is unknown
    throughout for a customer whom the week before lacks.
    """
    now, before, wanted = table.alias("now"), table.alias("before"), weeks or [week_of(question)]
    week_before = now.c.week.op("-", return_type=sa.Date())(sa.literal(7, sa.Integer))
    earlier = (before.c.customer_key == now.c.customer_key) & (before.c.week == week_before)
    # Told twice, for the weeks lie in the order of their dates and only these need be looked at.
    source = now.join(before, earlier & before.c.week.between(min(wanted) - WEEK, max(wanted)), isouter=True)
    if weeks:
        statement = sa.select(now.c.customer_key, now.c.week).select_from(source).where(now.c.week.in_(weeks))
    else:
        source = source.join(customer, customer.c.customer_key == now.c.customer_key)
        known, columns = with_identity(question, source, now.c)
        statement = sa.select(*columns).select_from(known).where(now.c.week == wanted[0])
    return question.scope.restrict(statement, now.c.customer_key), now.c, before.c


def with_identity(
    question: Question, source: sa.FromClause, row: Columns
) -> tuple[sa.FromClause, list[sa.ColumnElement[Any]]]:
    """The source, which joins a row to `customer`, with what tells the name; the customer's key, its id, its name."""
    known, name = with_name_then(source, question.moment, row.customer_key)
    return known, [row.customer_key.label("customer_key"), customer.c.org_id.label("org_id"), name.label("customer")]


def ratio(part: sa.ColumnElement[Any], whole: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """part / whole, unknown over nothing."""
    return sa.cast(part, sa.Double) / sa.func.nullif(whole, 0)


@kept
def last_weeks_of(
    question: Question, customers: tuple[int, ...], table: sa.Table, values: tuple[sa.ColumnElement[Any], ...]
) -> dict[tuple[int, date], tuple[Any, ...]]:
    """Values of the last weeks of some customers, by customer and week."""
    row = table.c
    statement = sa.select(row.customer_key, row.week, *values)
    statement = statement.where(row.week.in_(shown_weeks(question)), row.customer_key.in_(customers))
    with question.scope.region.read() as connection:
        return {(one[0], one[1]): tuple(one[2:]) for one in connection.execute(statement)} if customers else {}


def add_weeks(
    question: Question,
    rows: Sequence[dict[str, Any]],
    table: sa.Table,
    values: dict[str, sa.ColumnElement[Any]],
    key: str,
) -> None:
    """Give each row, which has its `customer_key`, one of the values of the last weeks under its key, None where it is
    unknown. Lines that name the same values share one question."""
    place = list(values).index(key)
    found = last_weeks_of(question, tuple(row["customer_key"] for row in rows), table, tuple(values.values()))
    for row in rows:
        weeks = [found.get((row["customer_key"], week)) for week in shown_weeks(question)]
        row[key] = [None if week is None or week[place] is None else float(week[place]) for week in weeks]
