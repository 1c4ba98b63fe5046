"""The list of customers and a customer's page as component trees, for each role."""

import json
from datetime import timedelta
from typing import Any

import plotly
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import login_user

from dashboard.access.accounts import user_of
from dashboard.data.customers.tags import set_tags
from dashboard.data.customers.trials import start_trial
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.store import reading
from dashboard.pages.customer import page as customer
from dashboard.services import Services
from tests.asked import components, page, words
from tests.data.factories import TODAY, load, org_id, row
from tests.fixtures.application import email_of, sign_in

A, DAY = org_id("A"), timedelta(days=1)


@pytest.fixture
def filled(us: Region) -> Region:
    """A, over the limit and about to end; a tag and a trial of its own."""
    load(us, [row("A", "S1", m=(10, 12, 5), ends_on=TODAY + 9 * DAY), row("B", "S2", pro=(30, 2, 1))])
    set_tags(Scope(us, None), A, ["Gold"], None, "ana")
    start_trial(Scope(us, None), A, {"calling": 5}, 30, TODAY, "ana")
    return us


@pytest.fixture
def seen(server: Flask, opened: Services, filled: Region) -> Any:
    """Draws a customer's page as a role sees it: the words of its tree."""

    def draw(role: str, org: str = A, **query: str) -> str:
        with server.test_request_context("/"):
            with reading(opened.store) as connection:
                login_user(user_of(connection, email_of(role)))
            page = customer.layout(org, as_of=str(TODAY), **query)
            return json.dumps(page, cls=plotly.utils.PlotlyJSONEncoder, ensure_ascii=False)

    return draw


def test_what_to_tell_is_on_the_first_screen(seen: Any) -> None:
    words = seen("full_admin")
    for text in (
        "Licence overage",
        "2 licences over",
        "2 Dec 2026, in 9 days: S1, does not renew by itself",
        "2 Meetings licences too many are assigned",
        "5 of 10 Meetings licences (50.0",
    ):
        assert text in words, text


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        ("full_admin", {"subscriptions", "work", "trials", "admins", "profile", "calling"}),
        ("help_desk", {"subscriptions", "work", "profile"}),
    ],
)
def test_tabs_are_links_that_the_role_may_follow(seen: Any, role: str, tabs: set[str]) -> None:
    words = seen(role)
    assert {tab for tab in customer.TABS if f"&tab={tab}" in words} == tabs
    assert ("Edit tags" in words) == (role == "full_admin")


def test_a_tab_that_the_role_may_not_see_falls_back(seen: Any) -> None:
    assert "Start a trial" not in seen("help_desk", tab="trials")
    assert "Start a trial" not in seen("read_only_admin", tab="trials")
    assert "Running trials" in seen("read_only_admin", tab="trials")
    assert "Running trials" not in seen("full_admin", tab="nonsense")


def test_a_foreign_customer_is_an_unknown_one(seen: Any, opened: Services) -> None:
    unknown = seen("full_admin", org_id("Z"))
    assert "There is no customer with this id" in unknown


def test_the_list_shows_its_facets(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "help_desk")
    tree = page(client, f"/customers?as_of={TODAY}&customers.filter.statuses=licence_overage,expired&tag=gold")
    facets = {
        node["props"]["id"]["name"]: node["props"]
        for node in components(tree)
        if isinstance(node["props"].get("id"), dict) and node["props"]["id"].get("type") == "facet"
    }
    assert facets["customers.filter.statuses"]["value"] == ["licence_overage", "expired"]
    assert facets["tag"]["value"] == ["Gold"]
    assert facets["managed_by"]["value"] == ""
    assert "1" in words(facets["tag"]["options"][0]["label"])
