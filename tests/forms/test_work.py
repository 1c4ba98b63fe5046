"""Work on many rows at once, as a file, and on a customer's page; the weights of the score."""

import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.access.assignments import assign
from dashboard.data.customers.notes import notes_of
from dashboard.data.customers.work import Work, work_of
from dashboard.data.own_rules import rules_of, version_of
from dashboard.data.query.scope import Scope
from dashboard.data.renewals.states import RenewalWork, renewal_of
from dashboard.data.storage.regions import Region
from dashboard.data.storage.rules import RISKS
from dashboard.services import Services
from tests.data.factories import TODAY, load, org_id, row
from tests.fixtures.application import OWN, email_of, sign_in

A, B = org_id("A"), org_id("B")
ADMIN, PARTNER = email_of("full_admin"), email_of("partner_admin")
SEEN = f"?region=US&as_of={TODAY}"
FILE = f"/customers-work/file{SEEN}"


@pytest.fixture
def scope(us: Region, opened: Services) -> Scope:
    """A ends in 30 days, B renews in 60; the partner administrator looks after A."""
    load(
        us,
        [
            row("A", "S1", m=(10, 5, 5), ends_on=TODAY + timedelta(days=30)),
            row("B", "S2", m=(10, 10, 10), ends_on=TODAY + timedelta(days=60), auto_renew=True),
        ],
    )
    assign(opened, PARTNER, [A])
    return Scope(us, None)


@pytest.fixture
def admin(client: FlaskClient, scope: Scope) -> FlaskClient:
    return sign_in(client, "full_admin")


def send(client: FlaskClient, path: str, page: str = "/renewals", **fields: str) -> str:
    """What the reader is told, back on the page that the form stood on."""
    form = {"query": SEEN, "table": "renewals", "expected": "2", **fields}
    answer = client.post(path, data=form, headers=OWN)
    assert (answer.status_code, answer.headers["Location"]) == (303, page + SEEN)
    return said(client)


def said(client: FlaskClient) -> str:
    with client.session_transaction() as session:
        [(_, told)] = session.pop("_flashes")
    return str(told)


def test_an_owner_for_all_rows_of_each_table(admin: FlaskClient, scope: Scope) -> None:
    assert send(admin, "/customers-work", owner=ADMIN) == "2 customers were changed."
    assert [work_of(scope, one).owner for one in (A, B)] == [ADMIN, ADMIN]
    assert send(admin, "/customers-work", "/customers", table="customers", owner="") == "2 customers were changed."
    ends = {"expected": "1", "owner": ADMIN}
    assert send(admin, "/customers-work", "/subscriptions", table="expiring", **ends) == "1 customer was changed."
    assert [work_of(scope, one).owner for one in (A, B)] == [ADMIN, None]
    assert send(admin, "/customers-work", "/subscriptions", table="renewing", **ends) == "1 customer was changed."
    filtered = {"query": f"{SEEN}&renewals.filter.owner=me", "expected": "3"}
    answer = admin.post("/customers-work", data={"table": "renewals", "owner": "", **filtered}, headers=OWN)
    assert answer.headers["Location"].endswith("renewals.filter.owner=me")
    assert said(admin) == "Nothing was changed. The list has changed meanwhile. Look at it again."


def test_a_step_and_a_day_for_the_selected_ones(admin: FlaskClient, scope: Scope) -> None:
    chosen = json.dumps([[A.upper(), "S1"], [A, "S1"]])
    told = send(admin, "/customers-work", chosen=chosen, next_step=" call  them ", due_on="2026-12-01")
    assert told == "1 customer was changed."
    assert work_of(scope, A) == Work(None, "call them", date(2026, 12, 1), 1)
    assert send(admin, "/customers-work", chosen=chosen, next_step="", due_on="2026-12-02") == told  # the step stays
    assert work_of(scope, A) == Work(None, "call them", date(2026, 12, 2), 2)
    assert work_of(scope, B) == Work()


def test_a_state_for_the_selected_ones(admin: FlaskClient, scope: Scope) -> None:
    assert send(admin, "/renewals-work", chosen=json.dumps([[B, "S2"]]), state="quoted") == "1 renewal was changed."
    assert (renewal_of(scope, A, "S1").state, renewal_of(scope, B, "S2").state) == ("open", "quoted")
    assert send(admin, "/renewals-work", state="contacted") == "2 renewals were changed."


@pytest.mark.parametrize(
    ("path", "fields", "why"),
    [
        ("/customers-work", {"next_step": " ", "due_on": ""}, "Enter a next step or a day."),
        ("/customers-work", {"owner": "x@example.com"}, "address of a user who may see the customer"),
        ("/customers-work", {"due_on": "Friday"}, "A date such as"),
        ("/customers-work", {"owner": ADMIN, "chosen": "{"}, "Select rows of the table."),
        ("/customers-work", {"owner": ADMIN, "chosen": "[[1, 2]]"}, "Select rows of the table."),
        ("/customers-work", {"owner": ADMIN, "chosen": '[["\\ud800", "S1"]]'}, "Select rows of the table."),
        ("/customers-work", {"owner": ADMIN, "chosen": json.dumps([[org_id("Z"), "S1"]])}, "There is no customer"),
        ("/renewals-work", {"state": "maybe"}, "One of open, contacted"),
        ("/renewals-work", {"state": "open", "chosen": json.dumps([[A, "S2"]])}, "no such subscription"),
        ("/renewals-work", {"state": "quoted", "expected": "1"}, "The list has changed meanwhile."),
    ],
)
def test_nothing_is_changed_otherwise(
    admin: FlaskClient, scope: Scope, path: str, fields: dict[str, str], why: str
) -> None:
    told = send(admin, path, **fields)
    assert told.startswith("Nothing was changed. ")
    assert why in told
    assert (work_of(scope, A), renewal_of(scope, A, "S1")) == (Work(), RenewalWork())


def test_a_partner_administrator_works_on_their_own(server: Flask, scope: Scope) -> None:
    client = sign_in(server.test_client(), "partner_admin")
    assert send(client, "/customers-work", expected="1", owner=PARTNER) == "1 customer was changed."
    assert "There is no customer" in send(client, "/customers-work", owner=PARTNER, chosen=json.dumps([[B, "S2"]]))
    assert client.post("/renewals-weights", headers=OWN).status_code == 403
    for role in ("read_only_admin", "help_desk"):
        other = sign_in(server.test_client(), role)
        for path in ("/customers-work", "/renewals-work", "/customers-work/file"):
            assert other.post(path, headers=OWN).status_code == 403, (role, path)


def send_file(client: FlaskClient, text: str | bytes, way: str = "import") -> tuple[int, str]:
    data = text if isinstance(text, bytes) else text.encode()
    answer = client.post(FILE, data={"file": (io.BytesIO(data), "work.csv"), "way": way}, headers=OWN)
    return answer.status_code, answer.get_data(as_text=True)


def test_work_as_a_file(admin: FlaskClient, scope: Scope) -> None:
    assert "Columns:" in admin.get(FILE).get_data(as_text=True)
    text = f"org_id,owner,next_step,due_on,colour\n{A},{ADMIN},call,2026-12-01,red\n{B},,,,\n"
    status, page = send_file(admin, text, "check")
    assert (status, "1 of 2 rows would change something" in page, work_of(scope, A)) == (200, True, Work())
    status, page = send_file(admin, text)
    assert (status, "1 of 2 rows changed something" in page, "colour" in page) == (200, True, True)
    assert work_of(scope, A).next_step == "call"
    status, page = send_file(admin, f"org_id,due_on\n{A},tomorrow\n{org_id('Z')},2026-12-02\n")
    assert (status, "2 lines are wrong" in page, "due_on: a date such as" in page) == (400, True, True)
    assert "There is no customer with this id" in page
    for wrong, why in ((b"", "Choose a file."), (b"\xff\xfe\x00", "no text in UTF-8"), (b"a,b\n", "org_id")):
        status, page = send_file(admin, wrong)
        assert (status, why in page) == (400, True), wrong


def test_the_file_that_is_exported_is_read_again(admin: FlaskClient, scope: Scope) -> None:
    """The forecast of an export is of the product beside it."""
    columns = "org_id,customer,subscription_id,ends_on,owner,next_step,due_on,state,forecast,product"
    export = f"/api/v1/export/renewals.csv{SEEN}&columns={columns}"
    send(admin, "/customers-work", owner=ADMIN)
    text = admin.get(export).get_data(as_text=True)
    assert f"{A},A AG,S1,2026-12-23,{ADMIN},,,open,,meetings" in text
    status, page = send_file(admin, text)
    assert (status, "0 of 2 rows changed something" in page, "not read" in page) == (200, True, False)
    assert send_file(admin, text.replace("open,,meetings", "quoted,8,meetings"))[0] == 200
    assert renewal_of(scope, A, "S1") == RenewalWork("quoted", 8, None, 1)
    assert f"{A},A AG,S1,2026-12-23,{ADMIN},,,quoted,8,meetings" in admin.get(export).get_data(as_text=True)


def test_weights(admin: FlaskClient, us: Region) -> None:
    fields = {f"weight_{risk}": "5" for risk in RISKS}
    assert send(admin, "/renewals-weights", **fields) == "The weights are saved."
    assert [rules_of(us).weight(risk) for risk in RISKS] == [5] * 8
    for wrong in ({"weight_low_use": "101"}, {"weight_low_use": "-1"}, {"weight_low_use": ""}):
        assert "A whole number from 0 to 100" in send(admin, "/renewals-weights", **(fields | wrong))
    assert rules_of(us).weight_low_use == 5
    seen = version_of(rules_of(us), fields)
    assert send(admin, "/renewals-weights", version=seen, **(fields | {"weight_low_use": "6"}))
    assert "Somebody else changed the rules meanwhile." in send(admin, "/renewals-weights", version=seen, **fields)
    assert rules_of(us).weight_low_use == 6


def post(client: FlaskClient, path: str, **fields: Any) -> str:
    """What is said on the page of A, on its tab of work."""
    answer = client.post(f"/customers/{A}{path}", data=fields, headers=OWN)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/customers/{A}?region=US&tab=work")
    return said(client)


def test_work_on_a_customer_is_refused_to_who_did_not_see_it(admin: FlaskClient, scope: Scope) -> None:
    told = post(admin, "/work", owner=ADMIN, next_step="call", due_on="2026-12-01", version="0")
    assert told == "Owner and next step are saved."
    assert work_of(scope, A) == Work(ADMIN, "call", date(2026, 12, 1), 1)
    for version in ("0", "x", ""):
        told = post(admin, "/work", owner="", next_step="", due_on="", version=version)
        assert told.startswith("Nothing was changed. Somebody changed this meanwhile.")
    assert post(admin, "/work", owner="former user", next_step="", due_on="", version="1")
    assert work_of(scope, A) == Work(ADMIN, None, None, 2)


def test_a_renewal_of_a_customer(admin: FlaskClient, scope: Scope) -> None:
    said_of = {"subscription_id": "S1", "state": "will_renew", "meetings_forecast": "8", "calling_forecast": ""}
    assert post(admin, "/renewals", version="0", **said_of) == "The renewal of S1 is saved."
    assert renewal_of(scope, A, "S1") == RenewalWork("will_renew", 8, None, 1)
    assert "Somebody changed this meanwhile" in post(admin, "/renewals", version="0", **said_of)
    assert "A whole number from 0 to" in post(admin, "/renewals", version="1", **(said_of | {"meetings_forecast": "x"}))
    assert "no such subscription" in post(admin, "/renewals", version="0", **(said_of | {"subscription_id": "\x00"}))
    post(admin, "/renewals", version="1", **(said_of | {"meetings_forecast": ""}))
    assert renewal_of(scope, A, "S1").meetings_forecast is None


def test_notes(admin: FlaskClient, server: Flask, scope: Scope) -> None:
    assert post(admin, "/notes", text=" Wants <b>more</b>\nsoon ") == "The note is added."
    [note] = notes_of(scope, A)
    assert (note.author, note.text) == (ADMIN, "Wants <b>more</b>\nsoon")
    assert "1 to 4000 characters" in post(admin, "/notes", text=" ")
    partner = sign_in(server.test_client(), "partner_admin")
    assert "no such note" in post(partner, f"/notes/{note.note_id}/delete")
    assert post(admin, f"/notes/{note.note_id}/delete") == "The note is deleted."
    assert notes_of(scope, A) == []
