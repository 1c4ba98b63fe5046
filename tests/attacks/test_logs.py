"""Tried: reading secrets and searches in the log, writing lines of one's own into it, and stalling it by long texts."""

import importlib
import io
import json
import logging
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

import dashboard
from dashboard.access.accounts import find_user
from dashboard.access.people import invite
from dashboard.data.storage.store import reading
from dashboard.data.storage.store import user as users
from dashboard.services import Services
from dashboard.settings import Settings
from dashboard.telemetry.logs import log_config, without_people
from tests.fixtures.application import OWN, email_of, settings_in
from tests.fixtures.served import serving

SECRET = "s3cr3t-in-the-address"
TEXT = 16 * 1024


@pytest.mark.parametrize("level", ["info", "debug"])
def test_no_line_of_a_server_holds_an_address(settings: Settings, level: str) -> None:
    """Served as in production: whichever address, header or method comes, none of it is in the log."""
    with serving(settings.data_dir, more={"DASHBOARD_LOG_LEVEL": level}) as served:
        headers = {"Referer": f"http://x/{SECRET}", "User-Agent": SECRET, "Cookie": f"dashboard={SECRET}"}
        for path in ("password", "link", "customers", "api/v1/tables"):
            requests.get(f"{served.url}/{path}/{SECRET}?q={SECRET}", headers=headers, timeout=60, allow_redirects=False)
        requests.request("GE" + "T" * 9, f"{served.url}/{SECRET}", timeout=60)
        requests.get(served.url, headers={"X-Request-ID": SECRET, "Authorization": SECRET}, timeout=60)
    log = (settings.data_dir / "serve.log").read_text()
    assert " GET /api/v1/tables/<name> 401 in " in log
    assert re.search(r"INFO dashboard\.web\.requests: GET /password/<secret> 410 in \d+ ms \[[0-9a-f]{16}\]", log)
    assert SECRET not in log.replace(f"[{SECRET}]", "")  # an id that a proxy gave is repeated: it looks like one


def test_one_time_secrets_leave_the_address_when_they_are_opened(
    server: Flask, client: FlaskClient, opened: Services
) -> None:
    with reading(opened.store) as connection:
        admin = find_user(connection, users.c.email == email_of("full_admin"))
    assert admin is not None
    path = invite(opened.store, admin, "new@example.com", "help_desk")
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/password")
    form = client.get("/password")
    assert "new@example.com" in form.text
    assert path.removeprefix("/password/") not in form.text
    chosen = {"password": "a long enough one", "again": "a long enough one"}
    assert client.post("/password", data=chosen, headers=OWN).headers["Location"] == "/"
    assert server.test_client().get(path).status_code == 410
    assert server.test_client().get("/password").status_code == 410


def test_no_text_begins_a_line_of_its_own(tmp_path: Path) -> None:
    forged = "x\n2026-11-27 00:00:00,000 ERROR dashboard: forged\r\u2028\x1b[31m"
    for shape in ("text", "json"):
        made = log_config(settings_in(tmp_path).model_copy(update={"log_format": shape}))["formatters"]["own"]
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setFormatter(made["()"](addresses=made["addresses"]))
        handler.emit(logging.getLogger("dashboard").makeRecord("dashboard", 30, "x.py", 1, "%s", (forged,), None))
        line = stream.getvalue()
        assert line.count("\n") == 1
        assert not set("\r\u2028\x1b") & set(line.encode().decode())
        assert shape == "text" or json.loads(line)["message"] == forged


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that stands at the top of a module of the package."""
    for found in pkgutil.walk_packages(dashboard.__path__, "dashboard."):
        if "__main__" not in found.name and ".migrations." not in found.name:
            for name, value in vars(importlib.import_module(found.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{found.name}.{name}", value


PIECES = (
    *("(", "a", "@", ".", ":", "0", "-", "=", "é", "(a", "(a)=(", "a@", "a@a", "a@a.", "1.", "1.1.1.1", "1:", "f::"),
    *("..", "!=", "pd_", " ", "\t", "\n", "\"", "a ", "=\"", "a\n", "DETAIL: ", "\r", "\x0b", "\u2028", ",\t"),
)  # fmt: skip


def test_no_pattern_takes_the_square_of_a_text() -> None:
    """16 KB of a header once held the log for seconds. Four times as long a text may take about four times as long."""
    slow = []
    found = dict(patterns())
    assert {"dashboard.telemetry.logs._QUOTED", "dashboard.data.storage.safe_text._formula"} <= {*found}
    for name, pattern in found.items():
        for piece in PIECES:
            text = piece * (TEXT // len(piece))
            began = time.process_time()
            for use in (pattern.search, pattern.fullmatch):
                use(text)
            if time.process_time() - began > 0.1:
                slow.append((name, piece))
    assert slow == []


def test_the_log_is_not_held_by_a_long_text() -> None:
    began = time.process_time()
    for piece in PIECES:
        without_people(piece * (TEXT // len(piece)))
    assert time.process_time() - began < 0.05 * len(PIECES)
