"""Right-sizing on the pages, over the API and as a file: the address states the window and the buffer."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.access.assignments import assign
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.customers import customer_order
from dashboard.services import Services
from dashboard.ui import ids
from tests.asked import CALLBACK, page, place
from tests.data.factories import TODAY, load, org_id, row
from tests.fixtures.application import OWN, email_of, sign_in
from tests.ui.trees import nodes, text

DAY = timedelta(days=1)
AS_OF = f"region=US&as_of={TODAY}"


@pytest.fixture
def filled(us: Region) -> Region:
    """A renews with a peak of 80 some weeks ago; B does not renew."""
    ends: dict[str, Any] = {"ends_on": TODAY + 30 * DAY, "auto_renew": True}
    early = TODAY - 60 * DAY
    load(
        us,
        [
            row("A", "S1", early, m=(100, 90, 80), **ends),
            row("A", "S1", m=(100, 50, 40), pro=(10, 10, 10), **ends),
            row("B", "S2", m=(30, 15, 3)),
        ],
    )
    order = {"order_id": "O1", "subscription_id": "S1", "ordered_on": early, "type": "new", "product": "Webex Meetings"}
    with us.write() as connection:
        connection.execute(sa.insert(customer_order), order | {"quantity": 100, "amount": 1000.0, "currency": "EUR"})
    return us


def customer(client: FlaskClient, org: str, query: str) -> Any:
    """What right-sizing shows on the page of a customer."""
    return place(page(client, f"/customers/{org}?{query}"), ids.SIZING)


def test_the_api_sizes_as_the_address_says(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "full_admin")

    def kpis(more: str) -> Any:
        found = client.get(f"/api/v1/subscriptions?{AS_OF}{more}").get_json()["sections"]["right_sizing"]
        assert found["rows"] == 1
        return tuple(found["kpis"].values())

    assert kpis("") == (88, 12, 0)  # 80 and 10 %
    assert kpis("&buffer=50") == (120, 0, 20)
    assert kpis("&buffer=0&window=4") == (40, 60, 0)
    assert kpis("&product=calling") == (11, 0, 1)
    for wrong in ("buffer=51", "buffer=-1", "buffer=1.5", "window=0", "window=x"):
        assert client.get(f"/api/v1/tables/right_sizing?{AS_OF}&{wrong}").status_code == 400


def test_rows_and_file_are_the_same(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "full_admin")
    query = f"{AS_OF}&buffer=20&filter.idle=>=1"
    [told] = client.get(f"/api/v1/tables/right_sizing?{query}").get_json()["rows"]
    assert {key: told[key] for key in ("peak_used", "recommended", "idle", "short", "idle_cost", "currency")} == {
        "peak_used": 80,
        "recommended": 96,
        "idle": 4,
        "short": 0,
        "idle_cost": 40.0,
        "currency": "EUR",
    }
    [line] = csv.DictReader(io.StringIO(client.get(f"/api/v1/export/right_sizing.csv?{query}").text))
    assert line == {key: "true" if value is True else str(value) for key, value in told.items()}
    every = client.get(f"/api/v1/tables/seats?{AS_OF}").get_json()["rows"]
    assert {one["subscription_id"]: one["recommended"] for one in every} == {"S1": 88, "S2": 4}


def test_the_section_says_what_idle_licences_cost(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "full_admin")
    told = page(client, f"/subscriptions?{AS_OF}&buffer=20")
    said = text([place(told, ids.section("right_sizing", slot)) for slot in ("head", "foot")])
    assert "4 licences are more than the renewing subscriptions need; 0 are short" in said
    assert (
        "Idle licences cost 40.00\xa0EUR for the terms ordered; orders tell a price for 1 of 1 subscriptions." in said
    )
    calling = page(client, f"/subscriptions?{AS_OF}&product=calling")
    assert "no order tells a price" in text(place(calling, ids.section("right_sizing", "foot")))


def test_a_customers_page_sizes_both_products(client: FlaskClient, filled: Region, opened: Services) -> None:
    sign_in(client, "full_admin")
    told = customer(client, org_id("A"), f"{AS_OF}&buffer=20")
    said = [node["children"] for node in nodes(told) if isinstance(node.get("children"), str)]
    at = said.index("S1")
    assert said[at + 1 : at + 11] == [
        "Meetings",
        "23 Dec 2026",
        "100",
        "50",
        "40",
        "80",
        "96",
        "4",
        "0",
        "40.00\xa0EUR",
    ]
    at = said.index("S1", at + 1)
    assert said[at + 1 : at + 10] == ["Calling", "23 Dec 2026", "10", "10", "10", "10", "12", "0", "2"]
    assert "filter.org_id=%3D" in json.dumps(told)


def test_help_desk_sees_the_numbers_and_no_export(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "help_desk")
    told = customer(client, org_id("A"), AS_OF)
    assert "S1" in text(told)
    assert "/api/v1/export" not in json.dumps(told)
    assert client.get(f"/api/v1/export/seats.csv?{AS_OF}").status_code == 403


def test_anothers_customer_is_as_an_unknown_one(client: FlaskClient, filled: Region, opened: Services) -> None:
    assign(opened, email_of("partner_admin"), [org_id("B")])
    sign_in(client, "partner_admin")
    for named, status in ((org_id("B"), 200), (org_id("A"), 404), (org_id("Z"), 404), ("", 404), ("\x00", 404)):
        body = question(named)
        assert client.post(CALLBACK, json=body, headers=OWN).status_code == status, named
    rows = client.get(f"/api/v1/tables/seats?{AS_OF}").get_json()["rows"]
    assert [one["subscription_id"] for one in rows] == ["S2"]


def question(org: str) -> dict[str, Any]:
    """What the page of a customer asks when the buffer changes."""
    inputs = {(ids.WINDOW, "value"): "13", (ids.BUFFER, "value"): 20, (ids.AGAIN, "data"): 0}
    state = {(ids.LOCATION, "pathname"): f"/customers/{org}", (ids.LOCATION, "search"): f"?{AS_OF}"}
    return {
        "output": f"{ids.SIZING}.children",
        "outputs": {"id": ids.SIZING, "property": "children"},
        "inputs": [{"id": name, "property": prop, "value": value} for (name, prop), value in inputs.items()],
        "state": [{"id": name, "property": prop, "value": value} for (name, prop), value in state.items()],
        "changedPropIds": [f"{ids.BUFFER}.value"],
    }
