"""Lists in a column: joined in SQL by a character that no member may hold, split where rows leave the database."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from dashboard.data.query.letters import contains

SEPARATOR = "\x1f"


def joined(*members: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """The members that are known, in this order; unknown when none is."""
    return sa.func.nullif(sa.func.concat_ws(SEPARATOR, *members, type_=sa.String), "", type_=sa.String)


def holds(column: sa.ColumnElement[Any], members: Iterable[object]) -> sa.ColumnElement[bool]:
    """Whether a list holds any of the members, in any case; false for an empty one."""
    padded = sa.literal(SEPARATOR, sa.String) + column + sa.literal(SEPARATOR, sa.String)
    contained = [contains(padded, f"{SEPARATOR}{member}{SEPARATOR}") for member in members]
    return sa.func.coalesce(sa.or_(*contained), sa.false())


def split(text: str | None) -> tuple[str, ...]:
    """The members of a list."""
    return tuple(text.split(SEPARATOR)) if text else ()
