"""Tagging all that the list of customers shows."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.access.accounts import add_user
from dashboard.access.assignments import assign
from dashboard.data.regions import Region
from dashboard.data.scope import Scope
from dashboard.data.tags import set_tags, tags_of
from dashboard.services import Services
from tests.data.factories import load, org_id, row
from tests.fixtures.application import OWN, PASSWORD, sign_in

LIST = "?region=US&customers.filter.products=meetings"


@pytest.fixture
def admin(client: FlaskClient, us: Region) -> FlaskClient:
    """A full administrator; A and B have Meetings, C has Calling; B bears five tags."""
    load(us, [row("A", "S1", m=(10, 5, 5)), row("B", "S2", m=(10, 5, 5)), row("C", "S3", p=(10, 5, 5))])
    set_tags(Scope(us, None), org_id("B"), ["1", "2", "3", "4", "5"], None, "test")
    return sign_in(client, "full_admin")


def send(client: FlaskClient, **fields: str) -> str:
    """What the reader is told."""
    form = {"query": LIST, "tag": "Gold", "way": "add", "expected": "2", **fields}
    answer = client.post("/customers-tags", data=form, headers=OWN)
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
        ({"tag": "x" * 26}, "at most 25 characters each"),
        ({"way": "replace"}, "Enter a tag."),
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


def test_who_may_look_only_is_refused(client: FlaskClient, us: Region) -> None:
    sign_in(client, "read_only_admin")
    assert client.post("/customers-tags", data={"tag": "Gold", "way": "add"}, headers=OWN).status_code == 403
