"""Single sign-on against a real OpenID provider: who gets in, with which role, and what everybody else is told."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from dashboard.access.accounts import User, add_user, find_user
from dashboard.access.people import release
from dashboard.data.storage.store import audit_log, reading
from dashboard.data.storage.store import user as users
from dashboard.factory import create_app
from dashboard.services import EXTENSION, Services
from dashboard.settings import Settings
from tests.fixtures import accounts
from tests.fixtures.application import OWN, PASSWORD, email_of
from tests.fixtures.openid import code_for, openid_provider, sign_in_there
from tests.fixtures.served import free_port

SECRET = "a secret of the tests"
ROLES = {"hub-admins": "full_admin", "analysts": "read_only_admin"}
PEOPLE: dict[str, dict[str, Any]] = {
    "ana": {"email": "Ana@Example.com", "email_verified": True, "groups": ["analysts"]},
    "bo": {"email": "bo@example.com", "email_verified": True, "groups": ["analysts", "hub-admins"]},
    "nobody": {"email": "nobody@example.com", "email_verified": True, "groups": ["sales"]},
    "imposter": {"email": email_of("full_admin"), "email_verified": False, "groups": ["analysts"]},
    "silent": {"email": "silent@example.com", "groups": ["analysts"]},
    "helper": {"email": email_of("help_desk"), "email_verified": True, "groups": ["analysts"]},
    "twin": {"email": email_of("help_desk"), "email_verified": True, "groups": ["analysts"]},
    "mailless": {"groups": ["analysts"]},
    "nested": {"email": "nested@example.com", "email_verified": True, "realm": {"roles": ["analysts"]}},
}
Serve = Callable[..., Flask]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The issuer of a provider that tells most in its answer about the user."""
    with openid_provider(PEOPLE) as issuer:
        yield issuer


@pytest.fixture
def serve(settings: Settings, provider: str) -> Iterator[Serve]:
    """Makes the application with single sign-on, settings changed as told."""
    made: list[Flask] = []

    def make(**changed: Any) -> Flask:
        own = {"sso_issuer": provider, "sso_client_id": "dashboard", "sso_client_secret": SECRET, "sso_roles": ROLES}
        fields = {**settings.model_dump(), **own, **changed}
        made.append(create_app(Settings(_env_file=None, **fields)).server)
        return made[-1]

    yield make
    for server in made:
        server.extensions[EXTENSION].close()


def user_of(server: Flask, email: str) -> User | None:
    """The user of an address, None when there is none."""
    opened: Services = server.extensions[EXTENSION]
    with reading(opened.store) as connection:
        return find_user(connection, users.c.email == email)


def log(server: Flask) -> list[tuple[str, str, str]]:
    """Action, subject and actor of what single sign-on did, oldest first."""
    opened: Services = server.extensions[EXTENSION]
    chosen = sa.select(audit_log).where(audit_log.c.actor == "single sign-on").order_by(audit_log.c.entry_id)
    with reading(opened.store) as connection:
        return [(row.action, row.subject, row.actor) for row in connection.execute(chosen)]


def page_of(client: FlaskClient) -> int:
    """The status of a page that needs a user."""
    return client.get("/subscriptions").status_code


def test_the_first_sign_in_makes_a_user_with_the_role_of_their_group(serve: Serve) -> None:
    server = serve()
    client = server.test_client()
    answer = sign_in_there(client, "ana", "?next=/calling%3Fregion%3DUS")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/calling?region=US")
    assert page_of(client) == 200
    made = user_of(server, "ana@example.com")
    assert made is not None
    assert made.role == "read_only_admin"
    assert log(server) == [("user added", "ana@example.com", "single sign-on")]


def test_the_first_entry_of_the_settings_wins(serve: Serve) -> None:
    server = serve()
    sign_in_there(server.test_client(), "bo")
    made = user_of(server, "bo@example.com")
    assert made is not None
    assert made.role == "full_admin"


def test_the_second_sign_in_is_the_same_user_by_subject(serve: Serve) -> None:
    server = serve()
    sign_in_there(server.test_client(), "ana")
    before = user_of(server, "ana@example.com")
    sign_in_there(server.test_client(), "ana")
    assert before is not None
    assert user_of(server, "ana@example.com") == before


def test_an_invited_user_is_linked_and_gets_the_provider_role_at_once(serve: Serve) -> None:
    server = serve()
    assert sign_in_there(server.test_client(), "helper").status_code == 303
    found = user_of(server, email_of("help_desk"))
    assert found is not None
    assert found.role == "read_only_admin"
    assert [action for action, *_ in log(server)] == ["single sign-on linked", "role changed"]


def test_without_roles_in_the_settings_users_keep_their_own(serve: Serve) -> None:
    server = serve(sso_roles={})
    assert sign_in_there(server.test_client(), "helper").status_code == 303
    found = user_of(server, email_of("help_desk"))
    assert found is not None
    assert found.role == "help_desk"


def test_the_default_role_is_for_whom_no_entry_applies(serve: Serve) -> None:
    server = serve(sso_default_role="help_desk")
    assert sign_in_there(server.test_client(), "nobody").status_code == 303
    found = user_of(server, "nobody@example.com")
    assert found is not None
    assert found.role == "help_desk"


@pytest.mark.parametrize(
    ("login", "told"),
    [
        ("nobody", "Nobody has given you a role"),
        ("imposter", "does not vouch for your e-mail address"),
        ("silent", "does not vouch for your e-mail address"),
        ("mailless", "names no e-mail address"),
    ],
)
def test_whom_the_provider_knows_and_who_still_stays_out(serve: Serve, login: str, told: str) -> None:
    server = serve()
    client = server.test_client()
    answer = sign_in_there(client, login)
    assert answer.status_code == 403
    assert told in answer.text
    assert page_of(client) == 302
    assert log(server) == [("single sign-on refused", "unknown address", "single sign-on")]


@pytest.mark.parametrize(("login", "status"), [("silent", 303), ("imposter", 403)])
def test_trust_is_for_a_provider_that_does_not_say_whether_it_checked(serve: Serve, login: str, status: int) -> None:
    assert sign_in_there(serve(sso_trust_email=True).test_client(), login).status_code == status


def test_another_account_of_the_provider_cannot_take_an_address(serve: Serve) -> None:
    server = serve()
    sign_in_there(server.test_client(), "helper")
    answer = sign_in_there(server.test_client(), "twin")
    assert answer.status_code == 403
    assert "belongs to another account" in answer.text


def test_a_released_user_is_linked_to_an_account_made_anew(serve: Serve) -> None:
    server = serve()
    client = server.test_client()
    sign_in_there(client, "helper")
    store = server.extensions[EXTENSION].store
    found, admin = user_of(server, email_of("help_desk")), user_of(server, email_of("full_admin"))
    assert found is not None
    assert admin is not None
    release(store, admin, found.user_id)
    assert page_of(client) == 302  # their sessions are over
    assert sign_in_there(server.test_client(), "twin").status_code == 303


def test_a_disabled_user_stays_out_and_is_not_linked(serve: Serve) -> None:
    server = serve()
    accounts.set_disabled(server.extensions[EXTENSION].store, email_of("help_desk"), True)
    answer = sign_in_there(server.test_client(), "helper")
    assert (answer.status_code, "This account is disabled" in answer.text) == (403, True)
    assert "single sign-on linked" not in [action for action, *_ in log(server)]


def test_a_group_that_was_taken_away_shuts_out_at_the_next_sign_in(serve: Serve) -> None:
    server = serve()
    add_user(server.extensions[EXTENSION].store, "nobody@example.com", "full_admin", PASSWORD)
    assert sign_in_there(server.test_client(), "nobody").status_code == 403


def test_roles_may_be_nested(serve: Serve) -> None:
    server = serve(sso_role_claim="realm.roles")
    assert sign_in_there(server.test_client(), "nested").status_code == 303


def test_claims_of_the_token_itself_and_a_public_client(serve: Serve) -> None:
    with openid_provider(PEOPLE, in_token=True) as issuer:
        server = serve(sso_issuer=issuer, sso_client_id="public", sso_client_secret=None)
        assert sign_in_there(server.test_client(), "ana").status_code == 303


def test_a_wrong_secret_and_a_person_who_turns_back_are_told(serve: Serve) -> None:
    client = serve(sso_client_secret="wrong").test_client()
    answer = sign_in_there(client, "ana")
    assert (answer.status_code, "The identity provider refused the sign-in" in answer.text) == (403, True)
    state = client.get("/sso").headers["Location"].split("state=")[1].split("&")[0]
    assert "or you turned back" in client.get(f"/sso/callback?error=access_denied&state={state}").text


def test_an_answer_counts_in_the_browser_that_began_and_once(serve: Serve) -> None:
    server = serve()
    client, other = server.test_client(), server.test_client()
    path = code_for(client.get("/sso").headers["Location"], "ana")
    assert other.get(path).status_code == 400
    assert client.get(path).status_code == 303
    client.post("/logout", headers=OWN)
    assert client.get(path).status_code == 400


def test_a_provider_that_is_down_is_told_and_passwords_still_work(serve: Serve) -> None:
    client = serve(sso_issuer=f"http://127.0.0.1:{free_port()}").test_client()
    answer = client.get("/sso")
    assert (answer.status_code, "cannot be reached" in answer.text) == (502, True)
    form = {"email": email_of("full_admin"), "password": PASSWORD}
    assert client.post("/login", data=form, headers=OWN).status_code == 303


def test_another_issuer_than_the_settings_name_is_none(serve: Serve, provider: str) -> None:
    assert serve(sso_issuer=provider.replace("127.0.0.1", "localhost")).test_client().get("/sso").status_code == 502


def test_the_sign_in_page_offers_both_ways_or_single_sign_on_alone(serve: Serve) -> None:
    both = serve(sso_name="Example ID").test_client().get("/login?next=/calling").text
    assert 'href="/sso?next=/calling"' in both
    assert "Sign in with Example ID" in both
    assert 'name="password"' in both
    only = serve(sso_only=True).test_client()
    assert 'name="password"' not in only.get("/login").text
    form = {"email": email_of("full_admin"), "password": PASSWORD}
    assert only.post("/login", data=form, headers=OWN).status_code == 403
    assert only.get("/password/anything").status_code == 403


def test_without_an_issuer_there_is_nothing(client: FlaskClient) -> None:
    assert client.get("/sso").status_code == client.get("/sso/callback").status_code == 404
    assert "/sso" not in client.get("/login").text
