"""Every table there is, by name."""

from dashboard.data import subscriptions
from dashboard.data.table import Table
from dashboard.errors import NotFound

TABLES = (*subscriptions.TABLES,)


def table_named(name: str) -> Table:
    """The table of that name. Raises NotFound for any other."""
    for table in TABLES:
        if table.name == name:
            return table
    raise NotFound(f"There is no table {name!r}. Tables: {', '.join(table.name for table in TABLES)}.")
