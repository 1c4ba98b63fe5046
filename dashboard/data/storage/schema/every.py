"""Every table of a region, whichever module declares it."""

from dashboard.data.storage import schema
from dashboard.data.storage.schema import calls as schema_calls
from dashboard.data.storage.schema import customers as schema_customers
from dashboard.data.storage.schema import inventories as schema_inventory
from dashboard.data.storage.schema import work as schema_work

DECLARED_IN = (schema, schema_calls, schema_customers, schema_inventory, schema_work)
"""The modules that declare them: naming them here is what loads them."""

region_metadata = schema.metadata
