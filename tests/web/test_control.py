"""Hand-over: while a server holds the files, commands run inside it, for its owner alone."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from dashboard.server.handover import Door, Stopped, stream
from dashboard.web import control
from dashboard.web.console import Console
from tests.fixtures.served import ROOT, Served, environment, free_port, serving

KEY = "the key"
LOCAL = {"REMOTE_ADDR": "127.0.0.1"}
Lines = list[tuple[str, object]]


def recorder() -> tuple[Console, Lines]:
    lines: Lines = []
    console = Console(
        lambda line: lines.append(("out", line)),
        lambda line: lines.append(("err", line)),
        lambda label, done, total: lines.append(("progress", (label, done, total))),
    )
    return console, lines


def counting(arguments: list[str], cwd: Path, console: Console) -> int:
    console.out(f"{arguments} in {cwd}")
    console.progress("rows", 1, 2)
    console.err("one was rejected")
    return 1


@pytest.fixture
def door() -> Client:
    return Client(Door(Response("the application"), counting, KEY, lambda _url: []))


def ask(door: Client, key: str = KEY, peer: str = "127.0.0.1") -> list[object]:
    body = json.dumps({"arguments": ["import", "a.csv"], "cwd": "/here"}).encode()
    nonce = secrets.token_hex(16)
    asked = {control.NONCE: nonce, control.PROOF: control.proof(key, "run", nonce, body)}
    answer = door.post(control.PATH, data=body, headers=asked, environ_overrides={"REMOTE_ADDR": peer})
    return [json.loads(line) for line in answer.get_data().splitlines()] if answer.status_code == 200 else []


def test_the_command_answers_line_by_line_and_its_code_last(door: Client) -> None:
    assert ask(door) == [
        {"out": "['import', 'a.csv'] in /here"},
        {"progress": ["rows", 1, 2]},
        {"err": "one was rejected"},
        {"exit": 1},
    ]


@pytest.mark.parametrize(("key", "peer"), [("", "127.0.0.1"), ("the kex", "127.0.0.1"), (KEY, "192.0.2.7"), (KEY, "")])
def test_strangers_find_nothing(door: Client, key: str, peer: str) -> None:
    assert ask(door, key, peer) == []


def test_without_a_key_nothing_opens() -> None:
    assert ask(Client(Door(Response("the application"), counting, "", lambda _url: [])), key="") == []


def test_everything_else_passes_through(door: Client) -> None:
    assert door.get("/subscriptions").text == "the application"
    assert door.get(control.PATH, environ_overrides=LOCAL).status_code == 404


def test_a_caller_who_goes_away_stops_the_work() -> None:
    stopped, go_on = threading.Event(), threading.Event()

    def work(console: Console) -> int:
        console.progress("rows", 1, 2)
        go_on.wait(60)
        try:
            console.progress("rows", 2, 2)
        except Stopped:
            stopped.set()
        return 1

    lines = stream(work)
    assert json.loads(next(lines)) == {"progress": ["rows", 1, 2]}
    lines.close()
    go_on.set()
    assert stopped.wait(60)


def test_only_the_owner_may_read_the_key(tmp_path: Path) -> None:
    server = control.announce(tmp_path, "0.0.0.0", 80)
    assert (tmp_path / "server.json").stat().st_mode & 0o777 == 0o600
    assert control.announced(tmp_path) == server
    assert (server.host, server.pid, len(server.key)) == ("127.0.0.1", os.getpid(), 43)


def test_a_server_withdraws_its_own_announcement_only(tmp_path: Path) -> None:
    control.announce(tmp_path, "127.0.0.1", 80)
    control.withdraw(tmp_path, os.getpid() + 1)
    assert control.announced(tmp_path)
    control.withdraw(tmp_path, os.getpid())
    assert control.announced(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"host": "127.0.0.1"}', '{"host":1,"port":"x","key":"","pid":1}'])
def test_a_damaged_announcement_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "server.json").write_text(text)
    assert control.hand_over(tmp_path, ["imports"], tmp_path, recorder()[0]) is None


def test_a_dead_servers_announcement_is_ignored(tmp_path: Path) -> None:
    control.announce(tmp_path, "127.0.0.1", free_port())
    assert control.hand_over(tmp_path, ["imports"], tmp_path, recorder()[0]) is None


def _once(answer: bytes, listener: socket.socket, key: str) -> None:
    """Answers one call as a server does that has the key: what it is asked proves nothing, what it says does."""
    connection, _ = listener.accept()
    with connection:
        asked = connection.recv(65536).decode()
        nonce = asked.split(f"{control.NONCE}: ")[1].split("\r\n")[0]
        proof = f"\r\n{control.PROOF}: {control.proof(key, 'ran', nonce)}\r\n".encode()
        connection.sendall(answer.replace(b"\r\n", proof, 1))


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def _hand_over_to(listener: socket.socket, answer: bytes, directory: Path) -> tuple[int | None, Lines]:
    key = control.announce(directory, "127.0.0.1", listener.getsockname()[1]).key
    thread = threading.Thread(target=_once, args=(answer, listener, key))
    thread.start()
    console, lines = recorder()
    code = control.hand_over(directory, ["imports"], directory, console)
    thread.join()
    return code, lines


def test_another_program_on_the_port_is_ignored(listener: socket.socket, tmp_path: Path) -> None:
    answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    assert _hand_over_to(listener, answer, tmp_path) == (None, [])


def test_a_server_that_stops_in_between_is_told(listener: socket.socket, tmp_path: Path) -> None:
    code, lines = _hand_over_to(listener, b'HTTP/1.1 200 OK\r\n\r\n{"out": "half"}\n', tmp_path)
    assert (code, lines[0]) == (1, ("out", "half"))
    assert "the server stopped before the work was done" in str(lines[1])


def _command(served: Served, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dashboard", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(served.data_dir), capture_output=True, text=True)


def test_commands_work_while_the_server_holds_the_files_and_after_it_was_killed(
    settings: object, tmp_path: Path
) -> None:
    with serving(tmp_path / "data") as served:
        done = _command(served, "backup", str(tmp_path / "monday"))
        assert (done.returncode, done.stderr) == (0, "")
        wrong = _command(served, "import", "nowhere.csv", "--region", "XX")
        assert (wrong.returncode, wrong.stderr) == (2, "Error: --region XX: unknown; the regions are US\n")
        announced = control.announced(served.data_dir)
        assert announced
        for pid in (served.pid, announced.pid):
            os.kill(pid, signal.SIGKILL)
        done = _command(served, "imports")
        assert (done.returncode, done.stdout, done.stderr) == (0, "nothing was imported yet\n", "")
        assert control.announced(served.data_dir) == announced
