"""What a supervisor may ask without signing in."""

from flask.testing import FlaskClient

from dashboard.data.storage.regions import Region, open_regions
from dashboard.services import Services


def test_process_answers(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_ready_when_every_database_answers(client: FlaskClient) -> None:
    assert client.get("/readyz").json == {"status": "ok"}


def test_not_ready_names_what_is_down_and_no_more(client: FlaskClient, opened: Services) -> None:
    services = Services(opened.settings, opened.store, {**opened.regions, "EU": _broken(opened)})
    client.application.extensions["dashboard"] = services
    answer = client.get("/readyz")
    client.application.extensions["dashboard"] = opened
    assert (answer.status_code, answer.json) == (503, {"status": "unavailable", "unavailable": ["EU"]})


def _broken(opened: Services) -> Region:
    """A region whose file's folder does not exist."""
    missing = opened.settings.data_dir / "no-such-folder" / "eu.duckdb"
    return open_regions({"EU": f"duckdb:///{missing}"}, memory="1GB", threads=1)["EU"]
