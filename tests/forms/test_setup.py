"""The set-up assistant comes by whatever way in, can be left, and makes the sample's administrator a real one."""

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from dashboard.access.organisation import is_set_up, own_organisation
from dashboard.access.sign_in.links import SAMPLE_ADMIN, make_link, use_link
from dashboard.data.storage.store import reading
from dashboard.data.storage.store import user as users
from dashboard.services import Services
from tests.asked import page, words
from tests.fixtures.application import OWN, PASSWORD, email_of, sign_in
from tests.forms.test_pages import ADMIN, errors, new, post

__all__ = ["new"]  # the fixture
REAL = "boss@example.com"
PROFILE = {"name": "Acme", "industry": "other", "planned_users": "", "version": "0"}
OFFER = "Set-up is not finished."


def known(opened: Services) -> dict[str, bool]:
    """Every user's address, and whether they are shut out."""
    with reading(opened.store) as connection:
        return {row.email: row.disabled for row in connection.execute(sa.select(users.c.email, users.c.disabled))}


def by_link(server: Flask, opened: Services) -> FlaskClient:
    """A browser that opened the link which a fresh installation prints."""
    client = server.test_client()
    assert client.get(make_link(opened.store)).headers["Location"] == "/setup"
    return client


def test_it_comes_by_every_way_in_and_leads_on_to_what_was_asked_for(server: Flask, new: Services) -> None:
    form = {"email": ADMIN, "password": PASSWORD}
    client = server.test_client()
    assert post(client, "/login?next=/customers?region=US", **form) == (303, "/setup?next=%2Fcustomers%3Fregion%3DUS")
    assert 'href="/customers?region=US"' in client.get("/setup?next=%2Fcustomers%3Fregion%3DUS").text
    assert 'href="/"' in client.get("/setup?next=//evil.example").text
    by_link(server, new)
    others = server.test_client()
    assert post(others, "/login", email=email_of("read_only_admin"), password=PASSWORD) == (303, "/")


def test_it_can_be_left_and_is_offered_until_it_is_done(server: Flask, new: Services) -> None:
    client = by_link(server, new)
    assert OFFER in words(page(client, "/"))
    assert 'href": "/setup"' in words(page(client, "/help"))
    assert OFFER not in words(page(sign_in(server.test_client(), "read_only_admin"), "/"))
    assert client.get("/subscriptions").status_code == 200


def test_the_administrator_of_the_sample_becomes_a_real_one(server: Flask, new: Services) -> None:
    client = by_link(server, new)
    path, own = "/setup?step=1", {"email": REAL, "password": PASSWORD, "again": PASSWORD}
    assert list(errors(client, path, **PROFILE, **own | {"password": "short"})) == ["password", "again"]
    assert own_organisation(new.store).name == ""
    assert list(errors(client, path, **PROFILE, **own | {"email": SAMPLE_ADMIN})) == ["email"]
    again = PROFILE | {"version": "1"}
    assert list(errors(client, path, **again, **own | {"email": ADMIN})) == ["email"]
    old = client.get_cookie("dashboard")
    assert old is not None
    assert post(client, path, **PROFILE | {"version": "2"}, **own) == (303, "/setup?step=2")
    assert (SAMPLE_ADMIN in known(new), REAL in known(new)) == (False, True)
    assert "Acme" in client.get("/setup?step=2").text, "signed in still, in a new session"
    assert 'name="password"' not in client.get("/setup?step=1").text
    copied = server.test_client()
    copied.set_cookie("dashboard", old.value)
    assert copied.get("/setup").status_code == 302, "a copy of the old session is over"
    assert post(client, "/setup?step=3", accept="yes") == (303, "/setup?step=4")
    assert post(client, "/setup?step=4") == (303, "/data")
    assert OFFER not in words(page(client, "/"))
    assert post(server.test_client(), "/login", email=REAL, password=PASSWORD) == (303, "/")


def test_nobody_else_becomes_another(server: Flask, new: Services) -> None:
    client = server.test_client()
    post(client, "/login", email=ADMIN, password=PASSWORD)
    fields = {**PROFILE, "email": REAL, "password": PASSWORD, "again": PASSWORD}
    assert post(client, "/setup?step=1", **fields) == (303, "/setup?step=2")
    assert (ADMIN in known(new), REAL in known(new)) == (True, False)


def test_the_administrator_of_the_sample_gives_way(server: Flask, new: Services) -> None:
    """Who comes as a real one and sets the organisation up shuts them out."""
    sample = by_link(server, new)
    client = server.test_client()
    post(client, "/login", email=ADMIN, password=PASSWORD)
    post(client, "/setup?step=1", **PROFILE)
    post(client, "/setup?step=3", accept="yes")
    assert sample.get("/account").status_code == 200
    post(client, "/setup?step=4")
    assert is_set_up(new.store)
    assert known(new)[SAMPLE_ADMIN]
    assert sample.get("/account").status_code == 302
    assert use_link(new.store, make_link(new.store).removeprefix("/link/")) is None


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.post("/setup?step=1", data=PROFILE, headers=OWN).status_code == 401
