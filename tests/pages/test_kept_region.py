"""Pages that ask no question keep the region and the day that one came with: their links lead on where one was."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from flask_login import login_user

from dashboard.access.accounts import user_of
from dashboard.data.storage.store import reading
from dashboard.pages.alerts import page as alerts
from dashboard.pages.base import missing
from dashboard.pages.customer import page as customer
from dashboard.pages.help import page as help
from dashboard.pages.reports import page as reports
from dashboard.services import Services
from dashboard.settings import Settings
from tests.data.factories import TODAY, load, org_id, row
from tests.fixtures.application import OWN, email_of, settings_in, sign_in
from tests.ui.trees import find, nodes, text

KEPT = "region=EU&as_of=2026-11-15"
QUERY = {"region": "EU", "as_of": "2026-11-15"}


@pytest.fixture
def settings(tmp_path: Path, application_template: Path) -> Settings:
    """US and EU on the tests' Monday."""
    directory = tmp_path / "data"
    shutil.copytree(application_template, directory)
    return settings_in(directory, "US", "EU").model_copy(update={"today": TODAY})


@pytest.fixture
def office(server: Flask, opened: Services) -> Flask:
    """A customer in each region: A in US, B in EU."""
    for code, letter in (("US", "A"), ("EU", "B")):
        load(opened.regions[code], [row(letter, "S1", m=(10, 5, 5))])
    return server


def drawn(office: Flask, opened: Services, layout: Any, **query: str) -> Any:
    """A page as a full administrator has it."""
    with office.test_request_context("/"):
        with reading(opened.store) as connection:
            login_user(user_of(connection, email_of("full_admin")))
        g.pop("scopes", None)
        return layout(**query)


def inside(tree: Any) -> list[str]:
    """Where the links of the frame lead: the menu and the bell."""
    [menu] = find(tree, className="nav-links")
    [bell] = find(tree, id="bell")
    return [bell["href"], *(one["href"] for one in nodes(menu["children"]) if one["type"] == "A")]


@pytest.mark.parametrize("layout", [alerts.layout, reports.layout, help.layout, missing.layout])
def test_links_keep_what_the_address_says(office: Flask, opened: Services, layout: Any) -> None:
    kept = inside(drawn(office, opened, layout, **QUERY))
    assert len(kept) > 15
    assert [one for one in kept if not one.endswith(f"?{KEPT}")] == []
    assert inside(drawn(office, opened, layout, region="XX", as_of="x"))[:3] == ["/alerts", "/", "/"]
    assert inside(drawn(office, opened, layout))[:3] == ["/alerts", "/", "/"]


@pytest.mark.parametrize("path", ["/account", "/users", "/audit", "/data", "/settings", "/verify"])
def test_forms_keep_it_too_and_after_they_were_sent(office: Flask, client: FlaskClient, path: str) -> None:
    sign_in(client, "full_admin")
    for asked in (
        client.get(f"{path}?{KEPT}"),
        client.get(path, headers={"Referer": f"http://localhost{path}?{KEPT}"}),
    ):
        found = re.findall(r'<a class="(?:signed|brand)[^"]*" href="([^"]+)"', asked.text)
        assert len(found) > 15
        assert [one for one in found if not one.replace("&amp;", "&").endswith(f"?{KEPT}")] == []
    other = client.get(path, headers={"Referer": f"http://elsewhere.example{path}?{KEPT}"})
    assert 'href="/alerts"' in other.text


def test_a_form_that_is_refused_keeps_it(office: Flask, client: FlaskClient) -> None:
    sign_in(client, "full_admin")
    came = {**OWN, "Referer": f"http://localhost/account?{KEPT}"}
    refused = client.post("/account/password", data={"current": "x"}, headers=came)
    assert refused.status_code == 400
    assert f'href="/renewals?{KEPT}"' in refused.text.replace("&amp;", "&")


def test_a_customer_of_another_region_is_found_there(office: Flask, opened: Services) -> None:
    told = drawn(office, opened, customer.layout, org_id=org_id("A"), tab="work", **QUERY)
    [acts] = find(told, className="acts")
    ways = [(text(one["children"]), one["href"]) for one in nodes(acts["children"])]
    assert ways == [
        ("Customers of EU", f"/customers?{KEPT}"),
        ("Look in US", "?region=US&as_of=2026-11-15&tab=work"),
        ("To the overview", f"/?{KEPT}"),
    ]
