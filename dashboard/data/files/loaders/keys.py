"""Keys for new rows."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection


def next_key(connection: Connection, key: sa.ColumnElement[int]) -> int:
    """The number after the largest of a key column, 1 when there is none."""
    return (connection.scalar(sa.select(sa.func.max(key))) or 0) + 1
