"""Keeps the rows that an import replaces, and puts them back: a table's rows in Arrow's own format, in parts.

Customers and subscriptions stand in it by their ids, so that rows find them again whatever their keys became.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any, TypeVar

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.storage import bulk
from dashboard.data.storage.schema import customer, customer_source, replaced_rows, subscription

T = TypeVar("T")

_PART = 50_000  # rows
_ORG, _SUBSCRIPTION = "own_org_id", "own_subscription_id"


def keep(connection: Connection, import_id: int, table: sa.Table, gone: sa.ColumnElement[bool]) -> None:
    """Keep the rows of a table that an import is about to remove."""
    source, columns = _with_ids(table)
    shape = bulk.arrow_schema(columns)
    select = sa.select(*columns).select_from(source).where(gone)
    result = connection.execute(select, execution_options={"yield_per": _PART})
    parts = [_packed(some, shape) for some in result.partitions()]
    rows = [
        {"import_id": import_id, "table_name": table.name, "part": part, "rows": number, "content": content}
        for part, (number, content) in enumerate(parts, 1)
    ]
    if rows:
        connection.execute(sa.insert(replaced_rows), rows)


def _with_ids(table: sa.Table) -> tuple[sa.FromClause, list[sa.ColumnElement[Any]]]:
    source: sa.FromClause = table
    columns: list[sa.ColumnElement[Any]] = list(table.c)
    if "customer_key" in table.c and table not in (customer, customer_source):
        source = source.join(customer, customer.c.customer_key == table.c.customer_key)
        columns.append(customer.c.org_id.label(_ORG))
    if "subscription_key" in table.c:
        mine = subscription.c.customer_key == table.c.customer_key
        source = source.join(subscription, mine & (subscription.c.subscription_key == table.c.subscription_key))
        columns.append(subscription.c.subscription_id.label(_SUBSCRIPTION))
    return source, columns


def _packed(rows: Sequence[sa.Row[Any]], shape: pa.Schema) -> tuple[int, bytes]:
    columns = [pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), shape.types, strict=True)]
    held = io.BytesIO()
    with pa.ipc.new_stream(held, shape, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(pa.table(columns, schema=shape))
    return len(rows), held.getvalue()


def kept(connection: Connection, import_id: int, table: sa.Table) -> Iterator[pa.Table]:
    """The rows of a table that an import replaced, part by part."""
    mine = (replaced_rows.c.import_id == import_id) & (replaced_rows.c.table_name == table.name)
    own = replaced_rows.c
    parts = connection.scalars(sa.select(own.part).where(mine).order_by(own.part)).all()
    for part in parts:
        content = connection.scalar(sa.select(own.content).where(mine, own.part == part))
        yield pa.ipc.open_stream(content).read_all()


def put_back(connection: Connection, import_id: int, table: sa.Table, day: str | None) -> tuple[int, set[date]]:
    """Put back the rows of a table that an import replaced, and forget them; how many there were, and of which days."""
    back, days = 0, set[date]()
    for rows in kept(connection, import_id, table):
        columns = {name: rows[name] for name in rows.column_names if name in table.c}
        if _ORG in rows.column_names:
            orgs = rows[_ORG].to_pylist()
            customers = _customers(connection, dict(zip(orgs, rows["customer_key"].to_pylist(), strict=True)))
            keys = [customers[org] for org in orgs]
            columns["customer_key"] = pa.array(keys, pa.int32())
            if _SUBSCRIPTION in rows.column_names:
                pairs = list(zip(keys, rows[_SUBSCRIPTION].to_pylist(), strict=True))
                old = dict(zip(pairs, rows["subscription_key"].to_pylist(), strict=True))
                subscriptions = _subscriptions(connection, old)
                columns["subscription_key"] = pa.array([subscriptions[pair] for pair in pairs], pa.int32())
        bulk.insert(connection, table, pa.table(columns))
        back += rows.num_rows
        days.update(rows[day].unique().to_pylist() if day else [])
    gone = (replaced_rows.c.import_id == import_id) & (replaced_rows.c.table_name == table.name)
    connection.execute(sa.delete(replaced_rows).where(gone))
    return back, days


def _customers(connection: Connection, old: Mapping[str, int]) -> Mapping[str, int]:
    """The key of each customer; one that nothing names any more is made anew, with its old key if that is free."""
    keys = {row.org_id: row.customer_key for row in connection.execute(sa.select(customer))}
    new_keys = _keys({org: key for org, key in old.items() if org not in keys}, set(keys.values()))
    if new_keys:
        rows = [{"customer_key": key, "org_id": org} for org, key in new_keys.items()]
        connection.execute(sa.insert(customer), rows)
    return keys | new_keys


def _subscriptions(connection: Connection, old: Mapping[tuple[int, str], int]) -> Mapping[tuple[int, str], int]:
    """The key of each subscription of a customer; one that was forgotten since is made anew, as `_customers`."""
    every = connection.execute(sa.select(subscription))
    keys = {(row.customer_key, row.subscription_id): row.subscription_key for row in every}
    new_keys = _keys({pair: key for pair, key in old.items() if pair not in keys}, set(keys.values()))
    if new_keys:
        names = ("customer_key", "subscription_id", "subscription_key")
        rows = [dict(zip(names, (*pair, key), strict=True)) for pair, key in new_keys.items()]
        connection.execute(sa.insert(subscription), rows)
    return keys | new_keys


def _keys(old: Mapping[T, int], taken: set[int]) -> dict[T, int]:
    """A key for each: the old one unless it was given to another meanwhile, then one after all of them."""
    after = count(max([0, *taken, *old.values()]) + 1)
    return {item: next(after) if key in taken else key for item, key in old.items()}
