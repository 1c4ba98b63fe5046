"""Hand-over: one process holds an embedded region's file, so while a server runs, commands run inside it.

The server leaves its address and a random key in DATA_DIR/server.json, readable by its owner only. A command line that
finds it posts its arguments to /control/run; the server runs the very same command with the databases it has open and
answers line by line: {"out": …} {"err": …} {"progress": [label, done, total]} and at last {"exit": code}.

A killed server leaves the file, and anybody may listen on its port by then. So the key is never sent: each side proves
that it has it, and a server that does not is none.
"""

import hmac
import http.client
import json
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal

from dashboard.web.console import Console

PATH = "/control/run"
NONCE, PROOF = "X-Control-Nonce", "X-Control-Proof"
_FILE = "server.json"
_STARTING = "server.starting"
_START = 120  # seconds: to migrate, to make sample data
_PATIENCE = 60  # seconds between two lines; the server sends a sign of life far more often


@dataclass(frozen=True)
class Server:
    """Where a running server listens and what proves that its owner speaks."""

    host: str
    port: int
    key: str
    pid: int


def announce(data_dir: Path, host: str, port: int) -> Server:
    """Writes the server's address and a new key; the file is whole or not there."""
    reachable = "127.0.0.1" if host in ("", "0.0.0.0", "::", "localhost") else host  # noqa: S104 - compared, not bound
    server = Server(reachable, port, secrets.token_urlsafe(32), os.getpid())
    part = data_dir / f"{_FILE}.{server.pid}"
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump(asdict(server), file)
    part.replace(data_dir / _FILE)
    return server


def starting(data_dir: Path) -> None:
    """Notes that this process is about to open the embedded regions: commands wait for what it announces."""
    with suppress(OSError):  # a directory that cannot be made is told by who needs it
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        (data_dir / _STARTING).write_text(str(os.getpid()))


def started(data_dir: Path) -> None:
    """It is open, or will not be."""
    with suppress(OSError):  # as above: it was not written then
        (data_dir / _STARTING).unlink(missing_ok=True)


def _await_start(data_dir: Path, console: Console) -> None:
    """Waits while a server that lives is starting."""
    until, is_told = time.monotonic() + _START, False
    while time.monotonic() < until and _is_starting(data_dir):
        if not is_told:
            console.err("Waiting for the server that is starting …")
            is_told = True
        time.sleep(0.2)


def _is_starting(data_dir: Path) -> bool:
    try:
        os.kill(int((data_dir / _STARTING).read_text()), 0)
        return True
    except (OSError, ValueError):
        return False


def withdraw(data_dir: Path, pid: int) -> None:
    """Removes what this server announced, and nothing that another one announced since."""
    server = announced(data_dir)
    if server and server.pid == pid:
        (data_dir / _FILE).unlink(missing_ok=True)


def announced(data_dir: Path) -> Server | None:
    """The server that the file names, which may be long dead; None without a readable file."""
    try:
        fields: dict[str, Any] = json.loads((data_dir / _FILE).read_text())
        return Server(str(fields["host"]), int(fields["port"]), str(fields["key"]), int(fields["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def hand_over(data_dir: Path, arguments: Sequence[str], cwd: Path, console: Console) -> int | None:
    """Exit code of the command as the live server ran it; None when no server of this data directory answers."""
    _await_start(data_dir, console)
    server = announced(data_dir)
    if server is None:
        return None
    connection = http.client.HTTPConnection(server.host, server.port, timeout=_PATIENCE)
    try:
        response = _ask(connection, server, arguments, cwd)
        return None if response is None else _relay(_lines(response), console)
    finally:
        connection.close()


def _ask(
    connection: http.client.HTTPConnection, server: Server, arguments: Sequence[str], cwd: Path
) -> http.client.HTTPResponse | None:
    """The answer of the server that the key belongs to. A killed one left its file: nobody answers, or a stranger."""
    body, nonce = json.dumps({"arguments": list(arguments), "cwd": str(cwd)}).encode(), secrets.token_hex(16)
    asked = {NONCE: nonce, PROOF: proof(server.key, "run", nonce, body), "Content-Type": "application/json"}
    try:
        connection.request("POST", PATH, body, asked)
        response = connection.getresponse()
    except (OSError, http.client.HTTPException):
        return None
    proves = hmac.compare_digest(response.getheader(PROOF, "").encode(), proof(server.key, "ran", nonce).encode())
    return response if proves and response.status == HTTPStatus.OK else None


def proof(key: str, side: Literal["run", "ran"], nonce: str, body: bytes = b"") -> str:
    """What shows that a side has the key, for one call: the caller asks to `run` a body, the server has `ran` it."""
    return hmac.new(key.encode(), f"{side}\n{nonce}\n".encode() + body, "sha256").hexdigest()


def _lines(response: http.client.HTTPResponse) -> Iterator[dict[str, Any]]:
    try:
        while line := response.readline():
            yield json.loads(line)
    except (OSError, http.client.HTTPException, ValueError):
        return  # cut off: the server was stopped


def _relay(lines: Iterator[dict[str, Any]], console: Console) -> int:
    for line in lines:
        if "exit" in line:
            return int(line["exit"])
        if "out" in line:
            console.out(line["out"])
        elif "err" in line:
            console.err(line["err"])
        elif "progress" in line:
            console.progress(*line["progress"])
    console.err("Error: the server stopped before the work was done; see `imports` for what was loaded, then repeat it")
    return 1
