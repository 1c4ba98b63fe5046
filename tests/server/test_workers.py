"""Several workers over PostgreSQL: whoever changes something, all of them know at the next request; one that dies is
replaced, and SIGTERM ends everything in order."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from dashboard.access.accounts import add_user
from dashboard.access.organisation import skip_setup
from dashboard.access.tokens import create_token
from dashboard.data.storage.store import open_store
from dashboard.data.storage.upgrade import upgrade_store
from tests.data.files.reports import line, org, write
from tests.fixtures.application import PASSWORD
from tests.fixtures.postgres import PostgresServer
from tests.fixtures.served import ROOT, Served, environment, serving

ANA = "ana@example.com"
pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def team(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer, postgres_template: str
) -> Iterator[tuple[Served, str, dict[str, str]]]:
    """Two workers over one PostgreSQL region and a SQLite store, a token, and the environment of commands."""
    tmp_path = tmp_path_factory.mktemp("team")
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    upgrade_store(store)
    add_user(store, ANA, "full_admin", PASSWORD)
    skip_setup(store)
    token = create_token(store, ANA)
    store.dispose()
    with postgres_server.database(postgres_template) as url:
        more = {"DASHBOARD_REGIONS": json.dumps({"US": url}), "DASHBOARD_LOG_FORMAT": "json"}
        with serving(tmp_path, "--workers", "2", more=more) as served:
            yield served, token, environment(tmp_path) | more


def ask(served: Served, token: str, path: str, method: str = "GET", body: Any = None) -> tuple[int, str]:
    """Status and text of one answer, over a connection of its own: either worker may take it."""
    address = urlsplit(served.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "If-Match": "*"} if token else {}
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def workers(served: Served) -> set[int]:
    listed = Path(f"/proc/{served.pid}/task/{served.pid}/children").read_text()
    return {int(pid) for pid in listed.split()}


def everywhere(read: Callable[[], Any]) -> set[Any]:
    """What many requests at once are told: both workers answer some of them."""
    with ThreadPoolExecutor(8) as pool:
        return set(pool.map(lambda _: read(), range(24)))


def load(folder: Path, commands: dict[str, str], *customers: str) -> None:
    """Imports a report of these customers, with ten licences each, from another terminal."""
    file = write(folder, [line(letter, f"S{letter}") for letter in customers], f"report-{len(customers)}.csv")
    command = [sys.executable, "-m", "dashboard", "import", str(file), "--region", "US"]
    done = subprocess.run(command, cwd=ROOT, env=commands, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout


def eventually(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 300
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_all_workers_know_and_one_that_dies_is_replaced(
    team: tuple[Served, str, dict[str, str]], tmp_path: Path
) -> None:
    served, token, commands = team

    def total() -> int:
        found = json.loads(ask(served, token, "/api/v1/subscriptions?region=US")[1])
        return int(found["kpis"]["total_customers"])

    load(tmp_path, commands, "A", "B")
    assert everywhere(total) == {2}
    load(tmp_path, commands, "A", "B", "C")
    assert everywhere(total) == {3}
    status, answer = ask(served, token, f"/api/v1/customers/{org('A')}/tags?region=US", "PUT", {"tags": ["Gold"]})
    assert status == 200, answer
    tagged = everywhere(lambda: ask(served, token, "/api/v1/tables/customers?region=US&tag=Gold")[1])
    assert [json.loads(text)["total"] for text in tagged] == [1]

    before = workers(served)
    assert len(before) == 2
    os.kill(min(before), signal.SIGKILL)
    eventually(lambda: len(workers(served) - {min(before)}) == 2)
    assert everywhere(total) == {3}

    counts = [float(one) for one in re.findall(r'route="/api/v1/subscriptions",status="200"} (\S+)', _metrics(served))]
    assert sum(counts) == 72  # every worker's, the dead one's too
    assert 'dashboard_import_rows{kind="Subscription Details",region="US"} 5.0' in _metrics(served)


def _metrics(served: Served) -> str:
    return ask(served, "", "/metrics")[1]


def test_failed_sign_ins_are_limited_whoever_answers(team: tuple[Served, str, dict[str, str]]) -> None:
    served, _, _ = team
    statuses = [_sign_in(served) for _ in range(7)]
    assert statuses == [401] * 5 + [429] * 2


def _sign_in(served: Served) -> int:
    address = urlsplit(served.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=60)
    try:
        form = f"email={ANA}&password=wrong"
        connection.request("POST", "/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_stop_leaves_a_tidy_file_and_nothing_else(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        assert (tmp_path / "us.duckdb").exists()
        os.kill(served.pid, signal.SIGTERM)
        eventually(lambda: not Path(f"/proc/{served.pid}").exists() or _is_zombie(served.pid))
        assert not (tmp_path / "us.duckdb.wal").exists()
        assert not (tmp_path / "server.json").exists()
        assert "Traceback" not in (tmp_path / "serve.log").read_text()


def _is_zombie(pid: int) -> bool:
    return ") Z " in Path(f"/proc/{pid}/stat").read_text()
