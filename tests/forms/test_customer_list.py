"""What is done with the customers selected, or with all that the list of customers shows."""

import csv

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.access.accounts import add_user, user_of
from dashboard.access.assignments import assign, held_customers
from dashboard.data.customers.tags import MOST_AT_ONCE, set_tags, tags_of
from dashboard.data.customers.trials import local_trials
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.store import reading
from dashboard.services import Services
from tests.data.factories import load, org_id, row
from tests.fixtures.application import OWN, PASSWORD, email_of, sign_in

LIST = "?region=US&customers.filter.products=meetings"


@pytest.fixture
def admin(client: FlaskClient, us: Region) -> FlaskClient:
    """A full administrator; A and B have Meetings, C has Calling; B bears five tags."""
    load(us, [row("A", "S1", m=(10, 5, 5)), row("B", "S2", m=(10, 5, 5)), row("C", "S3", p=(10, 5, 5))])
    set_tags(Scope(us, None), org_id("B"), ["1", "2", "3", "4", "5"], None, "test")
    return sign_in(client, "full_admin")


def send(client: FlaskClient, path: str = "/customers-tags", **fields: str) -> str:
    """What the reader is told."""
    form = {"query": LIST, "tag": "Gold", "way": "add", "expected": "2", **fields}
    answer = client.post(path, data=form, headers=OWN)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/customers" + (form["query"] or ""))
    with client.session_transaction() as session:
        [(_, said)] = session.pop("_flashes")
    return str(said)


def tags(us: Region) -> list[tuple[str, ...]]:
    """Of A, B, C."""
    return [tags_of(Scope(us, None), org_id(one)).tags for one in "ABC"]


def test_adds_to_all_that_the_list_shows_and_names_who_is_full(admin: FlaskClient, us: Region) -> None:
    assert send(admin) == "1 customer was changed. Five tags already, left as they were: 1 (B AG)."
    assert tags(us) == [("Gold",), ("1", "2", "3", "4", "5"), ()]


def test_takes_away(admin: FlaskClient, us: Region) -> None:
    assert send(admin, way="remove", tag="3") == "1 customer was changed."
    assert tags(us)[1] == ("1", "2", "4", "5")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"expected": "3"}, "The list has changed meanwhile."),
        ({"tag": " "}, "Enter a tag."),
        ({"tag": "x" * 26}, "At most 25 characters each"),
        ({"way": "replace"}, "Enter a tag."),
        ({"chosen": f"{org_id('A')},{org_id('Z')}"}, "There is no customer with this id"),
        ({"chosen": ",".join(f"x{n}" for n in range(MOST_AT_ONCE + 1))}, "Select 1 to 2,000 customers"),
    ],
)
def test_changes_nothing_otherwise(admin: FlaskClient, us: Region, fields: dict[str, str], why: str) -> None:
    before = tags(us)
    said = send(admin, **fields)
    assert said.startswith("Nothing was changed. ")
    assert why in said
    assert tags(us) == before


def test_a_partner_administrator_tags_their_own_alone(
    admin: FlaskClient, server: Flask, opened: Services, us: Region
) -> None:
    add_user(opened.store, "own@example.com", "partner_admin", PASSWORD)
    assign(opened, "own@example.com", [org_id("A")])
    client = server.test_client()
    client.post("/login", data={"email": "own@example.com", "password": PASSWORD}, headers=OWN)
    assert send(client, expected="1") == "1 customer was changed."
    assert tags(us)[1:] == [("1", "2", "3", "4", "5"), ()]
    assert "There is no customer with this id" in send(client, chosen=org_id("C"))
    assert "There is no customer with this id" in send(client, "/customers-file", chosen=org_id("C"))
    assert tags(us)[2] == ()


def test_the_selected_ones_whatever_the_list_shows(admin: FlaskClient, us: Region) -> None:
    both = f"{org_id('C')},{org_id('A').upper()},{org_id('C')}"
    assert send(admin, chosen=both, expected="") == "2 customers were changed."
    assert tags(us) == [("Gold",), ("1", "2", "3", "4", "5"), ("Gold",)]


def test_a_partner_administrator_for_all_and_for_some(admin: FlaskClient, opened: Services) -> None:
    email = email_of("partner_admin")
    told = "partner_admin@example.com looks after"
    assert send(admin, "/customers-admins", email=email) == f"{told} 2 more customers now."
    every = ",".join(org_id(one) for one in "ABC")
    assert send(admin, "/customers-admins", email=email, chosen=every) == f"{told} 1 more customer now."
    assert send(admin, "/customers-admins", email=email, chosen=every) == f"{told} 0 more customers now."
    with reading(opened.store) as connection:
        user_id = user_of(connection, email).user_id
    assert {one.org_id for one in held_customers(opened, user_id)} == {org_id(one) for one in "ABC"}
    refused = "Nothing was changed. The address of a partner administrator."
    assert send(admin, "/customers-admins", email="nobody@example.com") == refused


def test_a_trial_for_each_or_for_none(admin: FlaskClient, opened: Services, us: Region) -> None:
    chosen, today = f"{org_id('A')},{org_id('C')}", opened.settings.as_of()
    licences = {"meetings": "25", "days": "30"}
    assert send(admin, "/customers-trials", chosen=chosen, **licences) == "2 trials were started."
    found = [local_trials(Scope(us, None), org_id(one), today) for one in "ABC"]
    assert [[trial["licences"] for trial in own] for own in found] == [[{"meetings": 25}], [], [{"meetings": 25}]]
    assert len({trial["trial_id"] for own in found for trial in own}) == 2
    unknown = f"{org_id('B')},{org_id('Z')}"
    assert "There is no customer" in send(admin, "/customers-trials", chosen=unknown, **licences)
    nothing = "Nothing was changed. At least one product with a number of licences."
    assert send(admin, "/customers-trials", chosen=chosen, meetings="", days="30") == nothing
    assert local_trials(Scope(us, None), org_id("B"), today) == []


def test_a_file_of_the_selected_ones_in_the_order_of_the_list(admin: FlaskClient) -> None:
    chosen = f"{org_id('A')},{org_id('C')}"
    form = {"query": "?region=US&customers.sort=-customer&customers.filter.products=meetings", "chosen": chosen}
    answer = admin.post("/customers-file", data=form, headers=OWN)
    lines = list(csv.DictReader(answer.get_data(as_text=True).splitlines()))
    assert [line["customer"] for line in lines] == ["C AG", "A AG"]
    whole = admin.post("/customers-file", data={"query": LIST, "expected": "2"}, headers=OWN)
    assert [line["customer"] for line in csv.DictReader(whole.get_data(as_text=True).splitlines())] == ["A AG", "B AG"]
    assert "changed meanwhile" in send(admin, "/customers-file", expected="3")


def test_who_may_look_only_is_refused(client: FlaskClient, us: Region) -> None:
    sign_in(client, "read_only_admin")
    assert client.post("/customers-tags", data={"tag": "Gold", "way": "add"}, headers=OWN).status_code == 403
