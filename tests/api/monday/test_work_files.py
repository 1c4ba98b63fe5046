"""Work as a file, out and in again: what an export writes changes nothing, and nothing of a file is dropped."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.access.accounts import add_user
from dashboard.access.assignments import assign, unassign
from dashboard.access.customer_work import forget_user
from dashboard.data.storage.store import user as users
from dashboard.services import Services
from tests.api.monday.calls import ADMIN, API, PARTNER, A, B, get, send
from tests.fixtures.application import PASSWORD

IMPORT = "/customers-work/import?commit=true"
FILES = (
    "renewals.csv?columns=org_id,subscription_id,product,owner,next_step,due_on,due,state,forecast",
    "renewals.csv?separator=semicolon&bom=1&headers=en",
    "renewals.csv?separator=semicolon&bom=1&headers=de",
    "customers.csv?columns=org_id,customer,owner,next_step,due_on&headers=de",
)
STEPS = ("=1+1", "-call", "+49 30", "@you", "'quoted", "'=x", "a; -b, =c", 'say "hi"; yes', "Ruf an, Zoë")


def exported(client: FlaskClient, name: str) -> str:
    return client.get(f"{API}/export/{name}").get_data(as_text=True)


def works(client: FlaskClient) -> list[object]:
    return [get(client, f"/customers/{one}/work") for one in (A, B)] + [get(client, f"/customers/{A}/renewals/S1")]


@pytest.mark.parametrize(
    ("name", "step"), [(FILES[3], step) for step in STEPS] + [(name, "-call") for name in FILES[:3]]
)
def test_an_export_changes_nothing(admin: FlaskClient, name: str, step: str) -> None:
    send(admin, "PUT", f"/customers/{A}/work", {"owner": PARTNER, "next_step": step, "due_on": "2026-11-27"})
    send(admin, "PUT", f"/customers/{A}/renewals/S1", {"state": "will_not_renew", "meetings_forecast": 12_000})
    before = works(admin)
    status, done = send(admin, "POST", IMPORT, exported(admin, name))
    assert (status, done["rows"], done["changed"], done["problems"]) == (200, 2, 0, [])
    assert works(admin) == before


@pytest.mark.parametrize("step", [step for step in STEPS if not step.startswith("'=")])
def test_a_step_of_an_export_is_what_it_was(admin: FlaskClient, step: str) -> None:
    send(admin, "PUT", f"/customers/{A}/work", {"next_step": step})
    text = exported(admin, FILES[3])
    send(admin, "PUT", f"/customers/{A}/work", {"next_step": None})
    assert send(admin, "POST", IMPORT, text)[1]["changed"] == 1
    assert get(admin, f"/customers/{A}/work")["next_step"] == step


@pytest.mark.parametrize("name", FILES)
def test_owners_who_are_gone_stay(admin: FlaskClient, opened: Services, name: str) -> None:
    """A's owner was deleted, B's sees it no more: neither could be named, and neither is an error."""
    gone = add_user(opened.store, "gone@example.com", "full_admin", PASSWORD)
    assign(opened, PARTNER, [B])
    for one, owner in ((A, gone.email), (B, PARTNER)):
        send(admin, "PUT", f"/customers/{one}/work", {"owner": owner, "next_step": "call"})
    unassign(opened, PARTNER, B, ADMIN)
    forget_user(opened, gone.user_id)
    with opened.store.begin() as connection:
        connection.execute(sa.delete(users).where(users.c.user_id == gone.user_id))
    text = exported(admin, name).replace("call", "write")
    assert send(admin, "POST", IMPORT, text)[1] | {"unknown_columns": []} == {
        "rows": 2, "changed": 2, "problems": [], "unknown_columns": [],
    }  # fmt: skip
    for one, owner in ((A, "former user"), (B, PARTNER)):
        held = get(admin, f"/customers/{one}/work")
        assert (held["owner"], held["next_step"]) == (owner, "write")
        status, held = send(admin, "PUT", f"/customers/{one}/work", {"owner": owner, "next_step": "as read"})
        assert (status, held["owner"], held["next_step"]) == (200, owner, "as read")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"org_id,next_step\n{A},x\n{B},y\n{A},z\n", "next_step: line 2 says another"),
        (f"org_id,owner\n{A},{ADMIN}\n{A.upper()},{PARTNER}\n", "owner: line 2 says another"),
        (f"org_id,subscription_id,state\n{A},S1,quoted\n{A},S1,open\n", "state: line 2 says another"),
        (f"org_id,state\n{A},quoted\n", "subscription_id: whose renewal"),
        (f"org_id,subscription_id,product,forecast\n{A},,meetings,3\n", "subscription_id: whose renewal"),
    ],
)
def test_nothing_of_a_file_is_dropped(admin: FlaskClient, text: str, message: str) -> None:
    status, done = send(admin, "POST", IMPORT, text)
    assert (status, done["changed"]) == (400, 0)
    assert [one["message"][: len(message)] for one in done["problems"]] == [message]
    assert get(admin, f"/customers/{A}/work")["version"] == 0


def test_a_quotation_mark_swallows_no_lines(admin: FlaskClient) -> None:
    status, told = send(admin, "POST", IMPORT, f'org_id,next_step\n{A},"call\n{B},write\n')
    assert (status, "cannot be read as CSV" in told["error"]["message"]) == (400, True)


def test_the_line_that_says_something_new_counts(admin: FlaskClient) -> None:
    """A customer of two renewals is in two lines; whoever changes one of them means it."""
    send(admin, "PUT", f"/customers/{A}/work", {"owner": ADMIN, "next_step": "call"})
    text = f"org_id,owner,next_step\n{A},{PARTNER},call\n{A},{ADMIN},call\n"
    assert send(admin, "POST", IMPORT, text)[1]["changed"] == 1
    assert get(admin, f"/customers/{A}/work")["owner"] == PARTNER
