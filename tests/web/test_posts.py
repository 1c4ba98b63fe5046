"""Forms that a page sends without being left, and what a browser is told that sends one without a session."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.data.customers.notes import LONGEST, notes_of
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from tests.data.factories import load, org_id, row
from tests.fixtures.application import OWN, sign_in

A = org_id("A")
NOTES = f"/customers/{A}/notes?region=US"
STAYS = OWN | {"X-Page-Stays": "1"}
BROWSER = OWN | {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Referer": f"http://localhost/customers/{A}?tab=work",
}


@pytest.fixture
def scope(us: Region) -> Scope:
    """A, with a subscription."""
    load(us, [row("A", "S1", m=(10, 5, 5))])
    return Scope(us, None)


@pytest.fixture
def admin(client: FlaskClient, scope: Scope) -> FlaskClient:
    return sign_in(client, "full_admin")


def flashed(client: FlaskClient) -> list[str]:
    with client.session_transaction() as session:
        return [text for _, text in session.pop("_flashes", [])]


def said(answer: TestResponse) -> dict[str, str]:
    """What is wrong, as a program reads it."""
    error: dict[str, str] = json.loads(answer.text)["error"]
    return error


def test_the_way_on_is_named_and_the_next_page_tells_what_was_done(admin: FlaskClient, scope: Scope) -> None:
    answer = admin.post(NOTES, data={"text": "Rang."}, headers=STAYS)
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["X-Leads-To"] == f"/customers/{A}?region=US&tab=work"
    assert "Location" not in answer.headers
    assert flashed(admin) == ["The note is added."]
    assert [one.text for one in notes_of(scope, A)] == ["Rang."]


def test_a_refusal_is_told_at_once_and_leads_nowhere(admin: FlaskClient, scope: Scope) -> None:
    answer = admin.post(NOTES, data={"text": "x" * (LONGEST + 1)}, headers=STAYS)
    assert answer.status_code == 409
    assert said(answer)["message"].startswith("Nothing was changed. ")
    assert flashed(admin) == []
    assert notes_of(scope, A) == []


def test_a_page_that_goes_away_is_led_as_ever(admin: FlaskClient) -> None:
    answer = admin.post(NOTES, data={"text": ""}, headers=OWN)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/customers/{A}?region=US&tab=work")
    [told] = flashed(admin)
    assert told.startswith("Nothing was changed. ")


def test_a_failure_is_no_page(admin: FlaskClient, server: Flask) -> None:
    answer = admin.post("/customers/no-such/notes?region=US", data={"text": "x"}, headers=STAYS)
    assert said(answer)["message"]
    assert answer.status_code in (404, 409)


def test_who_sends_a_form_after_their_session_reads_what_became_of_it(client: FlaskClient, scope: Scope) -> None:
    answer = client.post(NOTES, data={"text": "Rang."}, headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (401, "text/html")
    assert "Nothing was saved. Sign in" in answer.text
    assert f'href="/login?next=/customers/{A}?tab%3Dwork"' in answer.text
    assert said(client.post(NOTES, data={"text": "Rang."}, headers=STAYS | BROWSER))["code"] == "unauthorized"
    assert said(client.post(NOTES, data={"text": "Rang."}, headers=OWN))["code"] == "unauthorized"


@pytest.mark.parametrize(
    "referrer", ["http://elsewhere.example/x", "http://localhost//elsewhere.example", "", "http://["]
)
def test_no_other_site_is_where_one_comes_back_to(client: FlaskClient, referrer: str) -> None:
    answer = client.post("/account/password", headers=BROWSER | {"Referer": referrer})
    assert "elsewhere" not in answer.text


def test_to_sign_out_twice_is_to_be_signed_out(client: FlaskClient) -> None:
    answer = client.post("/logout", headers=BROWSER)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
