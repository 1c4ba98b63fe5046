"""The application as a whole: what it serves and how it is made."""

import json
from importlib.metadata import version
from pathlib import Path

import plotly.offline
import pytest
from flask.testing import FlaskClient

import app
from dashboard.factory import create_app
from dashboard.services import EXTENSION
from dashboard.settings import Settings
from dashboard.web import csp
from dashboard.web.vendor import PLOTLY
from tests.fixtures.application import OWN, PASSWORD, email_of, sign_in

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "node_modules"


def test_importing_app_opens_nothing() -> None:
    assert app.create_app is create_app
    with pytest.raises(AttributeError):
        app.nothing  # noqa: B018


def test_two_applications_in_one_process(settings: Settings, tmp_path: Path) -> None:
    for name in ("one", "two"):
        own = Settings(_env_file=None, data_dir=tmp_path / name, regions={"US": f"duckdb:///{tmp_path / name}.duckdb"})
        made = create_app(own)
        assert made.server.test_client().get("/readyz").status_code == 200
        made.server.extensions[EXTENSION].close()


def test_plotly_bundle_is_of_the_version_that_plotly_expects() -> None:
    """One bundle is served in the place of the other: `make install` brings it."""
    package = json.loads((MODULES / "plotly.js-basic-dist-min" / "package.json").read_text(encoding="utf-8"))
    assert package["version"] == plotly.offline.get_plotlyjs_version()


def test_basic_plotly_is_served_and_may_be_kept(client: FlaskClient) -> None:
    sign_in(client, "full_admin")
    first = client.get(PLOTLY)
    assert "(basic - minified)" in first.text[:200]
    assert "max-age" in first.headers["Cache-Control"]
    again = client.get(PLOTLY, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_answers_are_compressed(client: FlaskClient, encoding: str) -> None:
    sign_in(client, "full_admin")
    answer = client.get(PLOTLY, headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding
    assert len(answer.data) < 500_000


def test_bootstrap_is_linked_and_served(client: FlaskClient) -> None:
    sign_in(client, "full_admin")
    address = f"/vendor/bootstrap.min.css?v={version('dash-bootstrap-components')}"
    assert address in client.get("/subscriptions").text
    assert "Bootstrap" in client.get(address).text[:100]


def test_style_hashes_are_hashes() -> None:
    assert all(len(found) == 53 and found.startswith("'sha256-") for found in csp.style_hashes())


@pytest.mark.parametrize(("proxies", "cookie"), [(0, "dashboard="), (1, "__Host-dashboard=")])
def test_headers_of_a_proxy_count_only_when_there_is_one(settings: Settings, proxies: int, cookie: str) -> None:
    made = create_app(settings.model_copy(update={"trusted_proxies": proxies}))
    form = {"email": email_of("full_admin"), "password": PASSWORD}
    headers = OWN | {"X-Forwarded-Proto": "https"}
    answer = made.server.test_client().post("/login", data=form, headers=headers)
    assert answer.headers["Set-Cookie"].startswith(cookie)
    made.server.extensions[EXTENSION].close()


def test_language_of_the_settings_wins_over_the_browsers(settings: Settings) -> None:
    made = create_app(settings.model_copy(update={"language": "de"}))
    page = made.server.test_client().get("/login", headers={"Accept-Language": "en"}).text
    assert '<html lang="de"' in page
    made.server.extensions[EXTENSION].close()
