"""Customers are assigned to a partner administrator by searching for them, in every region."""

import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.access import people
from dashboard.access.assignments import held_customers
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.customers import customer_user
from dashboard.data.storage.store import reading
from dashboard.data.storage.store import user as users
from dashboard.services import Services
from tests.asked import page, words
from tests.data.factories import TODAY, load, org_id, row
from tests.fixtures.application import OWN, email_of, sign_in


@pytest.fixture
def admin(client: FlaskClient, us: Region) -> FlaskClient:
    load(us, [row(one, f"S{one}", m=(10, 5, 5)) for one in "ABC"])
    with us.write() as connection:
        connection.execute(sa.insert(customer_user).values(email="carla@example.com", customer_key=3, import_id=1))
    return sign_in(client, "full_admin")


@pytest.fixture
def here(opened: Services) -> str:
    """The page of the partner administrator."""
    with reading(opened.store) as connection:
        mine = sa.select(users.c.user_id).where(users.c.email == email_of("partner_admin"))
        return f"/users/{connection.scalar(mine)}"


def found(text: str) -> list[tuple[str, bool]]:
    """The customers that are offered, and whether each is assigned already."""
    boxes = re.findall(r'name="org_ids" value="([\w-]+)"( checked disabled)?', text)
    return [(one, bool(held)) for one, held in boxes]


def test_customers_are_found_and_chosen(admin: FlaskClient, here: str, opened: Services) -> None:
    assert found(admin.get(here).text) == []  # nothing until somebody searches
    assert found(admin.get(f"{here}?q=a ag").text) == [(org_id("A"), False)]
    assert found(admin.get(f"{here}?q=carla@").text) == [(org_id("C"), False)]
    assert found(admin.get(f"{here}?q={org_id('B')}").text) == [(org_id("B"), False)]
    assert "No region has a customer of this name" in admin.get(f"{here}?q=nobody").text
    sent = {"q": "ag", "org_ids": [org_id("A"), org_id("C")]}
    answer = admin.post(f"{here}/customers", data=sent, headers=OWN)
    assert "Newly assigned customers: 2." in admin.get(answer.location.partition("#")[0]).text
    assert [one.org_id for one in held_customers(opened, int(here.rpartition("/")[2]))] == [org_id("A"), org_id("C")]
    assert found(admin.get(f"{here}?q=ag").text) == [(org_id("A"), True), (org_id("B"), False), (org_id("C"), True)]


def test_nothing_chosen_and_an_unknown_one_are_said(admin: FlaskClient, here: str) -> None:
    answer = admin.post(f"{here}/customers", data={"q": "ag"}, headers=OWN)
    assert answer.status_code == 400
    assert "Choose at least one customer." in answer.text
    assert len(found(answer.text)) == 3  # what was found is there still
    assert admin.post(f"{here}/customers", data={"org_ids": "x"}, headers=OWN).status_code == 400


def test_a_long_list_says_that_it_is_cut(admin: FlaskClient, here: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "MOST_FOUND", 2)
    text = admin.get(f"{here}?q=ag").text
    assert len(found(text)) == 2
    assert "The first 2 customers found" in text


def test_the_tab_names_everybody_who_may_see_the_customer(admin: FlaskClient, here: str) -> None:
    admin.post(f"{here}/customers", data={"org_ids": org_id("A")}, headers=OWN)
    shared = f"?region=US&as_of={TODAY}&tab=admins"
    told = words(page(admin, f"/customers/{org_id('A')}{shared}"))
    section = told[told.index("Everybody who may see this customer") :]
    for role in ("full_admin", "read_only_admin", "help_desk", "partner_admin"):
        assert email_of(role) in section
    other = words(page(admin, f"/customers/{org_id('B')}{shared}"))
    assert email_of("partner_admin") not in other[other.index("Everybody who may see this customer") :]
