"""Hand-over: one process holds an embedded region's file, so while a server runs, commands run inside it.

The server leaves its address and a random key in DATA_DIR/server.json, readable by its owner only. A command line that
finds it posts its arguments to /control/run; the server runs the very same command with the databases it has open and
answers line by line: {"out": …} {"err": …} {"progress": [label, done, total]} and at last {"exit": code}.
"""

import http.client
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from dashboard.console import Console

PATH = "/control/run"
KEY = "X-Control-Key"
_FILE = "server.json"
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


def withdraw(data_dir: Path, pid: int) -> None:
    """Removes what this server announced, and nothing that another one announced since."""
    found = announced(data_dir)
    if found and found.pid == pid:
        (data_dir / _FILE).unlink(missing_ok=True)


def announced(data_dir: Path) -> Server | None:
    """The server that the file names, which may be long dead; None without a readable file."""
    try:
        found: dict[str, Any] = json.loads((data_dir / _FILE).read_text())
        return Server(str(found["host"]), int(found["port"]), str(found["key"]), int(found["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def hand_over(data_dir: Path, arguments: Sequence[str], cwd: Path, console: Console) -> int | None:
    """Exit code of the command as the live server ran it; None when no server of this data directory answers."""
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
    body = json.dumps({"arguments": list(arguments), "cwd": str(cwd)})
    try:
        connection.request("POST", PATH, body, {KEY: server.key, "Content-Type": "application/json"})
        response = connection.getresponse()
    except (OSError, http.client.HTTPException):
        return None
    return response if response.status == HTTPStatus.OK else None


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
