"""Every table there is, by name."""

from dashboard.data.calling.endpoints import ENDPOINT_QUALITY
from dashboard.data.calling.features import FEATURE_ADOPTION
from dashboard.data.calling.quality import CUSTOMER_QUALITY
from dashboard.data.calling.queue_list import QUEUES_WORST
from dashboard.data.calling.queues import CUSTOMER_QUEUES
from dashboard.data.calling.usage import CUSTOMER_USAGE
from dashboard.data.changes.table import CHANGES
from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.quality.not_seen import NOT_SEEN
from dashboard.data.quality.table import DATA_QUALITY
from dashboard.data.query.table import Table
from dashboard.data.renewals.table import RENEWALS
from dashboard.data.subscriptions import headline_rows, right_sizing
from dashboard.data.subscriptions import sections as subscriptions
from dashboard.errors import NotFound

TABLES = (
    *subscriptions.TABLES,
    *right_sizing.TABLES,
    *headline_rows.BEHIND,
    CUSTOMER_USAGE,
    CUSTOMER_QUALITY,
    ENDPOINT_QUALITY,
    FEATURE_ADOPTION,
    CUSTOMER_QUEUES,
    QUEUES_WORST,
    CUSTOMERS,
    RENEWALS,
    CHANGES,
    DATA_QUALITY,
    NOT_SEEN,
)


def table_named(name: str) -> Table:
    """The table of that name. Raises NotFound for any other."""
    for table in TABLES:
        if table.name == name:
            return table
    raise NotFound(f"There is no table {name!r}. Tables: {', '.join(table.name for table in TABLES)}.")
