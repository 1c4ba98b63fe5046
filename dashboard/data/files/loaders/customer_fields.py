"""What files tell of customers: written with the import that each field came from, and taken back with it."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.files.loaders.replaced_rows import keep, kept
from dashboard.data.storage import bulk
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import CUSTOMER_FIELDS, customer, customer_source, import_record, replaced_rows
from dashboard.data.storage.schema.every import region_metadata

_KEPT = ("customer", "customer_source")
_NOT_OWN = ("customer", "customer_source", "customer_week", "endpoint_week", "feature_week", "queue_week",
            "subscription_current")  # fmt: skip
"""Tables that speak of a customer because another one does."""


def set_fields(
    connection: Connection, import_id: int, rows: sa.Subquery, fields: Sequence[str], *, always: bool = False
) -> None:
    """Give customers what `rows` say of them, by `customer_key`; what they had is kept.

    Only fields that change are written, unless a file speaks of them `always`: then they come from that file.
    """
    mine = customer.c.customer_key == rows.c.customer_key
    differs = sa.or_(*(customer.c[name].is_distinct_from(rows.c[name]) for name in fields))
    asked = sa.select(rows.c.customer_key).join_from(rows, customer, mine)
    changed = asked if always else asked.where(differs)
    _sources(connection, changed)
    any_field = sa.or_(*(customer.c[name].is_not(None) for name in fields))
    before = customer.c.customer_key.in_(changed) & any_field
    keys = sa.select(customer.c.customer_key).where(before)
    keep(connection, import_id, customer, before)
    keep(connection, import_id, customer_source, customer_source.c.customer_key.in_(keys))
    connection.execute(
        sa.update(customer_source)
        .where(customer_source.c.customer_key.in_(changed))
        .values(dict.fromkeys(fields, import_id))
    )
    values = {name: rows.c[name] for name in fields}
    connection.execute(sa.update(customer).values(values).where(mine, sa.true() if always else differs))


def _sources(connection: Connection, keys: sa.Select[tuple[int]]) -> None:
    """A row for each of these customers that has none."""
    there = sa.select(customer_source.c.customer_key)
    fresh = sa.select(customer.c.customer_key).where(customer.c.customer_key.in_(keys))
    missing = fresh.where(customer.c.customer_key.not_in(there))
    connection.execute(sa.insert(customer_source).from_select(["customer_key"], missing))


def restore_fields(connection: Connection, region: Region, import_id: int) -> None:
    """Take back what an import told of customers: each field that came from it is what it was before."""
    for name in _KEPT:
        _unpack(connection, region, import_id, region_metadata.tables[name])
    before, sources = (_before(region_metadata.tables[name]) for name in _KEPT)
    for field in CUSTOMER_FIELDS:
        _restore(connection, import_id, field, before, sources)
    for table in (before, sources):
        table.drop(connection)
    mine = (replaced_rows.c.import_id == import_id) & replaced_rows.c.table_name.in_(_KEPT)
    connection.execute(sa.delete(replaced_rows).where(mine))


def _restore(connection: Connection, import_id: int, field: str, before: sa.Table, sources: sa.Table) -> None:
    """One field, of the customers that have it from this import."""
    source = customer_source.c
    with_before = customer_source.join(before, before.c.customer_key == source.customer_key, isouter=True)
    earlier = (
        sa.select(source.customer_key, before.c[field])
        .select_from(with_before)
        .where(source[field] == import_id)
        .subquery("found")
    )
    mine = customer.c.customer_key == earlier.c.customer_key
    connection.execute(sa.update(customer).values({field: earlier.c[field]}).where(mine))
    old = sa.select(sources.c[field]).where(sources.c.customer_key == source.customer_key).scalar_subquery()
    connection.execute(sa.update(customer_source).where(source[field] == import_id).values({field: old}))


def _before(table: sa.Table) -> sa.Table:
    columns = [sa.Column(column.name, column.type) for column in table.c]
    return sa.Table(f"{table.name}_before", sa.MetaData(), *columns)


def _unpack(connection: Connection, region: Region, import_id: int, table: sa.Table) -> None:
    """The kept rows as a table, gone with the transaction unless dropped before."""
    before = _before(table)
    before.create(connection)
    if region.spread:
        connection.execute(sa.text(f"SELECT create_reference_table('{before.name}')"))
    for rows in kept(connection, import_id, table):
        bulk.insert(connection, before, rows.select([column.name for column in before.c]))


def forget_customers(connection: Connection) -> int:
    """Remove the customers that only undone imports named; how many."""
    undone = sa.select(import_record.c.import_id).where(import_record.c.undone_at.is_not(None))
    source = customer_source.c
    silent = sa.and_(*(source[name].is_(None) for name in CUSTOMER_FIELDS))
    lonely = sa.select(source.customer_key).where(source.added.in_(undone), silent)
    keys = set(connection.scalars(lonely))
    for table in region_metadata.sorted_tables:
        if keys and "customer_key" in table.c and table.name not in _NOT_OWN:
            keys -= set(connection.scalars(sa.select(table.c.customer_key).distinct()))
    for table in (customer_source, customer):
        _delete(connection, table, keys)
    return len(keys)


def _delete(connection: Connection, table: sa.Table, keys: Collection[int], block: int = 10_000) -> None:
    ordered = sorted(keys)
    for first in range(0, len(ordered), block):
        connection.execute(sa.delete(table).where(table.c.customer_key.in_(ordered[first : first + block])))
