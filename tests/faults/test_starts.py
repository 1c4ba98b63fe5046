"""Tried: to start the server, and to look after it, on what a night leaves behind. Each tells one line and ends.

Until 2026-11 a start that failed wrote 90 to 346 lines, of which the last spoke of an attribute.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.services import open_services
from tests.faults.terminal import at_a_terminal
from tests.fixtures.application import settings_in
from tests.fixtures.served import ROOT, environment, free_port, serving

NOISE = bytes(range(1, 251)) * 40


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory of two regions to copy."""
    directory = tmp_path_factory.mktemp("installed")
    open_services(settings_in(directory, "US", "EU")).close()
    return directory


@pytest.fixture
def data(installed: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(installed, tmp_path / "data"))


def told(data: Path, *command: str, **more: str) -> tuple[int, list[str]]:
    """Exit code and lines on standard error."""
    asked = [sys.executable, "-m", "dashboard", *command]
    given = environment(data, "US", "EU") | more
    done = subprocess.run(asked, cwd=ROOT, env=given, capture_output=True, text=True, timeout=300, check=False)
    return done.returncode, done.stderr.splitlines()


def serve(data: Path, **more: str) -> tuple[int, list[str]]:
    return told(data, "serve", "--port", str(free_port()), **more)


def truncate(file: Path) -> None:
    os.truncate(file, 5_000)
    for beside in file.parent.glob(f"{file.name}-*"):
        beside.unlink()


CASES: dict[str, tuple[Callable[[Path], object], dict[str, str], str]] = {
    "region damaged": (
        lambda at: (at / "eu.duckdb").write_bytes(NOISE),
        {},
        "region EU: the database cannot be opened",
    ),
    "region cut short": (lambda at: truncate(at / "eu.duckdb"), {}, "region EU: the database cannot be opened"),
    "region missing": (lambda at: (at / "eu.duckdb").unlink(), {}, "region EU: "),
    "store damaged": (lambda at: (at / "store.db").write_bytes(NOISE), {}, "the store cannot be opened"),
    "store cut short": (lambda at: truncate(at / "store.db"), {}, "the store cannot be opened"),
    "no directory can be made": (lambda _at: None, {"DASHBOARD_DATA_DIR": "/proc/no/such"}, "/proc/no/such"),
    "a file is in its place": (lambda _at: None, {"DASHBOARD_DATA_DIR": "/dev/null"}, "/dev/null: cannot be made"),
    "nobody listens": (
        lambda _at: None,
        {"DASHBOARD_REGIONS": '{"EU": "postgresql+psycopg://x@127.0.0.1:1/eu"}'},
        "region EU: the database cannot be opened",
    ),
    "weak key": (lambda _at: None, {"DASHBOARD_SECRET_KEY": "secret"}, "DASHBOARD_SECRET_KEY"),
    "wrong setting": (lambda _at: None, {"DASHBOARD_PORT": "0"}, "DASHBOARD_PORT"),
}


@pytest.mark.parametrize(("damage", "more", "says"), CASES.values(), ids=CASES)
def test_a_start_that_fails_tells_one_line(
    data: Path, damage: Callable[[Path], object], more: dict[str, str], says: str
) -> None:
    damage(data)
    regions = {"DASHBOARD_REGIONS": ""} if "DASHBOARD_DATA_DIR" in more else {}
    code, lines = serve(data, **more, **regions)
    assert code == 1
    assert len(lines) == 1, lines
    assert lines[0].startswith("Error: ")
    assert says in lines[0]


@pytest.mark.parametrize("command", ["doctor", "backup"])
def test_who_looks_after_it_names_what_is_damaged(data: Path, tmp_path: Path, command: str) -> None:
    (data / "eu.duckdb").write_bytes(NOISE)
    arguments = [command] if command == "doctor" else [command, str(tmp_path / "saved")]
    asked = [sys.executable, "-m", "dashboard", *arguments]
    done = subprocess.run(
        asked, cwd=ROOT, env=environment(data, "US", "EU"), capture_output=True, text=True, timeout=300, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert [line for line in said.splitlines() if "region EU: the database cannot be opened" in line]
    assert "Traceback" not in said
    assert not (tmp_path / "saved").exists()


def test_a_second_server_names_the_first(data: Path) -> None:
    with serving(data, codes=("US", "EU")) as first:
        code, lines = serve(data)
        assert (code, len(lines)) == (1, 1), lines
        assert "busy: process" in lines[0]
        code, lines = told(data, "serve", "--port", first.url.rpartition(":")[2])
        assert (code, len(lines)) == (1, 1), lines
        assert "choose another --port" in lines[0]


def test_a_first_start_that_is_stopped_goes_on_at_the_next(tmp_path: Path) -> None:
    data, codes = tmp_path / "data", ("UAE", "CA")
    port = str(free_port())
    with at_a_terminal(environment(data, *codes), "serve", "--sample", "--port", port) as first:
        first.until("sample CA")  # one region is made, the other is being made
        os.killpg(first.process.pid, signal.SIGINT)
        left = first.end()
    assert "Traceback" not in first.shown
    assert len(left.splitlines()) <= 1, left
    with serving(data, "--sample", codes=codes) as served:
        log = (served.data_dir / "serve.log").read_text()
    assert "CA: " in log
    assert "UAE: " not in log


def test_a_reader_who_goes_away_is_no_error(data: Path) -> None:
    code, lines = through(data, "--help | head -1")
    assert (code, lines) == (0, [])
    with serving(data, codes=("US", "EU")):
        assert through(data, "imports | head -1") == (0, [])
        assert through(data, "doctor | true") == (0, [])


def through(data: Path, pipe: str) -> tuple[int, list[str]]:
    """What a shell shows of a pipe of a command."""
    line = f"{sys.executable} -m dashboard {pipe}"
    given = environment(data, "US", "EU")
    done = subprocess.run(["/bin/sh", "-c", line], cwd=ROOT, env=given, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr.splitlines()


def test_a_handed_over_command_that_is_stopped_says_what_became_of_it(data: Path) -> None:
    given = environment(data, "US", "EU")
    with serving(data, codes=("US", "EU")):
        with at_a_terminal(given, "sample", "--region", "US", "--customers", "1000") as asked:
            asked.until("sample US")  # the server has made a part of it
            asked.process.send_signal(signal.SIGINT)
            left = asked.end()
        assert asked.process.returncode == 1
        assert left.splitlines() == [left.strip()]
        assert left.startswith("Stopped: the server that ran it ends the work")
        deadline = time.monotonic() + 300
        while True:
            code, lines = told(data, "sample", "--region", "US", "--customers", "3", "--weeks", "2")
            if code == 0:
                break  # nothing of the first was left
            assert time.monotonic() < deadline, lines
