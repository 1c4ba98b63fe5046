"""Signing in, out, and the one-time link."""

from datetime import timedelta
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from dashboard.access.accounts import add_user, set_password
from dashboard.access.sign_in.links import LIFETIME, SAMPLE_ADMIN, make_link, use_link
from dashboard.data.storage.store import audit_log, now, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.services import Services
from tests.fixtures.accounts import set_disabled, set_role
from tests.fixtures.application import OWN, PASSWORD, email_of, sign_in

ADMIN = email_of("full_admin")


def post(client: FlaskClient, email: str, password: str, target: str = "") -> tuple[int, str]:
    """Status and where it leads."""
    answer = client.post(f"/login{target}", data={"email": email, "password": password}, headers=OWN)
    return answer.status_code, answer.headers.get("Location", "")


def log(opened: Services) -> list[tuple[str, str]]:
    """Action and subject of each entry since the users were added."""
    with reading(opened.store) as connection:
        rows = connection.execute(sa.select(audit_log).order_by(audit_log.c.entry_id)).all()
    return [(row.action, row.subject) for row in rows if row.action not in ("user added", "set-up skipped")]


def test_right_password_signs_in(client: FlaskClient, opened: Services) -> None:
    assert post(client, f"  {ADMIN.upper()} ", PASSWORD) == (303, "/")
    assert client.get("/subscriptions").status_code == 200
    assert log(opened) == [("signed in", ADMIN)]


@pytest.mark.parametrize("email", [ADMIN, "nobody@example.com", "", "x" * 5000])
def test_wrong_password_says_the_same_for_everybody(client: FlaskClient, email: str) -> None:
    answer = client.post("/login", data={"email": email, "password": "wrong"}, headers=OWN)
    assert answer.status_code == 401
    assert "E-mail address or password is wrong." in answer.text
    assert client.get("/subscriptions").status_code == 302


def test_failures_are_logged_without_what_was_typed(client: FlaskClient, opened: Services) -> None:
    post(client, "my-password-in-the-wrong-field", "x")
    post(client, ADMIN, "x")
    assert log(opened) == [("sign-in failed", "unknown address"), ("sign-in failed", ADMIN)]


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/subscriptions?region=US&as_of=2026-01-02", "/subscriptions?region=US&as_of=2026-01-02"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("", "/"),
    ],
)
def test_leads_back_within_the_application_only(client: FlaskClient, target: str, leads_to: str) -> None:
    assert post(client, ADMIN, PASSWORD, f"?next={quote(target)}") == (303, leads_to)


def test_form_carries_the_target_and_escapes_it(client: FlaskClient) -> None:
    page = client.get("/login?next=" + quote('/subscriptions?q="><script>')).text
    assert 'action="/login?next=/subscriptions%3Fq%3D%22%3E%3Cscript%3E"' in page
    assert "<script" not in page


def test_sign_out_ends_copies_of_the_session_too(client: FlaskClient, opened: Services) -> None:
    sign_in(client, "full_admin")
    cookie = client.get_cookie("dashboard")
    assert cookie is not None
    assert client.post("/logout", headers=OWN).headers["Location"] == "/login"
    client.set_cookie("dashboard", cookie.value)
    assert client.get("/subscriptions").status_code == 302
    assert log(opened)[-1] == ("signed out", ADMIN)


def test_sign_out_takes_a_post(client: FlaskClient) -> None:
    sign_in(client, "full_admin").get("/logout")
    assert client.get("/subscriptions").status_code == 200


@pytest.mark.parametrize("change", ["password", "role", "disabled"])
def test_a_session_ends_at_the_next_request(client: FlaskClient, opened: Services, change: str) -> None:
    add_user(opened.store, "another@example.com", "full_admin", PASSWORD)
    sign_in(client, "full_admin")
    match change:
        case "password":
            set_password(opened.store, ADMIN, "another long password")
        case "role":
            set_role(opened.store, ADMIN, "help_desk")
        case _:
            set_disabled(opened.store, ADMIN, True)
    assert client.get("/subscriptions").status_code == 302


def test_disabled_user_cannot_sign_in(client: FlaskClient, opened: Services) -> None:
    set_disabled(opened.store, email_of("help_desk"), True)
    assert post(client, email_of("help_desk"), PASSWORD)[0] == 401


def test_nothing_of_an_earlier_session_survives(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    sign_in(client, "full_admin")
    with client.session_transaction() as session:
        assert "planted" not in session


@pytest.mark.usefixtures("thorough")
def test_old_hash_is_made_anew(client: FlaskClient, opened: Services) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with writing(opened.store) as connection:
        connection.execute(sa.update(users).where(users.c.email == ADMIN).values(password_hash=weak))
    sign_in(client, "full_admin")
    with reading(opened.store) as connection:
        kept = connection.execute(sa.select(users.c.password_hash).where(users.c.email == ADMIN)).scalar_one()
    assert "m=65536" in kept


def test_cookie_over_http_and_over_https(server: Flask) -> None:
    form = {"email": ADMIN, "password": PASSWORD}
    plain = server.test_client().post("/login", data=form, headers=OWN).headers["Set-Cookie"]
    assert plain.startswith("dashboard=")
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Secure" not in plain
    answer = server.test_client().post("/login", data=form, headers=OWN, base_url="https://localhost")
    safe = answer.headers["Set-Cookie"]
    assert safe.startswith("__Host-dashboard=")
    assert "Secure" in safe
    assert "Domain" not in safe


def test_link_signs_in_once(server: Flask, opened: Services) -> None:
    path = make_link(opened.store)
    first, second = server.test_client(), server.test_client()
    assert first.head(path).status_code == 204
    assert first.get(path, headers={"Sec-Purpose": "prefetch;prerender"}).status_code == 204
    assert first.get(path).headers["Location"] == "/"
    assert first.get("/subscriptions").status_code == 200
    assert second.get(path).status_code == 410
    assert second.get("/subscriptions").status_code == 302
    assert log(opened) == [("signed in with a one-time link", SAMPLE_ADMIN)]


def test_link_is_good_for_a_quarter_of_an_hour(opened: Services) -> None:
    at = now()
    secret = make_link(opened.store, at=at).removeprefix("/link/")
    assert use_link(opened.store, secret, at + LIFETIME) is None
    user = use_link(opened.store, secret, at + LIFETIME - timedelta(seconds=1))
    assert user is not None
    assert (user.email, user.role) == (SAMPLE_ADMIN, "full_admin")
    assert use_link(opened.store, secret, at) is None


def test_unknown_link_is_no_good(client: FlaskClient) -> None:
    assert client.get("/link/guessed").status_code == 410


def test_sample_admin_has_no_password(client: FlaskClient, opened: Services) -> None:
    use_link(opened.store, make_link(opened.store).removeprefix("/link/"))
    assert post(client, SAMPLE_ADMIN, "")[0] == 401


@pytest.mark.parametrize(("accepts", "title"), [("de-AT,de;q=0.9", "de"), ("en", "en"), ("fr", "en"), ("", "en")])
def test_page_speaks_the_browsers_language(client: FlaskClient, accepts: str, title: str) -> None:
    assert f'<html lang="{title}"' in client.get("/login", headers={"Accept-Language": accepts}).text
