"""Account, users and set-up assistant over HTTP: what forms do, and what they say beside the field."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from dashboard.access.accounts import add_user
from dashboard.access.organisation import is_set_up, own_organisation
from dashboard.access.sign_in.sessions import agent_name
from dashboard.data.storage.store import browser_session, organisation, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.factory import create_app
from dashboard.services import EXTENSION, Services
from dashboard.settings import Settings
from tests.fixtures.application import OWN, PASSWORD, email_of, sign_in

ADMIN = email_of("full_admin")
NEW = "another long password"


@pytest.fixture
def new(opened: Services) -> Services:
    """A store whose organisation is not set up."""
    with writing(opened.store) as connection:
        connection.execute(sa.delete(organisation))
    return opened


def post(client: FlaskClient, path: str, **fields: Any) -> tuple[int, str]:
    """Status and where it leads."""
    answer = client.post(path, data=fields, headers=OWN)
    return answer.status_code, answer.headers.get("Location", "")


def errors(client: FlaskClient, path: str, **fields: Any) -> dict[str, str]:
    """What a form is told: by the id of the field, only where the field points to it."""
    page = client.post(path, data=fields, headers=OWN).get_data(as_text=True)
    told = dict(re.findall(r'class="field-error" id="([\w-]+)-error">([^<]*)', page))
    assert all(f'aria-invalid="true" aria-describedby="{name}-error"' in page for name in told)
    assert page.count(" autofocus") == min(len(told), 1)
    return told


def user_id(opened: Services, role: str) -> int:
    with reading(opened.store) as connection:
        return int(connection.execute(sa.select(users.c.user_id).where(users.c.email == email_of(role))).scalar_one())


def test_the_assistant_comes_at_the_first_sign_in(client: FlaskClient, new: Services) -> None:
    form = {"email": ADMIN, "password": PASSWORD}
    assert post(client, "/login", **form) == (303, "/setup")
    assert 'name="planned_users"' in client.get("/setup?step=4").text  # no step is left out
    wrong = errors(client, "/setup?step=1", name=" ", industry="x", planned_users="many", version="0")
    assert list(wrong) == ["name", "industry", "planned_users"]
    fields = {"name": "Acme", "industry": "other", "planned_users": "20", "version": "0"}
    assert post(client, "/setup?step=1", **fields) == (303, "/setup?step=2")
    assert "Acme" in client.get("/setup?step=2").text
    assert post(client, "/setup?step=4")[0] == 400  # the terms are missing
    assert not is_set_up(new.store)
    assert list(errors(client, "/setup?step=3")) == ["accept"]
    assert post(client, "/setup?step=3", accept="yes") == (303, "/setup?step=4")
    assert post(client, "/setup?step=4") == (303, "/data")  # for there is nothing to look at yet
    found = own_organisation(new.store)
    assert (found.name, found.planned_users, found.terms_by) == ("Acme", 20, ADMIN)
    assert re.fullmatch(r"[0-9a-f-]{36}", found.unique_id)
    assert post(client, "/login", **form) == (303, "/")


def test_others_are_not_asked(server: Flask, new: Services) -> None:
    form = {"email": email_of("help_desk"), "password": PASSWORD}
    assert post(server.test_client(), "/login", **form) == (303, "/")


def test_settings_with_an_administrator_skip_it(settings: Settings) -> None:
    values = Settings(_env_file=None, admin_email="boss@example.com", admin_password=PASSWORD)
    chosen = {"admin_email": values.admin_email, "admin_password": values.admin_password}
    server = create_app(settings.model_copy(update=chosen)).server
    assert is_set_up(server.extensions[EXTENSION].store)
    server.extensions[EXTENSION].close()


def test_second_writer_of_the_profile_is_told(client: FlaskClient, new: Services) -> None:
    sign_in(client, "full_admin")
    assert post(client, "/account/organisation", name="First", version="0")[0] == 303
    answer = client.post("/account/organisation", data={"name": "Second", "version": "0"}, headers=OWN)
    assert answer.status_code == 409
    assert "Nothing was saved" in answer.text
    assert 'value="First"' in answer.text
    assert own_organisation(new.store).name == "First"


def test_own_password_needs_the_old_one_and_ends_other_sessions(server: Flask) -> None:
    here, there = (sign_in(server.test_client(), "help_desk") for _ in range(2))
    assert list(errors(here, "/account/password", old="x", password="short", again="other")) == ["new", "again"]
    assert list(errors(here, "/account/password", old="wrong", password=NEW, again=NEW)) == ["old"]
    assert there.get("/account").status_code == 200
    assert post(here, "/account/password", old=PASSWORD, password=NEW, again=NEW)[0] == 303
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 302)
    assert post(server.test_client(), "/login", email=email_of("help_desk"), password=PASSWORD)[0] == 401


def test_sessions_are_seen_and_ended(server: Flask, opened: Services) -> None:
    here, there = (sign_in(server.test_client(), "help_desk") for _ in range(2))
    marks = re.findall(r'name="mark" value="(\w+)"', here.get("/account").text)
    assert len(marks) == 1  # one's own has no button
    other = sign_in(server.test_client(), "read_only_admin")
    post(other, "/account/sessions/end", mark=marks[0])
    assert there.get("/account").status_code == 200
    post(here, "/account/sessions/end", mark=marks[0])
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 302)
    with reading(opened.store) as connection:
        assert connection.execute(sa.select(browser_session.c.address).distinct()).scalars().all() == ["127.0.0.1"]


def test_tokens_are_made_shown_once_and_revoked(client: FlaskClient, server: Flask) -> None:
    sign_in(client, "read_only_admin")
    assert list(errors(client, "/account/tokens", token_name=" ", days="30")) == ["token_name"]
    assert list(errors(client, "/account/tokens", token_name="x", days="7")) == ["days"]
    page = client.post("/account/tokens", data={"token_name": "script", "days": "30"}, headers=OWN).text
    secret = re.findall(r'value="(pd_[\w-]+)"', page)[0]
    assert secret not in client.get("/account").text
    bearer = {"Authorization": f"Bearer {secret}"}
    assert server.test_client().get("/api/v1/regions", headers=bearer).status_code == 200
    number = re.findall(r'name="token" value="(\d+)"', client.get("/account").text)[0]
    post(sign_in(server.test_client(), "help_desk"), "/account/tokens/revoke", token=number)
    assert server.test_client().get("/api/v1/regions", headers=bearer).status_code == 200
    post(client, "/account/tokens/revoke", token=number)
    assert server.test_client().get("/api/v1/regions", headers=bearer).status_code == 401


def test_language_and_theme_stay_with_the_user(client: FlaskClient, server: Flask) -> None:
    sign_in(client, "help_desk")
    assert post(client, "/account/preferences", language="de", theme="dark") == (303, "/account")
    page = sign_in(server.test_client(), "help_desk").get("/account").text
    assert '<html lang="de" data-theme="chosen" data-bs-theme="dark">' in page
    assert list(errors(client, "/account/preferences", language="fr", theme="pink")) == ["language", "theme"]


def test_an_invitation_is_shown_once_and_opens_the_door(client: FlaskClient, server: Flask) -> None:
    sign_in(client, "full_admin")
    page = client.post("/users", data={"email": "new@example.com", "role": "help_desk"}, headers=OWN).text
    path = re.findall(r'value="http://localhost(/password/[\w-]+)"', page)[0]
    stranger = server.test_client()
    assert stranger.get(path).headers["Location"] == "/password"
    assert "new@example.com" in stranger.get("/password").text
    assert stranger.post("/password", data={"password": "short", "again": "short"}, headers=OWN).status_code == 400
    assert post(stranger, "/password", password=NEW, again=NEW) == (303, "/")
    assert stranger.get("/account").status_code == 200
    assert server.test_client().get(path).status_code == 410


def test_role_and_state_by_form(client: FlaskClient, opened: Services) -> None:
    sign_in(client, "full_admin")
    path = f"/users/{user_id(opened, 'help_desk')}"
    assert post(client, f"{path}/role", role="read_only_admin", version="0") == (303, path)
    assert post(client, f"{path}/role", role="partner_admin", version="0")[0] == 409
    assert post(client, f"{path}/state", disabled="yes", version="1") == (303, path)
    assert "Disabled" in client.get(path).text
    assert list(errors(client, f"{path}/role", role="owner", version="2")) == ["role"]


def test_names_are_text(client: FlaskClient, opened: Services) -> None:
    add_user(opened.store, "<b>@example.com", "help_desk", PASSWORD)
    page = sign_in(client, "full_admin").get("/users").text
    assert "&lt;b&gt;@example.com" in page
    assert "<b>@" not in page


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("curl/8.0", ""),
        ("<script>", ""),
    ],
)
def test_browsers_in_short(agent: str, name: str) -> None:
    assert agent_name(agent) == name
