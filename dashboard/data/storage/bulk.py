"""Writes and reads many rows at once, each engine its own quick way, within the caller's transaction."""

from collections.abc import Iterable
from contextlib import closing
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.storage.leg_weeks import make_leg_weeks
from dashboard.data.storage.schema.calls import call_leg

_BATCH = 20_000  # rows that become Python objects at a time
_TYPES = {
    sa.BigInteger: pa.int64(),
    sa.Integer: pa.int32(),
    sa.Boolean: pa.bool_(),
    sa.DateTime: pa.timestamp("us"),
    sa.Date: pa.date32(),
    sa.Double: pa.float64(),
    sa.String: pa.string(),
    sa.LargeBinary: pa.binary(),
}


def arrow_schema(columns: Iterable[sa.ColumnElement[Any]]) -> pa.Schema:
    """What these columns are in Arrow, under their names."""
    return pa.schema([(column.key or "", _type(column)) for column in columns])


def _type(column: sa.ColumnElement[Any]) -> pa.DataType:
    if isinstance(column.type, sa.ARRAY):
        return pa.list_(_arrow(column.type.item_type))
    return _arrow(column.type)


def _arrow(stored: sa.types.TypeEngine[Any]) -> pa.DataType:
    return next(arrow for kind, arrow in _TYPES.items() if isinstance(stored, kind))


def insert(connection: Connection, table: sa.Table, rows: pa.Table) -> None:
    """Insert the rows of an Arrow table, whose columns are named as the database table's; others become NULL.

    The rows keep their order. Raises sqlalchemy.exc.DBAPIError when the database refuses them.
    """
    try:
        if connection.dialect.name == "duckdb":
            _insert_from_arrow(connection, table, rows)
        else:
            if table is call_leg:
                make_leg_weeks(connection, rows["week"].unique().to_pylist())
            _copy(connection, table, rows)
    except connection.dialect.loaded_dbapi.Error as error:
        raise sa.exc.DBAPIError(f"insert into {table.name}", None, error) from error


def fetch(
    connection: Connection, statement: "sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]]"
) -> pa.Table:
    """The answer as an Arrow table, whose columns are named as the statement's: lists and long columns of numbers come
    without an object for each. Raises sqlalchemy.exc.DBAPIError when the database refuses it.
    """
    result = connection.execute(statement)
    if connection.dialect.name == "duckdb":
        with closing(result):
            table: pa.Table = result.cursor.to_arrow_table()
            return table
    columns = arrow_schema(statement.selected_columns)
    cells = zip(*result, strict=True)
    return pa.Table.from_arrays([pa.array(next(cells, ()), field.type) for field in columns], schema=columns)


def _insert_from_arrow(connection: Connection, table: sa.Table, rows: pa.Table) -> None:
    """A relation, since a registered view would hold the rows in memory until the transaction ends."""
    quote, driver = connection.dialect.identifier_preparer.quote, _driver(connection)
    columns = [quote(column.name) if column.name in rows.column_names else "NULL" for column in table.columns]
    driver.from_arrow(rows).project(", ".join(columns)).insert_into(table.name)


def _copy(connection: Connection, table: sa.Table, rows: pa.Table) -> None:
    prepare = connection.dialect.identifier_preparer
    names = ", ".join(prepare.quote(name) for name in rows.column_names)
    statement = f"COPY {prepare.format_table(table)} ({names}) FROM STDIN"
    with _driver(connection).cursor() as cursor, cursor.copy(statement) as copy:
        for batch in rows.to_batches(max_chunksize=_BATCH):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                copy.write_row(row)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
