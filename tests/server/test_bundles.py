"""Bundles that were compressed beforehand: the same content, and nothing of weight is forgotten."""

import hashlib
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.server import bundles
from dashboard.server.bundles import COMPRESSED, register_bundles
from tests.fixtures.application import sign_in

STYLES = b".a { color: red }\n" * 200
ADDRESS = "/vendor/a.css"
ON_DEMAND = ("dash/dcc/async-graph.js", "dash_ag_grid/async-community.js", "plotly/package_data/plotly.min.js")
HEAVY = 20_000


def served(directory: Path, address: str = ADDRESS) -> FlaskClient:
    server = Flask("bundles")
    server.add_url_rule(address, view_func=lambda: STYLES)
    register_bundles(server, directory)
    return server.test_client()


@pytest.fixture
def compressed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    source = tmp_path / "a.css"
    source.write_bytes(STYLES)
    monkeypatch.setattr(bundles, "bundles", lambda: iter([source]))
    bundles.compress(tmp_path / "compressed")
    return tmp_path / "compressed"


def test_a_browser_that_reads_brotli_gets_the_compressed_file(compressed: Path) -> None:
    answer = served(compressed).get(ADDRESS, headers={"Accept-Encoding": "gzip, br"})
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("br", "Accept-Encoding")
    assert len(answer.data) < 100
    assert brotli.decompress(answer.data) == STYLES


@pytest.mark.parametrize("accepted", ["", "gzip", "br;q=0, gzip"])
def test_others_get_it_as_it_is(compressed: Path, accepted: str) -> None:
    answer = served(compressed).get(ADDRESS, headers={"Accept-Encoding": accepted})
    assert answer.data == STYLES
    assert "Content-Encoding" not in answer.headers


def test_what_is_no_bundle_or_was_changed_since_is_left_alone(compressed: Path, tmp_path: Path) -> None:
    accepted = {"Accept-Encoding": "br"}
    assert served(compressed, "/api/v1/a").get("/api/v1/a", headers=accepted).data == STYLES
    assert served(tmp_path / "none").get(ADDRESS, headers=accepted).data == STYLES


def test_everything_heavy_that_a_page_loads_is_compressed(client: FlaskClient) -> None:
    page = sign_in(client, "full_admin").get("/subscriptions").get_data(as_text=True)
    scripts = re.findall(r'(?:src|href|data-grid)="(/(?:_dash-component-suites|vendor)/[^"]+)"', page)
    scripts = [address for address in scripts if "/vendor/pages." not in address]  # ours, and small
    addresses = [*scripts, *(f"/_dash-component-suites/{name}" for name in ON_DEMAND)]
    answers = {address: client.get(address).data for address in addresses}
    heavy = {address: content for address, content in answers.items() if len(content) > HEAVY}
    assert len(heavy) > 8
    missing = [
        address
        for address, content in heavy.items()
        if not (COMPRESSED / f"{hashlib.sha256(content).hexdigest()}.br").is_file()
    ]
    assert missing == []
