"""What the tables of calls share: a customer's row of a week beside its row of the week before."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import SOURCES, covered_weeks, shown_weeks, week_before, week_of
from dashboard.data.calling.two_weeks import Columns, Sides, side_by_side
from dashboard.data.customers.past import with_name_then
from dashboard.data.query.cache import kept
from dashboard.data.query.question import Question
from dashboard.data.storage.schema import customer


def of_week(
    question: Question, table: sa.Table, names: Sequence[str], *, told_once: bool = False
) -> tuple[sa.Select[Any], Sides]:
    """The customers in scope that the question's week names, with counts of it and of the week that it compares with.

    The statement selects `customer_key`, the customer's id and name, and `silent`: a customer that the week before
    names, and whom this week's files of the same kind do not name though the region has them. A week that some file
    covers counts with 0 for whom it does not name. With `told_once` there are also those of the week before of whom
    nothing is known now.
    """
    week, earlier = week_of(question), week_before(question)
    covered, sources = covered_weeks(question), SOURCES[table.name]
    sides = side_by_side(
        _rows_of(question, table, week, names),
        _rows_of(question, table, earlier, [*names, *(name for name in _NAMED_BY if name in table.c)]),
        ("customer_key",),
        missed=lambda row: _missed(row, covered.get(week, frozenset()), sources),
        covered=not covered.get(earlier, frozenset()).isdisjoint(sources),
        told_once=told_once,
    )
    named, columns = identified(question, sides.row)
    return sa.select(*columns, sides.row.silent).select_from(named), sides


_NAMED_BY = ("usage_source", "quality_source", "source")


def _rows_of(question: Question, table: sa.Table, week: date, names: Sequence[str]) -> sa.Select[Any]:
    """The rows of a week. It is a constant: tables lie in the order of their weeks, so only this one is looked at."""
    row = table.c
    counts = [row[name] for name in dict.fromkeys(names)]
    statement = sa.select(row.customer_key, *counts).where(row.week == week)
    return question.scope.restrict(statement, row.customer_key)


def by_week(question: Question, table: sa.Table, names: Sequence[str], weeks: Sequence[date]) -> sa.Select[Any]:
    """Counts of the customers in scope that files name in some weeks: `week`, `customer_key` and the counts."""
    row = table.c
    statement = sa.select(row.week, row.customer_key, *(row[name] for name in names)).where(row.week.in_(weeks))
    return question.scope.restrict(statement, row.customer_key)


def _missed(row: Columns, there: frozenset[str], sources: Sequence[str]) -> sa.ColumnElement[bool]:
    """Whether a kind of file that named the customer in the week before is there in the week, too."""
    named = [_named_by(row, source) for source in sources if source in there]
    return sa.func.coalesce(sa.or_(sa.false(), *named), sa.false())


def _named_by(row: Columns, source: str) -> sa.ColumnElement[bool]:
    """Whether that kind of file named the customer of a row of weekly counts."""
    if "source" in row:
        return row.source == source
    return row.usage_source == source if source == "usage" else row.quality_source == source


def identified(question: Question, row: Columns) -> tuple[sa.FromClause, list[sa.ColumnElement[Any]]]:
    """The rows of a subquery joined to their customers; the customer's key, its id, its name."""
    source = row.customer_key.table.join(customer, customer.c.customer_key == row.customer_key)
    return with_identity(question, source, row)


def with_identity(
    question: Question, source: sa.FromClause, row: Columns
) -> tuple[sa.FromClause, list[sa.ColumnElement[Any]]]:
    """The source, which joins a row to `customer`, with what tells the name; the customer's key, its id, its name."""
    customers, name = with_name_then(source, question.moment, row.customer_key)
    return customers, [
        row.customer_key.label("customer_key"),
        customer.c.org_id.label("org_id"),
        name.label("customer"),
    ]


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
        return {(key, week): tuple(rest) for key, week, *rest in connection.execute(statement)} if customers else {}


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
    last_weeks = last_weeks_of(question, tuple(row["customer_key"] for row in rows), table, tuple(values.values()))
    for row in rows:
        weeks = [last_weeks.get((row["customer_key"], week)) for week in shown_weeks(question)]
        row[key] = [None if week is None or week[place] is None else float(week[place]) for week in weeks]
