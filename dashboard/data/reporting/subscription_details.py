"""Subscription Details as a report: every subscription as its current snapshot shows it, expired ones too."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.query.question import Question
from dashboard.data.query.table import Column, Table
from dashboard.data.storage.schema import customer, subscription
from dashboard.data.subscriptions.states import current_states, trial
from dashboard.i18n import N_

_SAME = {
    "calculation_date": "date",
    "subscription_status": "status",
    "subscription_type": "subscription_type",
    "total_users_in_org": "total_users",
    "total_verified_users": "verified_users",
    "auto_renewal_enabled": "auto_renew",
    "expiration_renewal_date": "ends_on",
    "meeting_license_available": "meetings_purchased",
    "meeting_license_assigned": "meetings_assigned",
    "meeting_license_used": "meetings_used",
    "calling_professional_license_available": "professional_purchased",
    "calling_professional_license_assigned": "professional_assigned",
    "calling_professional_license_used": "professional_used",
    "calling_standard_license_available": "standard_purchased",
    "calling_standard_license_assigned": "standard_assigned",
    "calling_standard_license_used": "standard_used",
}
"""The report's key for each column of a snapshot that it shows as it is."""


def _rows(question: Question, _wanted: frozenset[str]) -> sa.Select[Any]:
    source = current_states(question.scope, question.moment, before=False)
    state = source.c
    known_as = sa.case((trial(state), state.enterprise_trial_id))
    same = (subscription.c.customer_key == state.customer_key) & (
        subscription.c.subscription_key == state.subscription_key
    )
    return (
        sa.select(
            *(state[name].label(key) for key, name in _SAME.items()),
            sa.func.coalesce(customer.c.name, state.customer_name).label("customer_name"),
            customer.c.org_id.label("customer_org_id"),
            sa.func.coalesce(known_as, subscription.c.subscription_id).label("subscription_id"),
        )
        .join_from(source, customer, customer.c.customer_key == state.customer_key)
        .join(subscription, same)
    )


_COLUMNS = (
    Column("calculation_date", N_("Calculation Date"), "", kind="date"),
    Column("customer_name", N_("Customer Name"), ""),
    Column("customer_org_id", N_("Customer Org ID"), ""),
    Column("subscription_status", N_("Subscription Status"), ""),
    Column("subscription_id", N_("Subscription ID"), ""),
    Column("subscription_type", N_("Subscription Type"), ""),
    Column("total_users_in_org", N_("Total Users in Organization"), "", kind="integer"),
    Column("total_verified_users", N_("Total Verified Users"), "", kind="integer"),
    Column("auto_renewal_enabled", N_("Auto Renewal Enabled"), "", kind="flag"),
    Column("expiration_renewal_date", N_("Expiration / Renewal Date"), "", kind="date"),
    Column("meeting_license_available", N_("Meeting License (Available)"), "", kind="integer"),
    Column("meeting_license_assigned", N_("Meeting License (Assigned)"), "", kind="integer"),
    Column("meeting_license_used", N_("Meeting License (Used)"), "", kind="integer"),
    Column("calling_professional_license_available", N_("Calling Professional License (Available)"), "", "integer"),
    Column("calling_professional_license_assigned", N_("Calling Professional License (Assigned)"), "", "integer"),
    Column("calling_professional_license_used", N_("Calling Professional License (Used)"), "", "integer"),
    Column("calling_standard_license_available", N_("Calling Standard License (Available)"), "", "integer"),
    Column("calling_standard_license_assigned", N_("Calling Standard License (Assigned)"), "", "integer"),
    Column("calling_standard_license_used", N_("Calling Standard License (Used)"), "", "integer"),
)

SUBSCRIPTION_DETAILS = Table(
    name="subscription_details",
    title=N_("Subscription Details"),
    short=N_("Subscription Details"),
    definition=N_("Every subscription as its current snapshot by the as-of date shows it, expired ones too."),
    relation=_rows,
    columns=_COLUMNS,
    shown=tuple(column.key for column in _COLUMNS),
    order=("customer_name", "customer_org_id", "subscription_id"),
)
