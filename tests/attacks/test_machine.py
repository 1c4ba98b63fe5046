"""Tried on the machine itself: reading the databases as another user, and speaking for a server that is dead."""

import http.server
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from dashboard.server.handover import Door
from dashboard.services import open_services
from dashboard.settings import Settings
from dashboard.web import control
from tests.fixtures.application import settings_in
from tests.fixtures.served import ROOT, environment, free_port, serving


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_databases_are_their_owners_in_a_folder_that_others_may_read(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    before = os.umask(0o022)
    try:
        made = open_services(settings_in(tmp_path))
        with made.regions["US"].write():
            pass
        made.close()
        for path in tmp_path.rglob("*"):
            path.chmod(0o644 if path.is_file() else 0o755)  # as an older version left them
        open_services(settings_in(tmp_path)).close()
        assert {path.name: mode(path) for path in tmp_path.iterdir() if path.suffix in (".db", ".duckdb")} == {
            "store.db": 0o600,
            "us.duckdb": 0o600,
        }
        (tmp_path / "rejects.csv").write_text("whatever is written later")
        assert mode(tmp_path / "rejects.csv") == 0o600
    finally:
        os.umask(before)


def test_everything_that_a_server_writes_is_its_owners(settings: Settings) -> None:
    settings.data_dir.chmod(0o755)
    for path in settings.data_dir.iterdir():
        path.chmod(0o644)
    with serving(settings.data_dir) as served:
        announced = control.announced(served.data_dir)
        assert announced
        os.kill(announced.pid, signal.SIGSTOP)
        try:
            readable = [path.name for path in served.data_dir.rglob("*") if path.is_file() and mode(path) & 0o077]
        finally:
            os.kill(announced.pid, signal.SIGCONT)
    assert set(readable) <= {"serve.log"}  # the test's own


class _Impostor(http.server.BaseHTTPRequestHandler):
    """Says yes to every command, and remembers what it was sent."""

    seen: list[str] = []

    def do_POST(self) -> None:  # noqa: N802 - the library's name
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.seen.append(f"{self.headers}{body}")
        self.send_response(200)
        self.send_header(control.PROOF, self.headers[control.PROOF])  # the caller's own, sent back
        self.end_headers()
        self.wfile.write(b'{"out": "nothing was imported yet, says the impostor"}\n{"exit": 0}\n')

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def impostor(port: int) -> Iterator[list[str]]:
    _Impostor.seen = []
    with http.server.HTTPServer(("127.0.0.1", port), _Impostor) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield _Impostor.seen
        finally:
            server.shutdown()
            thread.join()


def test_whoever_holds_a_dead_servers_port_is_not_believed(settings: Settings) -> None:
    port = free_port()
    key = control.announce(settings.data_dir, "127.0.0.1", port).key  # as kill -9 leaves it
    command = [sys.executable, "-m", "dashboard", "imports"]
    with impostor(port) as seen:
        done = subprocess.run(
            command, cwd=ROOT, env=environment(settings.data_dir), capture_output=True, text=True, check=False
        )
    assert (done.returncode, done.stdout) == (0, "nothing was imported yet\n")  # its own answer
    assert len(seen) == 1
    assert key not in seen[0]


@pytest.fixture
def door() -> Client:
    return Client(Door(Response("the application"), lambda *_: 0, "the key", lambda _url: []))


def call(door: Client, nonce: str, proof: str, body: bytes = b'{"arguments": [], "cwd": "/"}') -> int:
    headers = {control.NONCE: nonce, control.PROOF: proof}
    answer = door.post(control.PATH, data=body, headers=headers, environ_overrides={"REMOTE_ADDR": "127.0.0.1"})
    return answer.status_code


def test_a_call_is_good_once_and_for_its_own_command(door: Client) -> None:
    body = json.dumps({"arguments": ["imports"], "cwd": "/"}).encode()
    proof = control.proof("the key", "run", "n1", body)
    assert call(door, "n1", proof, body.replace(b"imports", b"restore")) == 404
    assert call(door, "n2", proof, body) == 404
    assert call(door, "n1", control.proof("the key", "ran", "n1", body), body) == 404
    assert call(door, "n1", control.proof("another key", "run", "n1", body), body) == 404
    assert call(door, "n1", proof, body) == 200
    assert call(door, "n1", proof, body) == 404
