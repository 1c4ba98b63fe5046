"""Tried: locking an administrator out by wrong passwords, and writing to the log through single sign-on."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.access.sign_in.identities import identity_of
from dashboard.data.storage.store import audit_log, reading
from dashboard.factory import create_app
from dashboard.services import EXTENSION, Services
from dashboard.settings import Settings
from tests.fixtures.application import OWN, PASSWORD, email_of
from tests.fixtures.openid import openid_provider

ADMIN = email_of("full_admin")
CLAIMS = {"iss": "https://id.example", "sub": "1", "email": "a@example.com", "upn": "b@example.com"}


def attempt(server: Flask, password: str, network: int, email: str = ADMIN) -> TestResponse:
    """A browser from a network of its own that tries a password."""
    place = {"REMOTE_ADDR": f"198.51.{network // 250}.{network % 250 + 1}"}
    form = {"email": email, "password": password}
    return server.test_client().post("/login", data=form, headers=OWN, environ_overrides=place)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that are compared at once: hundreds are tried."""
    monkeypatch.setattr("dashboard.access.sign_in.passwords.verify", lambda _hash, password: password == PASSWORD)


def test_wrong_passwords_slow_whoever_tries_them(server: Flask, quick: None) -> None:
    assert [attempt(server, "wrong", 1).status_code for _ in range(7)] == [401] * 5 + [429] * 2
    assert attempt(server, PASSWORD, 1).status_code == 429
    assert attempt(server, PASSWORD, 2).status_code == 303


def test_a_hundred_networks_cannot_lock_out_who_was_here_lately(server: Flask, quick: None) -> None:
    assert attempt(server, PASSWORD, 0).status_code == 303
    for network in range(1, 121):
        attempt(server, "wrong", network)
    assert attempt(server, "wrong", 200).status_code == 429  # together they have had their share of guesses
    assert attempt(server, PASSWORD, 0).status_code == 303


def test_one_network_has_twenty_guesses_at_any_accounts(server: Flask, quick: None) -> None:
    statuses = [attempt(server, "wrong", 1, f"{n}@example.com").status_code for n in range(22)]
    assert statuses == [401] * 20 + [429] * 2


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with openid_provider({}) as made:
        yield made


@pytest.fixture
def provided(settings: Settings, issuer: str) -> Iterator[Flask]:
    """The application with single sign-on."""
    own = {"sso_issuer": issuer, "sso_client_id": "dashboard", "sso_client_secret": "a secret of the tests"}
    made: Flask = create_app(Settings(_env_file=None, **{**settings.model_dump(), **own})).server
    yield made
    made.extensions[EXTENSION].close()


def refusals(server: Flask) -> list[Any]:
    services: Services = server.extensions[EXTENSION]
    told = sa.select(audit_log.c.details).where(audit_log.c.action == "single sign-on refused")
    with reading(services.store) as connection:
        return list(connection.scalars(told))


def state_of(client: FlaskClient) -> str:
    """The state of a sign-in that this browser began."""
    return parse_qs(urlsplit(client.get("/sso").headers["Location"]).query)["state"][0]


def test_an_error_that_nobody_asked_for_leaves_no_trace(provided: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client = provided.test_client()
    for query in ("error=x", "error=access_denied&state=x", "error=x%0AERROR+forged", "code=1&state=1", "", "state="):
        assert client.get(f"/sso/callback?{query}").status_code == 400
    assert refusals(provided) == []
    assert caplog.records == []


def test_an_error_is_noted_once_and_in_our_words(provided: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client = provided.test_client()
    query = {"error": "x\nERROR forged", "error_description": "</p><script>", "state": state_of(client)}
    answer = client.get("/sso/callback", query_string=query)
    assert (answer.status_code, "<script>" in answer.text) == (403, False)
    assert client.get("/sso/callback", query_string=query).status_code == 400  # a state is good once
    assert refusals(provided) == ['{"reason": "an error that is none of the standard\'s"}']
    assert "forged" not in caplog.text


def test_errors_are_limited(provided: Flask) -> None:
    client, statuses = provided.test_client(), []
    for _ in range(22):
        query = {"error": "access_denied", "state": state_of(client)}
        statuses.append(client.get("/sso/callback", query_string=query).status_code)
    assert statuses == [403] * 20 + [429] * 2
    assert len(refusals(provided)) == 20


@pytest.mark.parametrize(
    ("claim", "said", "trusted", "verified"),
    [
        ("email", {"email_verified": True}, False, True),
        ("email", {"email_verified": False}, True, False),
        ("email", {}, True, True),
        ("upn", {"email_verified": True}, False, False),
        ("upn", {"email_verified": False}, True, True),
        ("upn", {}, False, False),
    ],
)
def test_a_provider_vouches_for_the_claim_email_alone(
    claim: str, said: dict[str, Any], trusted: bool, verified: bool
) -> None:
    own: dict[str, Any] = {"sso_email_claim": claim, "sso_trust_email": trusted}
    assert identity_of(CLAIMS | said, Settings(_env_file=None, **own)).verified is verified


def test_a_provider_that_is_down_holds_no_thread(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked once, and then left alone for a while: ten seconds of patience a request would fill the threads."""
    own = {"sso_issuer": "http://127.0.0.1:9", "sso_client_id": "dashboard"}
    server: Flask = create_app(Settings(_env_file=None, **{**settings.model_dump(), **own})).server
    try:
        asked: list[int] = []
        client = server.extensions["single_sign_on"]
        load = client.load_server_metadata

        def counted() -> object:
            asked.append(1)
            return load()

        monkeypatch.setattr(client, "load_server_metadata", counted)
        assert [server.test_client().get("/sso").status_code for _ in range(5)] == [502] * 5
        assert asked == [1]
    finally:
        server.extensions[EXTENSION].close()
