"""The forms of a customer's page: what they change, what they say, whom they refuse."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.access.assignments import assign
from dashboard.data.customers.tags import tags_of
from dashboard.data.customers.trials import local_trials
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.services import Services
from tests.data.factories import TODAY, load, org_id, row
from tests.fixtures.application import OWN, email_of, sign_in

A = org_id("A")
PATH = f"/customers/{A}"


@pytest.fixture
def scope(us: Region, opened: Services) -> Scope:
    """A, which nobody looks after, with a subscription that is over its limit."""
    load(us, [row("A", "S1", m=(10, 12, 5), ends_on=TODAY + timedelta(days=9)), row("B", "S2", pro=(3, 2, 1))])
    return Scope(us, None)


def post(client: FlaskClient, path: str, **fields: Any) -> tuple[int, str]:
    """Status, and where it leads."""
    answer = client.post(PATH + path, data=fields, headers=OWN)
    return answer.status_code, answer.headers.get("Location", "")


def said(client: FlaskClient) -> list[str]:
    with client.session_transaction() as session:
        return [text for _, text in session.pop("_flashes", [])]


def test_tags(client: FlaskClient, scope: Scope) -> None:
    sign_in(client, "full_admin")
    version = tags_of(scope, A).version
    assert post(client, "/tags", tag=["Gold", "", "pilot"], version=version) == (303, f"{PATH}?region=US")
    assert tags_of(scope, A).tags == ("Gold", "pilot")
    assert said(client) == ["The tags are saved."]
    post(client, "/tags", tag=["Silver"], version=version)
    assert said(client)[0].startswith("Nothing was changed. Somebody else")
    assert tags_of(scope, A).tags == ("Gold", "pilot")


def test_trials(client: FlaskClient, scope: Scope) -> None:
    sign_in(client, "full_admin")
    assert post(client, "/trials", meetings="25", calling="", days="60") == (303, f"{PATH}?region=US&tab=trials")
    [trial] = local_trials(scope, A, TODAY + timedelta(days=4000))
    assert trial["licences"] == {"meetings": 25}
    assert said(client)[0].startswith(f"The trial {trial['trial_id']} runs until ")
    post(client, f"/trials/{trial['trial_id']}/end")
    assert said(client) == [f"The trial {trial['trial_id']} is over."]
    for wrong in ({"meetings": "x"}, {"meetings": "0"}, {}, {"meetings": "5", "days": "31"}):
        post(client, "/trials", **{"days": "30", **wrong})
        assert said(client)[0].startswith("Nothing was changed.")
    assert len(local_trials(scope, A, TODAY + timedelta(days=4000))) == 1


def test_partner_administrators(client: FlaskClient, scope: Scope, server: Flask) -> None:
    partner = sign_in(server.test_client(), "partner_admin")
    sign_in(client, "full_admin")
    assert post(client, "/admins/assign", email=email_of("partner_admin"))[0] == 303
    assert partner.get(f"/api/v1/customers/{A}").status_code == 200
    post(client, "/admins/remove", email=email_of("partner_admin"))
    assert partner.get("/api/v1/customers/" + A).status_code in (403, 404)


@pytest.mark.parametrize("role", ["read_only_admin", "help_desk"])
def test_who_only_looks_is_refused(client: FlaskClient, scope: Scope, role: str) -> None:
    sign_in(client, role)
    asked = [("/tags", {"tag": "x"}), ("/trials", {"meetings": "1", "days": "30"}), ("/admins/assign", {"email": "x"})]
    assert [post(client, path, **fields)[0] for path, fields in asked] == [403] * 3
    assert tags_of(scope, A).tags == ()


def test_a_form_of_another_site_is_refused(client: FlaskClient, scope: Scope) -> None:
    sign_in(client, "full_admin")
    answer = client.post(f"{PATH}/tags", data={"tag": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_foreign_customer_is_an_unknown_one(client: FlaskClient, scope: Scope, opened: Services) -> None:
    assign(opened, email_of("partner_admin"), [org_id("B")])
    sign_in(client, "partner_admin")
    post(client, "/tags", tag="x")
    assert said(client) == ["Nothing was changed. There is no customer with this id among those you look after."]
    assert tags_of(scope, A).tags == ()


def test_the_audit_log_says_which_customer(client: FlaskClient, us: Region) -> None:
    load(us, [row("A", "S1", m=(10, 5, 5))])
    sign_in(client, "full_admin")
    client.post(f"/customers/{org_id('A')}/tags?region=US", data={"tag": "Gold"}, headers=OWN)
    page = client.get("/audit").get_data(as_text=True)
    assert f'customer: <a href="/customers/{org_id("A")}?region=US">{org_id("A")}</a>' in page
