"""Sample data gives way to the first file of one's own."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.region_tables import region_metadata
from dashboard.data.schema import import_record


def clear_sample(connection: Connection) -> bool:
    """Empty a region that holds sample data and nothing else, within the caller's transaction; whether it did."""
    kinds = set(connection.scalars(sa.select(import_record.c.sample).distinct()))
    if kinds != {True}:
        return False
    for table in reversed(region_metadata.sorted_tables):
        connection.execute(sa.delete(table))
    return True
