"""The pages of the product."""

import pytest

from tests.browser.application import Application

ADDRESSES = (
    "/", "/subscriptions", "/calling", "/queues", "/changes", "/renewals", "/customers", "/customers/{org_id}",
    "/quality", "/proof", "/reports", "/alerts", "/data", "/settings", "/account", "/users", "/audit", "/verify",
    "/help", "/customers/{org_id}/brief", "/customers-work/file",
)  # fmt: skip
"""The pages that a full administrator may open: a test holds them against the application's own list."""
TABS = ("trials", "admins", "profile", "calling")
"""The tabs of a customer's page beside the first."""


def customer_of(application: Application, code: str = "US") -> str:
    """The id of a customer of a region."""
    [row] = application.api("/tables/customers", [("region", code), ("limit", "1")])["rows"]
    return str(row["org_id"])


def in_place(application: Application, address: str) -> str:
    """The address with a customer's id in its place; skips the test where the product has no such page yet."""
    address = address.format(org_id=customer_of(application))
    if not application.exists(address):
        pytest.skip(f"there is no page {address}")
    return address
