"""Loads the staged rows of a Customers report: each replaces what was known of its customer."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from dashboard.data.files.loaders.customer_fields import set_fields
from dashboard.data.files.loaders.loading import Loading
from dashboard.data.files.loaders.new_customers import add_customers
from dashboard.data.files.loaders.staging import Staged
from dashboard.data.files.outcome import Replaced
from dashboard.data.storage.schema import customer, customer_source

_FIELDS = {
    "name": "customer_name",
    **{
        name: name
        for name in (
            "country", "industry", "planned_users", "managed_by", "last_admin_sign_in", "domains", "external_id",
        )
    },
}  # fmt: skip
"""The report's key for each field of a customer."""


def load(staged: Staged) -> Sequence[date]:
    """Bring the rows into the region; they speak of no date. A column that the file has not leaves its field alone."""
    rows = staged.rows
    add_customers(staged)
    fields = [field for field, key in _FIELDS.items() if key in staged.given]
    values = sa.select(customer.c.customer_key, *(rows.c[_FIELDS[field]].label(field) for field in fields))
    own = values.join_from(rows, customer, customer.c.org_id == rows.c.customer_org_id)
    set_fields(staged.connection, staged.import_id, own.subquery("told"), fields, always=True)
    return []


def replaced(staged: Staged) -> tuple[Replaced, ...]:
    """The customers whose record an earlier Customers file gave, by import."""
    rows, source = staged.rows, customer_source.c
    records = (
        sa.select(source.name, sa.func.count().label("rows"))
        .select_from(
            rows.join(customer, customer.c.org_id == rows.c.customer_org_id).join(
                customer_source, source.customer_key == customer.c.customer_key
            )
        )
        .where(source.name.is_not(None))
        .group_by(source.name)
        .order_by(source.name)
    )
    counts = staged.connection.execute(records)
    return tuple(Replaced(row.name, None, row.rows, row.rows, 0) for row in counts)


LOADING = {"Customers": Loading(load)}
