"""What strangers get, what other sites get, and the headers of every answer."""

import json
import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from dashboard.access.sign_in.limits import token_limit
from dashboard.access.tokens import create_token, revoke_token
from dashboard.errors import BadParameter, DashboardError, Forbidden, NotFound, RegionUnavailable
from dashboard.services import Services
from tests.fixtures.application import OWN, email_of, sign_in

OPEN = {"/login", "/healthz", "/readyz", "/metrics", "/link/<secret>", "/password/<secret>", "/password", "/language"}
CALLBACK = "/_dash-update-component"


def rules(server: Flask) -> list[tuple[str, str]]:
    """Every method and address of the application, with something in each placeholder."""
    found = []
    for rule in server.url_map.iter_rules():
        address = server.url_map.bind("localhost").build(
            rule.endpoint, dict.fromkeys(rule.arguments, "7"), method=sorted(rule.methods or ())[0]
        )
        found += [(method, address) for method in rule.methods or () if rule.rule not in OPEN and method != "OPTIONS"]
    return found


def test_strangers_are_refused_everywhere(server: Flask, client: FlaskClient) -> None:
    asked = rules(server)
    assert len(asked) > 20
    answers = {(method, path): client.open(path, method=method, headers=OWN, json={}) for method, path in asked}
    got_in = {where: answer.status_code for where, answer in answers.items() if answer.status_code not in (302, 401)}
    off = [
        ("POST", "/hooks/call-records"),
        *((way, f"/sso{end}") for way in ("GET", "HEAD") for end in ("", "/callback")),
        *((way, "/calendar/7.ics") for way in ("GET", "HEAD")),
    ]
    assert got_in == dict.fromkeys(off, 404)  # what the settings have not switched on, and a secret that is none
    led = {answer.headers["Location"].partition("?")[0] for answer in answers.values() if answer.status_code == 302}
    assert led == {"/login"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 302),
        ("/subscriptions?region=US", 302),
        ("/nothing-here", 302),
        ("/customers/x", 302),
        ("/_dash-layout", 401),
        ("/_dash-dependencies", 401),
        ("/_dash-component-suites/dash/dcc/dash_core_components.js", 401),
        ("/_dash-component-suites/plotly/package_data/plotly.min.js", 401),
        ("/_reload-hash", 401),
        ("/_favicon.ico", 401),
        ("/assets/theme.js", 401),
        ("/assets/../assets/login.css", 401),
        ("/vendor/bootstrap.min.css", 401),
        ("/api/v1/regions", 401),
        ("/api/v1/nothing-here", 401),
        ("/_mcp", 401),
    ],
)
def test_strangers_by_address(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_what_the_sign_in_page_needs_is_open(client: FlaskClient) -> None:
    assert client.get("/login").status_code == 200
    assert client.get("/assets/login.css", buffered=True).status_code == 200


def test_strangers_cannot_call_back(client: FlaskClient) -> None:
    assert client.post(CALLBACK, json={"output": "x"}, headers=OWN).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "http://localhost:8051"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_changes_come_from_our_own_pages(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    sign_in(client, "full_admin")
    assert client.post("/theme", data={"theme": "dark"}, headers=headers).status_code == status


def test_other_sites_cannot_sign_anybody_in(client: FlaskClient) -> None:
    form = {"email": email_of("help_desk"), "password": "correct horse battery staple"}
    assert client.post("/login", data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/login", data=form).status_code == 303  # a program, which is no browser


def test_callbacks_take_json_alone(client: FlaskClient) -> None:
    sign_in(client, "full_admin")
    assert client.post(CALLBACK, data="{}", content_type="text/plain", headers=OWN).status_code == 415


@pytest.mark.parametrize(
    "body",
    ["", "{", "null", "7", "[]", "{}", '{"output": "x.y"}', '{"output": 3, "inputs": 7}', '{"output": {"a": []}}']
    + ['{"output": "..kpis.children.."}', '{"output": "_pages_content.children", "inputs": [1]}'],
)
def test_forged_callbacks_are_bad_requests(client: FlaskClient, body: str, caplog: pytest.LogCaptureFixture) -> None:
    sign_in(client, "full_admin")
    answer = client.post(CALLBACK, data=body, content_type="application/json", headers=OWN)
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad_request")  # type: ignore[index]
    assert caplog.records == []


def test_every_answer_is_hardened(client: FlaskClient) -> None:
    stranger = [client.get(path) for path in ("/login", "/", "/healthz", "/api/v1/regions", "/assets/theme.js")]
    sign_in(client, "full_admin")
    for answer in [*stranger, *(client.get(path) for path in ("/subscriptions", "/_dash-layout", "/api/v1/regions"))]:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_only_pages_may_run_scripts_and_only_known_ones(client: FlaskClient) -> None:
    assert "script-src" not in client.get("/login").headers["Content-Security-Policy"]
    sign_in(client, "full_admin")
    policy = client.get("/subscriptions").headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self' 'sha256-" in policy
    assert "style-src-attr 'none'" in policy


def test_assets_may_be_kept(client: FlaskClient) -> None:
    sign_in(client, "full_admin")
    assert "max-age" in client.get("/assets/theme.js", buffered=True).headers["Cache-Control"]


def test_tokens_open_the_api_and_nothing_else(client: FlaskClient, opened: Services) -> None:
    bearer = {"Authorization": f"Bearer {create_token(opened.store, email_of('full_admin'))}"}
    assert client.get("/api/v1/regions", headers=bearer).status_code == 200
    assert client.get("/subscriptions", headers=bearer).status_code == 302
    assert client.get("/_dash-layout", headers=bearer).status_code == 401
    assert client.post(CALLBACK, json={}, headers=bearer | OWN).status_code == 401


def test_revoked_and_invented_tokens(client: FlaskClient, opened: Services) -> None:
    secret = create_token(opened.store, email_of("full_admin"))
    revoke_token(opened.store, email_of("full_admin"), 1)
    for header in (f"Bearer {secret}", "Bearer invented", f"Basic {secret}", ""):
        assert client.get("/api/v1/regions", headers={"Authorization": header}).status_code == 401


def test_a_session_does_not_speak_for_a_wrong_token(client: FlaskClient) -> None:
    sign_in(client, "full_admin")
    assert client.get("/api/v1/regions").status_code == 200
    refused = client.get("/api/v1/regions", headers={"Authorization": "Bearer wrong"})
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_wrong_tokens_have_to_wait(client: FlaskClient, opened: Services) -> None:
    wrong = {"Authorization": "Bearer wrong"}
    statuses = [client.get("/api/v1/regions", headers=wrong).status_code for _ in range(token_limit("").free)]
    assert set(statuses) == {401}
    answer = client.get("/api/v1/regions", headers=wrong)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 16
    good = {"Authorization": f"Bearer {create_token(opened.store, email_of('full_admin'))}"}
    assert client.get("/api/v1/regions", headers=good).status_code == 200


_FULL = Exception("Out of Memory Error: could not allocate block of size 256.0 KiB")


@pytest.mark.parametrize(
    ("error", "status", "shown"),
    [
        (BadParameter("weeks", "1 to 520"), 400, "weeks: 1 to 520"),
        (Forbidden("Your role does not include analytics."), 403, "Your role does not include analytics."),
        (NotFound("customer: unknown"), 404, "customer: unknown"),
        (RegionUnavailable("region US: held by 10.0.0.7"), 503, "A database cannot be reached."),
        (DashboardError("the store cannot be opened: /srv/store.db"), 500, "The request failed."),
        (ValueError("a secret detail"), 500, "The request failed."),
        (OperationalError("SELECT 'a secret detail'", None, _FULL), 503, "too little memory"),
    ],
)
def test_failures_say_what_concerns_the_user(
    server: Flask, client: FlaskClient, error: Exception, status: int, shown: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> str:
        raise error

    server.add_url_rule("/fail", view_func=fail)
    server.add_url_rule("/api/fail", "api_fail", fail)
    sign_in(client, "full_admin")
    page, data = client.get("/fail"), client.get("/api/fail")
    assert (page.status_code, data.status_code) == (status, status)
    assert shown in page.text
    assert shown in data.json["error"]["message"]  # type: ignore[index]
    assert "Traceback" not in page.text + data.text
    hidden = [word for word in ("10.0.0.7", "/srv", "secret detail") if word in page.text + data.text]
    assert hidden == []
    if status >= 500:
        noted = caplog.records[0]
        assert noted.levelno == logging.ERROR
        assert str(noted.args[0]) in page.text  # type: ignore[index]


def test_unknown_addresses(client: FlaskClient) -> None:
    sign_in(client, "full_admin")
    assert client.get("/nothing-here").status_code == 404
    assert json.loads(client.get("/api/v1/nothing-here").data)["error"]["code"] == "not_found"
    assert client.get("/customers/some-id").status_code == 200
