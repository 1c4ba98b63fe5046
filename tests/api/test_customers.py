"""A customer over HTTP: what each role gets, and what it may change."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.access.assignments import assign
from dashboard.data.storage.regions import Region
from dashboard.services import Services
from tests.data.factories import TODAY, load, org_id, row
from tests.fixtures.application import OWN, email_of, sign_in

DAY = timedelta(days=1)
A, B = org_id("A"), org_id("B")
AS_OF = f"as_of={TODAY}"


@pytest.fixture
def filled(us: Region, opened: Services) -> Region:
    """A, which the partner administrator looks after, and B."""
    load(us, [row("A", "S1", m=(10, 12, 5), ends_on=TODAY + 9 * DAY), row("B", "S2", m=(1, 1, 1))])
    assign(opened, email_of("partner_admin"), [A])
    return us


def call(client: FlaskClient, method: str, path: str, body: Any = None, **headers: str) -> Any:
    return client.open(f"/api/v1{path}", method=method, json=body, headers={**OWN, **headers})


def test_everything_about_a_customer(client: FlaskClient, filled: Region) -> None:
    found = call(sign_in(client, "full_admin"), "GET", f"/customers/{A}?{AS_OF}").get_json()
    assert found["profile"]["customer"] == "A AG"
    assert found["statuses"] == [
        {"status": "subscription", "reason": "active_subscriptions", "value": 1},
        {"status": "expires_soon", "reason": "ends_in_days", "value": 9},
        {"status": "licence_overage", "reason": "licences_over", "value": 2},
    ]
    [one] = found["subscriptions"]
    assert (one["subscription_id"], one["active"], one["days_left"]) == ("S1", True, 9)
    assert one["licences"] == {"meetings": {"purchased": 10, "assigned": 12, "used": 5, "available": 0, "over": 2}}
    assert (found["nearest_end"], found["tags"], found["trials"]) == ("2026-12-02", [], [])
    assert found["partner_admins"] == [{"email": "partner_admin@example.com", "disabled": False}]


def test_a_foreign_customer_is_an_unknown_one(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "partner_admin")
    answers = [call(client, "GET", f"/customers/{org}?{AS_OF}") for org in (B, org_id("Z"), "no-id")]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({answer.get_data() for answer in answers}) == 1
    assert call(client, "GET", f"/customers/{A}").status_code == 200
    assert [one["customer"] for one in call(client, "GET", "/tables/customers").get_json()["rows"]] == ["A AG"]
    assert call(client, "PUT", f"/customers/{B}/tags", {"tags": []}, **{"If-Match": "*"}).status_code == 404


def test_the_help_desk_sees_customers_and_nothing_else(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "help_desk")
    found = call(client, "GET", f"/customers/{B}").get_json()
    assert {"trials", "partner_admins", "changes"} & found.keys() == set()
    assert call(client, "GET", "/tables/customers").get_json()["total"] == 2
    assert call(client, "GET", "/export/customers.csv").status_code == 200
    refused = ["/tables/expiring", "/export/expiring.csv", "/subscriptions", f"/customers/{A}/partner-admins"]
    assert [call(client, "GET", path).status_code for path in refused] == [403] * 4


@pytest.mark.parametrize("role", ["read_only_admin", "help_desk"])
def test_who_only_looks_changes_nothing(client: FlaskClient, filled: Region, role: str) -> None:
    sign_in(client, role)
    asked = [
        ("PUT", f"/customers/{A}/tags", {"tags": ["x"]}),
        ("POST", "/customers-tags", {"customers": [A], "way": "add", "tags": ["x"]}),
        ("POST", "/customers-tags/rename", {"from": "x", "to": "y"}),
        ("POST", f"/customers/{A}/trials", {"licences": {"meetings": 1}, "days": 30}),
        ("POST", f"/customers/{A}/trials/T/extend", None),
        ("POST", f"/customers/{A}/trials/T/end", None),
        ("PUT", f"/customers/{A}/partner-admins/{email_of('partner_admin')}", None),
        ("DELETE", f"/customers/{A}/partner-admins/{email_of('partner_admin')}", None),
    ]
    codes = [call(client, method, path, body, **{"If-Match": "*"}).status_code for method, path, body in asked]
    assert codes == [403] * len(asked)


def test_tags_are_put_for_what_was_read(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "partner_admin")
    path = f"/customers/{A}/tags"
    read = call(client, "GET", f"/customers/{A}").headers["ETag"]
    assert call(client, "PUT", path, {"tags": ["Gold"]}).status_code == 428
    put = call(client, "PUT", path, {"tags": ["Gold"]}, **{"If-Match": read})
    assert (put.status_code, put.get_json()["tags"]) == (200, ["Gold"])
    stale = call(client, "PUT", path, {"tags": ["Silver"]}, **{"If-Match": read})
    assert (stale.status_code, stale.get_json()["tags"]) == (412, ["Gold"])
    assert call(client, "PUT", path, {"tags": ["x" * 26]}, **{"If-Match": "*"}).status_code == 400
    assert call(client, "PUT", path, {"tags": "Gold"}, **{"If-Match": "*"}).status_code == 400
    rows = call(client, "GET", f"/tables/customers?tag=gold&{AS_OF}").get_json()["rows"]
    assert [one["tags"] for one in rows] == [["Gold"]]
    csv = call(client, "GET", f"/export/customers.csv?columns=customer,statuses&{AS_OF}").get_data(as_text=True)
    assert csv == "customer,statuses\r\nA AG,subscription; expires_soon; licence_overage\r\n"


def test_a_change_from_another_site_is_refused(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "full_admin")
    other = {"Sec-Fetch-Site": "cross-site", "If-Match": "*"}
    assert client.put(f"/api/v1/customers/{A}/tags", json={"tags": ["x"]}, headers=other).status_code == 403


def test_a_trial_from_start_to_end(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "full_admin")
    path = f"/customers/{B}/trials"
    for wrong in ({"licences": {"meetings": 1}, "days": 31}, {"licences": 5, "days": 30}, {"days": "30"}, ["x"]):
        assert call(client, "POST", path, wrong).status_code == 400
    made = call(client, "POST", path, {"licences": {"calling": 5}, "days": 60})
    assert made.status_code == 201
    identity = made.get_json()["trial_id"]
    found = call(client, "GET", f"/customers/{B}").get_json()
    assert [one["trial_id"] for one in found["trials"] if one["running"]] == [identity]
    assert [one["subscription_id"] for one in found["subscriptions"] if one["started_here"]] == [identity]
    assert call(client, "POST", f"{path}/{identity}/extend").status_code == 400
    assert call(client, "POST", f"{path}/{identity}/end").get_json()["running"] is False
    assert call(client, "POST", f"{path}/{identity}/end").status_code == 404


def test_partner_administrators_come_and_go_at_once(client: FlaskClient, filled: Region, server: Any) -> None:
    admin, partner = sign_in(client, "full_admin"), sign_in(server.test_client(), "partner_admin")
    path = f"/customers/{B}/partner-admins/{email_of('partner_admin')}"
    assert call(partner, "GET", f"/customers/{B}").status_code == 404
    assert call(admin, "PUT", path).get_json() == [{"email": email_of("partner_admin"), "disabled": False}]
    assert call(partner, "GET", f"/customers/{B}").status_code == 200
    assert call(admin, "DELETE", path).status_code == 204
    assert call(partner, "GET", f"/customers/{B}").status_code == 404
    assert call(admin, "PUT", f"/customers/{B}/partner-admins/{email_of('full_admin')}").status_code == 400


def test_ids_of_either_kind_can_be_assigned(opened: Services, filled: Region) -> None:
    encoded = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi8wMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwNDI"
    assert assign(opened, email_of("partner_admin"), [encoded]) == 1  # B


def test_facets(client: FlaskClient, filled: Region) -> None:
    found = call(sign_in(client, "partner_admin"), "GET", f"/customers-facets?{AS_OF}").get_json()
    assert (found["statuses"]["expires_soon"], found["products"]) == (1, {"meetings": 1, "calling": 0})
