"""Bulk inserts, on both engines."""

from datetime import date

import pyarrow as pa
import sqlalchemy as sa

from dashboard.data.storage import bulk
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer


def test_columns_are_matched_by_name_and_the_others_are_null(region: Region) -> None:
    rows = pa.table(
        {
            "org_id": ["a", "b"],
            "last_admin_sign_in": pa.array([date(2026, 11, 21), None], pa.date32()),
            "customer_key": pa.array([1, 2], pa.int32()),
            "name": ['tab\there, "quote", \\N', None],
        }
    )
    with region.write() as connection:
        bulk.insert(connection, customer, rows)
    c = customer.c
    with region.read() as connection:
        found = connection.execute(
            sa.select(c.customer_key, c.org_id, c.last_admin_sign_in, c.name, c.country).order_by(c.customer_key)
        ).all()
    assert [tuple(row) for row in found] == [
        (1, "a", date(2026, 11, 21), 'tab\there, "quote", \\N', None),
        (2, "b", None, None, None),
    ]


def test_rows_go_with_the_transaction(region: Region) -> None:
    with region.engine.connect() as connection, connection.begin() as transaction:
        bulk.insert(connection, customer, pa.table({"customer_key": [1], "org_id": ["a"]}))
        transaction.rollback()
    with region.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(customer)) == 0
