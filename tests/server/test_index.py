"""What a page loads at once: little, nothing twice, and nothing that it does not use."""

import re

import pytest
from flask.testing import FlaskClient

from dashboard.web.vendor import ASSETS, PLOTLY, joined
from tests.fixtures.application import sign_in

MOST = 700_000
"""Bytes that the first screen of a page with a chart may take, packed; the code of tables is half a million more."""

CHUNK = "/_dash-component-suites/dash/dcc/async-graph.js"


def loaded(client: FlaskClient, page: str) -> list[str]:
    """The addresses of scripts and style sheets in a page, in order."""
    text = sign_in(client, "full_admin").get(page).text
    return re.findall(r'<(?:script src|link rel="stylesheet" href)="([^"]+)"', text)


def test_the_code_of_tables_comes_when_one_is_near(client: FlaskClient) -> None:
    page = sign_in(client, "full_admin").get("/subscriptions").text
    assert "dash_ag_grid" not in "".join(loaded(client, "/subscriptions"))
    assert re.search(r'<script src="/vendor/pages[^"]+" data-grid="/_dash-component-suites/dash_ag_grid/[^"]+"', page)


@pytest.mark.parametrize(("page", "begins"), [("/", False), ("/subscriptions", True), ("/calling", False)])
def test_the_code_of_charts_comes_at_once_where_a_page_begins_with_one(
    client: FlaskClient, page: str, begins: bool
) -> None:
    text = sign_in(client, "full_admin").get(page, follow_redirects=True).text
    assert (f'<link rel="preload" as="script" href="{PLOTLY}">' in text) == begins
    assert f'<script src="{PLOTLY}' not in text


@pytest.mark.parametrize("page", ["/calling", "/queues", "/customers"])
def test_pages_that_begin_with_a_table_load_it_at_once(client: FlaskClient, page: str) -> None:
    assert sum("/dash_ag_grid/" in address for address in loaded(client, page)) == 1


@pytest.mark.parametrize("page", ["/subscriptions", "/calling", "/account"])
def test_nothing_is_loaded_twice_and_nothing_that_is_not_used(client: FlaskClient, page: str) -> None:
    found = loaded(client, page)
    assert len(found) == len(set(found))
    assert not [address for address in found if "polyfill" in address or "dash_table" in address]


def test_a_first_screen_is_light(client: FlaskClient) -> None:
    packed = [address for address in loaded(client, "/subscriptions") if not address.startswith("/assets/")]
    addresses = [*packed, PLOTLY, CHUNK]
    accepted = {"Accept-Encoding": "br"}
    assert sum(len(client.get(address, headers=accepted).data) for address in addresses) < MOST


def test_everything_of_a_page_has_a_fingerprint_and_may_be_kept_for_a_year(client: FlaskClient) -> None:
    for address in loaded(client, "/subscriptions"):
        if not address.startswith("/assets/theme.js"):
            assert client.get(address).cache_control.max_age == 31_536_000, address


@pytest.mark.parametrize("suffix", ["css", "js"])
def test_our_own_files_are_one(client: FlaskClient, suffix: str) -> None:
    (address,) = [one for one in loaded(client, "/subscriptions") if f"/vendor/pages.{suffix}" in one]
    names = sorted(path.name for path in ASSETS.glob(f"*.{suffix}"))
    own = [ASSETS / name for name in names if name not in ("login.css", "theme.js", "upload.js")]
    assert client.get(address).data == b"\n".join(path.read_bytes() for path in own) == joined(suffix)
    assert not [one for one in loaded(client, "/subscriptions") if one.startswith("/assets/") and "theme.js" not in one]
