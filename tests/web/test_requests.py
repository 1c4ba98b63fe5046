"""The id of a request: taken from a proxy when it looks like one, shown where a person can quote it."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.services import Services
from tests.fixtures.application import sign_in

GIVEN = "proxy-0123456789"


def test_an_id_is_made_for_each_request(client: FlaskClient) -> None:
    first, second = (client.get("/healthz").headers["X-Request-ID"] for _ in range(2))
    assert len(first) == len(second) == 16
    assert first != second


@pytest.mark.parametrize("given", [GIVEN, "A.b_c-12345678"])
def test_a_proxys_id_is_taken(client: FlaskClient, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize(
    "given", ["short", "x" * 65, "has a space in it", "<script>alert", "-leading-hyphen", "é" * 10]
)
def test_what_does_not_look_like_one_is_not(client: FlaskClient, given: str) -> None:
    answer = client.get("/healthz", headers={"X-Request-ID": given.encode().decode("latin-1")})
    assert answer.headers["X-Request-ID"] != given
    assert len(answer.headers["X-Request-ID"]) == 16


def test_an_error_page_shows_it(client: FlaskClient) -> None:
    sign_in(client, "help_desk")
    page = client.get("/users/999999", headers={"X-Request-ID": GIVEN})
    assert page.status_code in (403, 404)
    assert GIVEN in page.text


def test_a_failure_is_logged_under_the_id_and_the_route(
    server: Flask, client: FlaskClient, opened: Services, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(name: str) -> str:
        raise RuntimeError("no")

    server._got_first_request = False  # noqa: SLF001
    server.add_url_rule("/fails/<name>", "fails", fail)
    sign_in(client, "full_admin")
    page = client.get("/fails/meier?q=meier", headers={"X-Request-ID": GIVEN})
    assert (page.status_code, GIVEN in page.text) == (500, True)
    [line] = [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]
    assert line == f"error {GIVEN}: 500 /fails/<name>: RuntimeError: no"


def test_a_request_is_a_line_without_its_address(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "dashboard")
    client.get("/link/a-secret-that-nobody-else-knows?q=meier")
    [record] = [one for one in caplog.records if one.name == "dashboard.web.requests"]
    told = vars(record)
    assert (told["route"], told["method"], told["status"]) == ("/link/<secret>", "GET", 410)
    assert "a-secret" not in repr(told)
    assert "meier" not in repr(told)
