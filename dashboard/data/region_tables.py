"""Every table of a region, whichever module declares it."""

from dashboard.data import schema, schema_calls, schema_customers, schema_inventory

DECLARED_IN = (schema, schema_calls, schema_customers, schema_inventory)
"""The modules that declare them: naming them here is what loads them."""

region_metadata = schema.metadata
