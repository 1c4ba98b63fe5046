"""A region whose database is out of reach: everything else works, and no other region's numbers take its place."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import dash
import plotly
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import login_user

from dashboard.access.accounts import user_of
from dashboard.data.storage.regions import Region, open_regions
from dashboard.data.storage.store import reading
from dashboard.services import EXTENSION, Services
from tests.data.factories import load, row
from tests.fixtures.application import email_of, sign_in

Page = Callable[..., str]


@pytest.fixture
def broken(server: Flask, opened: Services, us: Region) -> Iterator[Services]:
    """CA, which would be the first, and EU are down; US has a customer."""
    load(us, [row("A", "S1", m=(10, 12, 5))])
    missing = opened.settings.data_dir / "no-such-folder"
    down = open_regions({code: f"duckdb:///{missing}/{code}.duckdb" for code in ("CA", "EU")}, "1GB", 1)
    yield Services(opened.settings, opened.store, {"US": us, **down})
    server.extensions[EXTENSION] = opened


@pytest.fixture
def last_down(server: Flask, broken: Services) -> None:
    server.extensions[EXTENSION] = broken


@pytest.fixture
def first_down(server: Flask, broken: Services) -> None:
    regions = dict(sorted(broken.regions.items()))  # CA, EU, US
    server.extensions[EXTENSION] = Services(broken.settings, broken.store, regions)


@pytest.fixture
def page(server: Flask, opened: Services) -> Page:
    """The words of a page's tree, as Dash asks for it."""

    def draw(path: str, role: str = "read_only_admin", **query: str) -> str:
        with server.test_request_context("/"):
            with reading(opened.store) as connection:
                login_user(user_of(connection, email_of(role)))
            [found] = [one for one in dash.page_registry.values() if one["path"] == path]
            tree: Any = found["layout"](**query)
            return json.dumps(tree, cls=plotly.utils.PlotlyJSONEncoder, ensure_ascii=False)

    return draw


@pytest.mark.usefixtures("last_down")
@pytest.mark.parametrize("path", ["/", "/subscriptions", "/calling", "/customers", "/reports"])
def test_pages_work_and_say_what_is_missing(page: Page, path: str) -> None:
    words = page(path)
    assert "Out of reach: CA, EU." in words
    assert "A database is out of reach" not in words


@pytest.mark.usefixtures("last_down")
def test_the_region_that_is_asked_for_is_never_replaced(page: Page) -> None:
    words = page("/subscriptions", region="EU")
    assert "A database is out of reach" in words
    assert "?region=US" in words
    assert "data-kpi" not in words


@pytest.mark.usefixtures("first_down")
def test_nor_is_the_one_that_is_meant_without_a_name(page: Page) -> None:
    assert "A database is out of reach" in page("/subscriptions")
    assert "A database is out of reach" in page("/subscriptions", region="no such")
    assert "A database is out of reach" not in page("/subscriptions", region="US")


@pytest.mark.usefixtures("last_down")
def test_programs_are_told(client: FlaskClient) -> None:
    sign_in(client, "read_only_admin")
    assert client.get("/api/v1/regions").json == [{"code": "US", "customers": 1}]
    answers = [client.get(f"/api/v1/subscriptions?region={code}&unknown=ignore") for code in ("US", "EU")]
    assert [answer.status_code for answer in answers] == [200, 503]
    assert client.get("/readyz").json == {"status": "unavailable", "unavailable": ["CA", "EU"]}


@pytest.mark.usefixtures("last_down")
def test_who_has_no_other_region_is_not_told_that_they_have_no_customers(client: FlaskClient) -> None:
    sign_in(client, "partner_admin")
    assert client.get("/api/v1/subscriptions").status_code == 503
