"""A table that holds the rows of one file while they are being loaded."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.files.cells import Holds
from dashboard.data.files.columns.subscriptions import Column
from dashboard.data.storage.regions import Region

LINE = "line"

_STORED: Mapping[Holds, type[sa.types.TypeEngine[Any]]] = {
    "text": sa.String,
    "whole": sa.Integer,
    "number": sa.Double,
    "time": sa.DateTime,
    "day": sa.Date,
    "flag": sa.Boolean,
}


@dataclass(frozen=True)
class Staged:
    """The good rows of one file, ready to be loaded within the connection's transaction.

    `rows` has every column of the kind, and the line, which goes on from file to file; `period` is the Sunday of the
    week they count or the day of an inventory, for kinds that carry no dates.
    """

    connection: Connection
    region: Region
    rows: sa.Table
    import_id: int
    period: date | None = None
    given: frozenset[str] = frozenset()  # keys of the columns that the file has
    whose: str | None = None  # the customer that all rows are of, where the file has no column of customers
    adds: bool = False  # mended rejects: they add to what an import brought
    left: frozenset[date] = frozenset()  # the dates or weeks of what gave way


@contextmanager
def staged(connection: Connection, region: Region, columns: Sequence[Column]) -> Iterator[sa.Table]:
    """An empty table with these columns, and the line; gone at the end, or with the transaction.

    DuckDB keeps temporary tables in memory and writes other ones to its file as they grow, so there it is one of those.
    A region that is spread has it on each of its machines, which look up their own customers in it.
    """
    kept = [] if region.embedded or region.spread else ["TEMPORARY"]
    stored = [sa.Column(column.key, _STORED[column.cells.holds]) for column in columns]
    table = sa.Table("staged_rows", sa.MetaData(), sa.Column(LINE, sa.Integer), *stored, prefixes=kept)
    table.create(connection)
    if region.spread:
        connection.execute(sa.text(f"SELECT create_reference_table('{table.name}')"))
    yield table
    table.drop(connection)
