"""Two workers over PostgreSQL, the store too: a session counts in both, a report that is due is made once, and what the
provider pushes to one shows in both."""

import hashlib
import hmac
import http.client
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.access.accounts import add_user
from dashboard.access.organisation import skip_setup
from dashboard.access.tokens import create_token
from dashboard.data.storage.store import now, reading
from dashboard.data.storage.store.reports import report_run
from dashboard.reports.schedules import Plan, add_schedule
from dashboard.services import Services, open_services
from dashboard.settings import Settings
from tests.data.factories import TODAY, load, org_id, row
from tests.fixtures.application import PASSWORD
from tests.fixtures.served import Served, serving
from tests.server.test_workers import ANA, ask, eventually, everywhere, workers

SECRET = "a shared secret"
SCHEDULES = 6
pytestmark = pytest.mark.postgres


def prepare(made: Services) -> str:
    """A customer, an administrator with schedules that were due yesterday, and a token."""
    load(made.regions["US"], [row("A", "S1", m=(10, 5, 5))])
    user = add_user(made.store, ANA, "full_admin", PASSWORD)
    skip_setup(made.store)
    for _ in range(SCHEDULES):
        add_schedule(made, user, Plan("subscription_details", "US", "monthly", "10:00", "UTC"), now() - timedelta(32))
    return create_token(made.store, ANA)


@pytest.fixture
def team(tmp_path: Path, postgres_url: str, postgres_region_url: str) -> Iterator[tuple[Served, str, Engine]]:
    """The application, a token, and its store."""
    regions = {"US": postgres_region_url}
    settings = Settings(_env_file=None, data_dir=tmp_path, store_url=postgres_url, regions=regions, today=TODAY)
    made = open_services(settings)
    token = prepare(made)
    more = {
        "DASHBOARD_STORE_URL": postgres_url,
        "DASHBOARD_REGIONS": json.dumps(regions),
        "DASHBOARD_HOOK_SECRET": SECRET,
    }
    with serving(tmp_path, "--workers", "2", more=more) as served:
        yield served, token, made.store
    made.close()


def send(
    served: Served,
    method: str,
    path: str,
    body: bytes = b"",
    headers: Mapping[str, str] = {},  # noqa: B006
) -> http.client.HTTPResponse:
    """An answer over a connection of its own: either worker may take it."""
    address = urlsplit(served.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=60)
    connection.request(method, path, body, dict(headers))
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_a_session_counts_and_ends_in_every_worker(team: tuple[Served, str, Engine]) -> None:
    served, _, _ = team
    form = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    entered = send(served, "POST", "/login", f"email={ANA}&password={PASSWORD.replace(' ', '+')}".encode(), form)
    assert entered.status == 303
    mine = {"Cookie": str(entered.headers["Set-Cookie"]).partition(";")[0]}
    assert everywhere(lambda: send(served, "GET", "/api/v1/regions", headers=mine).status) == {200}
    send(served, "POST", "/logout", headers=form | mine)
    assert everywhere(lambda: send(served, "GET", "/api/v1/regions", headers=mine).status) == {401}


def test_what_is_due_is_made_once_whoever_makes_it(team: tuple[Served, str, Engine]) -> None:
    served, _, store = team
    assert len(workers(served)) == 2

    def made() -> list[tuple[str, int]]:
        with reading(store) as connection:
            run = report_run.c
            return [tuple(one) for one in connection.execute(sa.select(run.status, run.attempts))]

    eventually(lambda: [status for status, _ in made()].count("done") == SCHEDULES)
    assert made() == [("done", 1)] * SCHEDULES
    assert len(list((served.data_dir / "reports").rglob("*.csv"))) == SCHEDULES


def test_what_the_provider_pushes_shows_in_every_worker(team: tuple[Served, str, Engine]) -> None:
    served, token, _ = team

    def legs() -> float | None:
        found: float | None = json.loads(ask(served, token, "/api/v1/calling?region=US")[1])["kpis"]["legs"]
        return found

    assert everywhere(legs) == {None}
    record = {
        "Report ID": "1", "Report time": "2026-11-17T11:00:00.000Z", "Correlation ID": "c", "Org UUID": org_id("A"),
        "Start time": "2026-11-17T10:00:00.000Z", "Duration": 60, "Client type": "SIP",
    }  # fmt: skip
    payload = json.dumps({"items": [record]}).encode()
    signature = hmac.new(SECRET.encode(), payload, hashlib.sha256).hexdigest()
    assert send(served, "POST", "/hooks/call-records", payload, {"X-Spark-Signature": signature}).status == 202
    eventually(lambda: legs() == 1)
    assert everywhere(legs) == {1}
