"""Filters and orders of a table as SQL. Names were looked up before, values are bound, unknown sorts last."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from dashboard.data.query.letters import contains
from dashboard.data.query.lists import holds
from dashboard.data.query.metric import Columns
from dashboard.data.query.question import Filter

Test = Callable[[Any, tuple[object, ...]], sa.ColumnElement[bool]]

TIES = (
    "org_id", "subscription_id", "product", "feature", "endpoint_type", "queue", "location", "finding", "report", "day",
    "subject",
)  # fmt: skip
"""Columns that end every order, where a relation has them: rows then never change places."""

_TESTS: dict[str, Test] = {
    "=": lambda column, values: column == values[0],
    "!=": lambda column, values: column != values[0],
    "<": lambda column, values: column < values[0],
    "<=": lambda column, values: column <= values[0],
    ">": lambda column, values: column > values[0],
    ">=": lambda column, values: column >= values[0],
    "between": lambda column, values: column.between(*values),
    "contains": lambda column, values: contains(column, str(values[0])),
    "any": holds,
    "none": lambda column, values: sa.not_(holds(column, values)),
    "in": lambda column, values: column.in_(values),
    "unknown": lambda column, values: column.is_(None),
    "known": lambda column, values: column.is_not(None),
}


def condition(row: Columns, part: Filter) -> sa.ColumnElement[bool]:
    """One filter as a condition on the columns of a relation."""
    return _TESTS[part.operator](row[part.column], part.values)


def ordering(row: Columns, order: tuple[str, ...]) -> list[sa.ColumnElement[Any]]:
    """ORDER BY for keys with "-" before a descending one; ties end with the ids of the row."""
    named = {key.lstrip("-") for key in order}
    ties = [key for key in TIES if key in row and key not in named]
    return [_direction(row, key) for key in (*order, *ties)]


def _direction(row: Columns, key: str) -> sa.ColumnElement[Any]:
    column = row[key.lstrip("-")]
    if isinstance(column.type, sa.String):
        column = sa.collate(sa.func.lower(column), "C")  # the same order on every engine, whatever its locale
    return (column.desc() if key.startswith("-") else column.asc()).nulls_last()
