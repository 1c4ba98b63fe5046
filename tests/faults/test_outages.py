"""Tried: databases that hang or are gone, a full disk, and a command while the server is still starting."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.data.storage.store import open_store
from dashboard.data.storage.watch import DEADLINE, PATIENCE
from dashboard.errors import RegionUnavailable
from dashboard.reports.retention import sweep
from dashboard.server import health
from dashboard.services import EXTENSION, Services, open_services
from dashboard.web import control
from tests.fixtures.application import settings_in, sign_in
from tests.fixtures.postgres import PostgresServer, serving_postgres
from tests.fixtures.regions import opened as opened_region
from tests.fixtures.served import ROOT, environment, serving
from tests.server.test_workers import eventually

_Usage = namedtuple("_Usage", "total used free")


def test_a_full_disk_is_not_ready(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: _Usage(1 << 40, (1 << 40) - 1000, 1000))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "unavailable", "unavailable": ["disk"]})


def test_a_directory_that_takes_nothing_is_not_ready() -> None:
    assert not health.disk_takes_more(Path("/proc"))


@pytest.fixture
def store_down(client: FlaskClient, opened: Services) -> Iterator[FlaskClient]:
    """The application after its store went away."""
    missing = open_store(f"sqlite:///{opened.settings.data_dir}/no-such-folder/store.db")
    sign_in(client, "full_admin")
    client.application.extensions[EXTENSION] = Services(opened.settings, missing, opened.regions)
    yield client
    client.application.extensions[EXTENSION] = opened


@pytest.mark.parametrize("path", ["/", "/subscriptions", "/login", "/api/v1/regions", "/reports"])
def test_without_the_store_everything_is_told_to_come_later(store_down: FlaskClient, path: str) -> None:
    answer = store_down.get(path)
    assert answer.status_code == 503
    assert b"Traceback" not in answer.data
    assert store_down.get("/healthz").status_code == 200
    assert store_down.get("/readyz").json == {"status": "unavailable", "unavailable": ["store"]}


@pytest.fixture
def hanging() -> Iterator[PostgresServer]:
    """A server of its own, to be stopped in the middle."""
    directory = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        with serving_postgres(directory) as server:
            yield server
            _all_of(server, signal.SIGCONT)
    finally:
        shutil.rmtree(directory)


def _all_of(server: PostgresServer, sent: signal.Signals) -> None:
    """Stops the server and every process of it, or lets them go on."""
    master = int((server.sockets / "data" / "postmaster.pid").read_text().splitlines()[0])
    children = subprocess.run(["pgrep", "-P", str(master)], capture_output=True, text=True, check=False).stdout.split()
    for process in (master, *map(int, children)):
        os.kill(process, sent)


def _stop_at_work(server: PostgresServer) -> None:
    """Stops the server as soon as it sleeps for somebody."""
    at_work = "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()"
    with psycopg.connect(host=str(server.sockets), user="postgres", dbname="postgres", autocommit=True) as connection:
        eventually(lambda: bool(connection.execute(at_work).fetchall()))
    _all_of(server, signal.SIGSTOP)


@pytest.mark.postgres
def test_nobody_waits_long_for_a_server_that_hangs(hanging: PostgresServer) -> None:
    hanging.sql("CREATE DATABASE eu")
    with opened_region(hanging.url("eu"), "EU") as region:
        assert region.answers()
        threading.Thread(target=_stop_at_work, args=(hanging,), daemon=True).start()
        begun = time.monotonic()
        with pytest.raises(sa.exc.DBAPIError), region.read() as connection:  # at work when it stops
            connection.execute(sa.text("SELECT pg_sleep(60)"))
        assert time.monotonic() - begun < DEADLINE + 5  # with room for a machine that is busy with other tests
        begun = time.monotonic()
        with pytest.raises(RegionUnavailable, match="does not answer"):
            region.answers()
        assert time.monotonic() - begun < PATIENCE  # others do not begin to wait
        _all_of(hanging, signal.SIGCONT)
        eventually(lambda: not region.watch.silent and region.answers())  # type: ignore[union-attr]


@pytest.mark.postgres
def test_a_slow_answer_is_not_cut_off(hanging: PostgresServer) -> None:
    with opened_region(hanging.url("postgres"), "EU") as region, region.read() as connection:
        assert connection.scalar(sa.text("SELECT 1 FROM pg_sleep(5)")) == 1


def test_a_command_waits_for_a_server_that_starts(tmp_path: Path) -> None:
    open_services(settings_in(tmp_path)).close()
    told = environment(tmp_path)
    control.starting(tmp_path)  # this process says that it starts
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard", "imports"], cwd=ROOT, env=told, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "Waiting for the server that is starting …\n"
    with serving(tmp_path):
        _out, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (0, "")
    assert not (tmp_path / "server.starting").exists()


def test_a_start_that_was_killed_keeps_nobody_waiting(tmp_path: Path) -> None:
    open_services(settings_in(tmp_path)).close()
    (tmp_path / "server.starting").write_text("4194303")
    asked = [sys.executable, "-m", "dashboard", "imports"]
    done = subprocess.run(asked, cwd=ROOT, env=environment(tmp_path), capture_output=True, timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_a_killed_process_left_half_written_goes(tmp_path: Path) -> None:
    folders = [tmp_path / "reports" / "US", tmp_path / "imports" / "EU"]
    now = time.time()
    for folder in folders:
        folder.mkdir(parents=True)
        for name, age in (("old.part", 3600), ("new.part", 5), ("old.csv", 3600)):
            (folder / name).write_text("x")
            os.utime(folder / name, (now - age, now - age))
    assert sweep(tmp_path, now) == 2
    assert [sorted(path.name for path in folder.iterdir()) for folder in folders] == [["new.part", "old.csv"]] * 2
