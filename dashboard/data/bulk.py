"""Writes many rows at once, each engine its own quick way, within the caller's transaction."""

from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.engine import Connection

_ARRIVING = "arriving_rows"  # the name under which DuckDB sees the Arrow table
_BATCH = 20_000  # rows that become Python objects at a time


def insert(connection: Connection, table: sa.Table, rows: pa.Table) -> None:
    """Insert the rows of an Arrow table, whose columns are named as the database table's; others become NULL.

    The rows keep their order. Raises sqlalchemy.exc.DBAPIError when the database refuses them.
    """
    prepare = connection.dialect.identifier_preparer
    names = ", ".join(prepare.quote(name) for name in rows.column_names)
    target = prepare.format_table(table)
    try:
        if connection.dialect.name == "duckdb":
            _register_and_select(connection, target, names, rows)
        else:
            _copy(connection, f"COPY {target} ({names}) FROM STDIN", rows)
    except connection.dialect.loaded_dbapi.Error as error:
        raise sa.exc.DBAPIError(f"insert into {target}", None, error) from error


def _register_and_select(connection: Connection, table: str, names: str, rows: pa.Table) -> None:
    driver: Any = connection.connection.driver_connection
    driver.register(_ARRIVING, rows)
    try:
        # Names of our own schema, quoted by the dialect: nothing of a file or a person is in the text.
        driver.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {_ARRIVING}")  # noqa: S608
    finally:
        driver.unregister(_ARRIVING)


def _copy(connection: Connection, statement: str, rows: pa.Table) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for batch in rows.to_batches(max_chunksize=_BATCH):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                copy.write_row(row)
