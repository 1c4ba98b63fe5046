"""Every table there is, by name."""

from dashboard.data import headline_rows, right_sizing, subscriptions
from dashboard.data.calling.features import FEATURE_ADOPTION
from dashboard.data.calling.quality import CUSTOMER_QUALITY
from dashboard.data.calling.queues import CUSTOMER_QUEUES
from dashboard.data.calling.usage import CUSTOMER_USAGE
from dashboard.data.checks.table import DATA_QUALITY
from dashboard.data.customer_list import CUSTOMERS
from dashboard.data.table import Table
from dashboard.data.waterfall.changes import CHANGES
from dashboard.errors import NotFound

TABLES = (
    *subscriptions.TABLES,
    *right_sizing.TABLES,
    *headline_rows.BEHIND,
    CUSTOMER_USAGE,
    CUSTOMER_QUALITY,
    FEATURE_ADOPTION,
    CUSTOMER_QUEUES,
    CUSTOMERS,
    CHANGES,
    DATA_QUALITY,
)


def table_named(name: str) -> Table:
    """The table of that name. Raises NotFound for any other."""
    for table in TABLES:
        if table.name == name:
            return table
    raise NotFound(f"There is no table {name!r}. Tables: {', '.join(table.name for table in TABLES)}.")
