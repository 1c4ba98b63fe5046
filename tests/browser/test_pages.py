"""Every page, in every browser: it opens, tells the truth, and complains of nothing."""

import dash
import pytest
from flask import Flask

from tests.browser.addresses import ADDRESSES, in_place
from tests.browser.visit import Visit
from tests.fixtures.long import only_long
from tests.rights_table import ROUTES

NO_PAGES = {
    "/healthz", "/readyz", "/metrics", "/login", "/password", "/sso", "/sso/callback", "/setup", "/audit.csv",
}  # fmt: skip
"""Addresses without parameters that are no pages of the product: for machines, strangers, and the first day."""


def test_every_page_of_the_application_is_visited(server: Flask) -> None:
    forms = {path for method, _, path in (route.partition(" ") for route in ROUTES) if method == "GET"}
    forms = {path for path in forms if "<" not in path and not path.startswith(("/_", "/api/", "/vendor/"))}
    drawn = {page["path_template"] or page["path"] for page in dash.page_registry.values() if page["path"]}
    named = {address.replace("{org_id}", "<org_id>") for address in ADDRESSES}
    assert (forms | drawn) - NO_PAGES - {"/not-found-404"} <= named


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_opens_and_tells_the_truth(visit: Visit, address: str) -> None:
    visit.open(f"{in_place(visit.application, address)}?region=US").whole()


@only_long
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_region_without_data_has_no_numbers(visit: Visit, address: str) -> None:
    if "{" in address:
        return  # its customers are no one's
    visit.open(f"{in_place(visit.application, address)}?region=UAE").whole()
