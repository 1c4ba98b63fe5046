"""Tried: requests that cost a stranger nothing and the server much (`/metrics` once took 127 ms)."""

import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.access.sign_in import passwords
from tests.fixtures.application import OWN
from tests.test_rights import rows

FEW = 0.02  # seconds of the processor, with room for a machine that is busy with other tests


def cost(client: FlaskClient, method: str, path: str, times: int = 40) -> float:
    """Seconds of the processor that a request takes, in the middle of many."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        client.open(path, method=method, headers=OWN, buffered=True)
        spent.append(time.process_time() - began)
    return sorted(spent)[len(spent) // 2]


def test_every_address_costs_a_stranger_and_us_little(server: Flask) -> None:
    dear = {}
    for key, (method, rule) in rows(server).items():
        values = dict.fromkeys(rule.arguments, "7") | ({"suffix": "csv"} if "suffix" in rule.arguments else {})
        path = server.url_map.bind("localhost").build(rule.endpoint, values, method=method)
        spent = cost(server.test_client(), method, path, 9 if method == "POST" else 15)
        if spent > FEW and key != "POST /login":
            dear[key] = spent
    assert dear == {}


def test_figures_for_a_monitor_are_read_at_its_pace(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []

    def generate(found: object) -> bytes:
        read.append(found)
        return b"x 1\n"

    monkeypatch.setattr("dashboard.server.metrics.generate_latest", generate)
    assert {client.get("/metrics").get_data() for _ in range(200)} == {b"x 1\n"}
    assert len(read) <= 7


def test_few_passwords_are_compared_at_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparing takes 200 ms on purpose; who comes while others are compared is told to come again."""
    monkeypatch.setattr(passwords, "_PATIENCE", 0.01)
    held = [passwords._comparing.acquire(timeout=1) for _ in range(2)]
    try:
        answer = client.post("/login", data={"email": "a@example.com", "password": "x"}, headers=OWN)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    finally:
        for _ in held:
            passwords._comparing.release()
    assert client.post("/login", data={"email": "a@example.com", "password": "x"}, headers=OWN).status_code == 401


def test_a_password_link_that_is_guessed_writes_nothing(client: FlaskClient) -> None:
    for path in ("/password/guessed", "/link/guessed", "/password"):
        assert client.get(path).status_code == 410
