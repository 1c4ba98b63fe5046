"""Sample data gives way to the first file of one's own."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.storage.schema import header_mapping, import_record
from dashboard.data.storage.schema.every import region_metadata
from dashboard.data.storage.schema.work import chart_note, price, region_rule

_KEPT = (header_mapping, region_rule, price, chart_note)  # a person made those


def clear_sample(connection: Connection) -> bool:
    """Empty a region that holds sample data and nothing else, within the caller's transaction; whether it did."""
    if not only_sample(connection):
        return False
    for table in reversed(region_metadata.sorted_tables):
        if table not in _KEPT:
            connection.execute(sa.delete(table))
    return True


def only_sample(connection: Connection) -> bool:
    """Whether the region holds sample data and nothing else."""
    return set(connection.scalars(sa.select(import_record.c.sample).distinct())) == {True}
