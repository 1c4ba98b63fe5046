"""Work on customers: by one, by many, by a file; conflicts, rights, users who are gone."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.access.accounts import add_user
from dashboard.access.assignments import assign
from dashboard.access.customer_work import forget_user
from dashboard.data.storage.store import audit_log, reading
from dashboard.data.storage.store import user as users
from dashboard.services import Services
from tests.api.monday.calls import ADMIN, API, PARTNER, A, B, get, send
from tests.data.factories import org_id
from tests.fixtures.application import PASSWORD, email_of


def test_work_on_a_customer(admin: FlaskClient, partner: FlaskClient, opened: Services) -> None:
    path = f"/customers/{A}/work"
    assert get(admin, path) == {"owner": None, "next_step": None, "due_on": None, "version": 0}
    status, held = send(partner, "PUT", path, {"owner": PARTNER, "next_step": "call", "due_on": "2026-11-27"}, '"0"')
    assert (status, held["owner"], held["version"]) == (200, PARTNER, 1)
    status, held = send(admin, "PUT", path, {"next_step": "write"}, '"0"')
    assert (status, held["error"]["code"], held["next_step"], held["version"]) == (412, "conflict", "call", 1)
    for bad in (
        {"owner": "x@example.com"},
        {"due_on": "Friday"},
        {"next_step": "x" * 201},
        {"who": "me"},
        {"owner": 1},
    ):
        assert send(admin, "PUT", path, bad)[0] == 400, bad
    assert send(admin, "PUT", path, {"next_step": "x"}, "")[0] == 400  # nobody overwrites unread
    assert send(admin, "PUT", f"/customers/{B}/work", {"owner": PARTNER})[0] == 400  # who may not see B
    assert send(partner, "PUT", f"/customers/{B}/work", {"owner": PARTNER})[0] == 404
    assert [one["customer"] for one in get(partner, "/tables/customers?filter.owner=me")["rows"]] == ["A AG"]
    assert get(admin, "/tables/customers?filter.owner=me")["total"] == 0
    assert get(admin, "/tables/customers?filter.due=this_week&with=owner,due_on")["rows"][0]["due_on"] == "2026-11-27"
    [kept] = get(admin, f"/renewals?filter.owner={PARTNER}")["rows"]
    assert (kept["next_step"], kept["state"]) == ("call", "open")
    with reading(opened.store) as connection:
        logged = connection.scalars(sa.select(audit_log.c.actor).where(audit_log.c.action == "work changed")).all()
    assert logged == [PARTNER]


def test_a_deleted_user_leaves_their_work(admin: FlaskClient, opened: Services) -> None:
    gone = add_user(opened.store, "gone@example.com", "full_admin", PASSWORD)
    send(admin, "PUT", f"/customers/{A}/work", {"owner": gone.email, "next_step": "call"})
    forget_user(opened, gone.user_id)
    with opened.store.begin() as connection:
        connection.execute(sa.delete(users).where(users.c.user_id == gone.user_id))
    assert get(admin, f"/customers/{A}/work")["owner"] == "former user"
    assert get(admin, "/tables/customers?filter.owner=%3Dformer user")["total"] == 1


def test_notes_and_many_at_once(admin: FlaskClient, partner: FlaskClient) -> None:
    status, made = send(partner, "POST", f"/customers/{A}/notes", {"text": "Wants <b>more</b>"})
    assert status == 201
    assert [(one["author"], one["text"]) for one in get(admin, f"/customers/{A}/notes")] == [
        (PARTNER, "Wants <b>more</b>")
    ]
    assert send(admin, "DELETE", f"/customers/{A}/notes/{made['note_id']}")[0] == 204
    change = {"customers": [A, B], "change": {"owner": ADMIN}}
    assert send(admin, "POST", "/customers-work", change) == (200, {"changed": 2})
    assert send(partner, "POST", "/customers-work", change | {"change": {"next_step": "x"}})[0] == 404
    chosen = [{"org_id": A, "subscription_id": "S1"}, {"org_id": B, "subscription_id": "S2"}]
    said = {"subscriptions": chosen, "change": {"state": "quoted", "meetings_forecast": 8}}
    assert send(admin, "POST", "/renewals-work", said) == (200, {"changed": 2})
    assert get(admin, f"/customers/{A}/renewals/S1")["meetings_forecast"] == 8
    assert get(admin, "/customers-work/owners?org_id=" + B) == sorted(
        email_of(role) for role in ("full_admin", "help_desk", "read_only_admin")
    )


@pytest.mark.parametrize("seen_by_partner", [True, False])
def test_owners_of_a_foreign_customer_are_those_of_an_unknown_one(
    admin: FlaskClient, partner: FlaskClient, opened: Services, seen_by_partner: bool
) -> None:
    """Another partner administrator looks after B: who asks without seeing it is not told so."""
    add_user(opened.store, "other@example.com", "partner_admin", PASSWORD)
    assign(opened, "other@example.com", [A if seen_by_partner else B])
    one = A if seen_by_partner else B
    answers = [client.get(f"{API}/customers-work/owners?org_id={one}") for client in (admin, partner)]
    unknown = [client.get(f"{API}/customers-work/owners?org_id={org_id('Z')}") for client in (admin, partner)]
    assert [answer.status_code for answer in answers] == [200, 200 if seen_by_partner else 404]
    assert [answer.status_code for answer in unknown] == [404, 404]
    assert "other@example.com" in answers[0].text
    assert answers[1].text == (answers[0].text if seen_by_partner else unknown[1].text)


def test_work_as_a_file(admin: FlaskClient, partner: FlaskClient) -> None:
    file = f"org_id;owner;next_step;due_on;colour\n{A};{ADMIN};call;2026-12-01;red\n{B};;;;\n"
    status, dry = send(admin, "POST", "/customers-work/import", file)
    assert (status, dry["rows"], dry["changed"], dry["unknown_columns"]) == (200, 2, 1, ["colour"])
    assert get(admin, f"/customers/{A}/work")["version"] == 0
    assert send(admin, "POST", "/customers-work/import?commit=true", file)[1]["changed"] == 1
    assert get(admin, f"/customers/{A}/work")["next_step"] == "call"
    bad = f"org_id,owner,due_on\n{A},nobody@example.com,2026-12-01\n{org_id('Z')},,x\n{B},,2026-12-02\n"
    status, told = send(admin, "POST", "/customers-work/import?commit=true", bad)
    assert (status, [one["line"] for one in told["problems"]]) == (400, [2, 3])
    assert get(admin, f"/customers/{B}/work")["version"] == 0  # all or nothing
    foreign = f"org_id,next_step\n{B},call\n"
    assert send(partner, "POST", "/customers-work/import", foreign)[1]["problems"][0]["line"] == 2
    states = f"org_id,subscription_id,state,meetings_forecast\n{A},S1,will_renew,12\n"
    assert send(admin, "POST", "/customers-work/import?commit=true", states)[1]["changed"] == 1
    kept = admin.get(f"{API}/export/renewals.csv?columns=org_id,subscription_id,state,owner,next_step,due_on")
    text = kept.get_data(as_text=True)
    assert f"{A},S1,will_renew,{ADMIN},call,2026-12-01" in text
    assert send(admin, "POST", "/customers-work/import?commit=true", text) == (
        200,
        {"rows": 2, "changed": 0, "problems": [], "unknown_columns": []},
    )


def test_an_exported_step_is_read_as_it_was(admin: FlaskClient) -> None:
    """An export writes '-10 %, so that no spreadsheet runs it."""
    file = f"org_id,next_step\n{A},-10 %\n"
    assert send(admin, "POST", "/customers-work/import?commit=true", file)[1]["changed"] == 1
    kept = admin.get(f"{API}/export/renewals.csv?columns=org_id,next_step").get_data(as_text=True)
    assert f"{A},'-10 %\r\n" in kept
    assert send(admin, "POST", "/customers-work/import", kept)[1]["changed"] == 0


@pytest.mark.parametrize(
    "rows",
    [
        f"{A},{ADMIN},call, then write",  # a comma that nobody quoted
        f'{A},{ADMIN},"call\n{B},{ADMIN},write',  # a quotation mark that nobody closed
        f"{A},{ADMIN},call\n{B}",  # the end of the file is missing
    ],
)
def test_no_row_of_a_file_of_work_is_cut(admin: FlaskClient, rows: str) -> None:
    file = f"org_id,owner,next_step\n{rows}\n"
    status, told = send(admin, "POST", "/customers-work/import?commit=true", file)
    assert (status, told["error"]["code"]) == (400, "bad_parameter")
    assert [get(admin, f"/customers/{one}/work")["next_step"] for one in (A, B)] == [None, None]
