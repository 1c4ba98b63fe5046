"""A table that holds the rows of one file while they are being loaded."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.files.kinds import Kind
from dashboard.data.files.rows import LINE


@contextmanager
def staged(connection: Connection, kind: Kind) -> Iterator[sa.Table]:
    """An empty table with every column of a kind, and the line; gone at the end, or with the transaction.

    DuckDB keeps temporary tables in memory and writes other ones to its file as they grow, so there it is one of those.
    """
    kept = [] if connection.dialect.name == "duckdb" else ["TEMPORARY"]
    columns = [sa.Column(column.key, column.cells.stored) for column in kind.columns]
    table = sa.Table("staged_rows", sa.MetaData(), sa.Column(LINE, sa.Integer), *columns, prefixes=kept)
    table.create(connection)
    yield table
    table.drop(connection)
