"""The product as a stranger uses it: its command line, then its HTTP API with tokens.

A command line is run here, as `python -m dashboard` runs it: to start a process takes longer than most of what is asked
of it. One of each installation is a process of its own (`start`), and so is the server.
"""

import csv
import io
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import openpyxl  # type: ignore[import-untyped]
import sqlalchemy as sa

from dashboard.__main__ import _dispatch
from dashboard.web.console import Console
from tests.fixtures.served import free_port
from tests.reference import Facts

ROOT = Path(__file__).parents[2]
PASSWORD = "a long Enough pass-phrase 42"
Parameters = list[tuple[str, str]]


@dataclass(frozen=True)
class Product:
    """An installation: its data directory, its regions and what day it takes for today."""

    data_dir: Path
    regions: Mapping[str, str]
    today: str

    def run(self, *arguments: str | Path) -> str:
        """What a command line writes that must succeed."""
        told: list[str] = []
        console = Console(told.append, told.append, lambda *_: None)
        with patch.dict(os.environ, self._environment(), clear=True):
            code = _dispatch([*map(str, arguments)], console)
        assert code == 0, (arguments, told)
        return "\n".join(told)

    def start(self, *arguments: str | Path) -> str:
        """The same in a process of its own."""
        command = [sys.executable, "-m", "dashboard", *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, env=self._environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command[2:]}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def tag(self, code: str, facts: Facts) -> None:
        """Gives customers their tags, straight into the region's tables: no command does."""
        engine = sa.create_engine(self.regions[code])
        add = sa.text(
            "INSERT INTO customer_tag (customer_key, tag) SELECT customer_key, :tag FROM customer WHERE org_id = :org"
        )
        with engine.begin() as connection:
            for org, tags in facts.tags.items():
                for tag in tags:
                    connection.execute(add, {"org": org, "tag": tag})
        engine.dispose()

    def user(self, email: str, role: str) -> str:
        """The API token of a new user."""
        self.run("user", "add", email, "--role", role)
        return self.run("token", "create", email).split()[-1]

    @contextmanager
    def served(self) -> Iterator[str]:
        """Its address while it is served."""
        port = free_port()
        log = self.data_dir / "serve.log"
        command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port)]
        with log.open("w") as output:
            server = subprocess.Popen(command, cwd=ROOT, env=self._environment(), stdout=output, stderr=output)
        try:
            _await(f"http://127.0.0.1:{port}", server, log)
            yield f"http://127.0.0.1:{port}"
            assert server.poll() is None, f"the server ended with {server.returncode}: {log.read_text()}"
        finally:
            server.terminate()
            server.wait(300)

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DASHBOARD_")}
        own = {"DATA_DIR": str(self.data_dir), "REGIONS": json.dumps(dict(self.regions)), "TODAY": self.today}
        own |= {"PASSWORD": PASSWORD, "STORE_URL": f"sqlite:///{self.data_dir / 'store.db'}"}
        return kept | {f"DASHBOARD_{name}": value for name, value in own.items()}


def _await(address: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address + "/readyz", timeout=60):
                return
        except OSError:
            time.sleep(0.05)  # another process starts: nothing to wait on but its answer
    raise AssertionError(log.read_text())


@dataclass(frozen=True)
class Client:
    """A user of the API."""

    address: str
    token: str

    def get(self, path: str, parameters: Parameters) -> bytes:
        """The body of a 200, else an AssertionError with the whole answer."""
        url = f"{self.address}/api/v1/{path}?{urlencode(parameters)}"
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {self.token}"})
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return bytes(response.read())
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{url}: {error.code} {error.read()[:300]!r}") from error

    def json(self, path: str, parameters: Parameters) -> Any:
        return json.loads(self.get(path, parameters))

    def export(self, table: str, kind: str, parameters: Parameters) -> tuple[list[str], list[list[Any]]]:
        """Header and cells of an exported file, as its format gives them."""
        data = self.get(f"export/{table}.{kind}", parameters)
        if kind == "json":
            found = json.loads(data)
            rows = found["rows"] if isinstance(found, dict) else found
            return (list(rows[0]) if rows else []), [list(row.values()) for row in rows]
        if kind == "csv":
            cells: list[list[Any]] = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        else:
            sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
            cells = [list(row) for row in sheet.iter_rows(values_only=True)]
        return [str(name) for name in cells[0]], cells[1:]
