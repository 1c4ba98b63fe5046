"""The description of the API is made from it: every path answers as it says."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.api.openapi.description import BODIES, QUERIES, operations
from dashboard.data.storage.regions import Region
from tests.data.factories import TODAY, load, org_id, row
from tests.fixtures.application import OWN, sign_in

PATHS = {
    "org_id": org_id("A"),
    "name": "expiring",
    "suffix": "csv",
    "trial_id": "T1",
    "email": "partner_admin@example.com",
    "run_id": "abcdefgh",
    "template_id": "abcdefgh",
    "import_id": "1",
    "mapping_id": "1",
    "rule_id": "abcdefgh",
    "schedule_id": "abcdefgh",
    "subscription_id": "S1",
    "note_id": "1",
    "view_id": "1",
}
EXAMPLES = {
    "put_tags": {"tags": ["Gold"]},
    "change_tags": {"customers": [org_id("A")], "way": "add", "tags": ["Gold"]},
    "rename_tag": {"from": "Gold", "to": "Silver"},
    "start_trial": {"licences": {"meetings": 5}, "days": 30},
    "ask": {"template": "subscription_details", "region": "US"},
    "add_template": {"name": "Soon", "base": "expiring", "filters": [{"column": "days_left", "filter": "<=30"}]},
    "change_template": {"name": "New"},
    "add_chart_note": {"day": "2026-11-14", "note": "Migration weekend"},
    "put_work": {"next_step": "call"},
    "add_note": {"text": "said yes"},
    "put_renewal": {"state": "quoted"},
    "change_works": {"customers": [org_id("A")], "change": {"next_step": "call"}},
    "change_renewals": {
        "subscriptions": [{"org_id": org_id("A"), "subscription_id": "S1"}],
        "change": {"state": "open"},
    },
    "add_alert": {"name": "x", "region": "US", "subject": "expiring"},
    "preview_alert": {"name": "x", "region": "US", "subject": "expiring"},
    "put_rules": {"expiring_days": 60},
    "preview_rules": {},
    "add_view": {"page": "/customers", "name": "x"},
    "add_schedule": {"template": "devices", "region": "US", "every": "daily", "at": "06:30", "zone": "UTC"},
    "put_digest": {"weekday": 1, "at": "06:30", "zone": "UTC"},
}


@pytest.fixture
def asked(client: FlaskClient, us: Region) -> FlaskClient:
    load(us, [row("A", "S1", m=(10, 5, 5), ends_on=TODAY)])
    return sign_in(client, "full_admin")


@pytest.fixture
def described(asked: FlaskClient) -> dict[str, Any]:
    answer = asked.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def test_every_path_answers_as_described(asked: FlaskClient, described: dict[str, Any]) -> None:
    called = set()
    for path, operations_of in described["paths"].items():
        for method, told in operations_of.items():
            view = told["operationId"].partition("_")[2]
            address = "/api/v1" + path.format(**PATHS)
            headers = OWN | ({"If-Match": "*"} if any(one["name"] == "If-Match" for one in told["parameters"]) else {})
            answer = asked.open(address, method=method.upper(), headers=headers, json=EXAMPLES.get(view), buffered=True)
            assert str(answer.status_code) in told["responses"], (path, method, answer.status_code, answer.text)
            if answer.status_code >= 400:
                assert set(answer.get_json()["error"]) == {"code", "message"}, path
            called.add((path, method.upper()))
    assert len(called) > 30


def test_it_names_every_operation_parameter_and_body(server: Flask, described: dict[str, Any]) -> None:
    with server.test_request_context("/"):
        found = {(path, method, view) for path, method, view, _rule in operations()}
    views = {view for _, _, view in found}
    assert views >= set(QUERIES) | set(BODIES)
    for path, method, view in found:
        told = described["paths"][path][method.lower()]
        assert told["summary"], view
        for name in re.findall(r"{(\w+)}", path):
            assert any(one["name"] == name and one["in"] == "path" for one in told["parameters"]), path
        if method in ("POST", "PUT") and view in BODIES:
            [content] = told["requestBody"]["content"].values()
            assert content["schema"]["$ref"].rpartition("/")[2] in described["components"]["schemas"]


@pytest.mark.parametrize(
    ("view", "path", "method", "body", "field"),
    [
        ("put_tags", f"/customers/{org_id('A')}/tags", "PUT", {"tags": "Gold"}, "tags: a list"),
        ("put_tags", f"/customers/{org_id('A')}/tags", "PUT", {"tags": [1]}, "tags.0: a text"),
        ("put_tags", f"/customers/{org_id('A')}/tags", "PUT", {}, "tags: is required"),
        ("put_tags", f"/customers/{org_id('A')}/tags", "PUT", {"tags": [], "tag": 1}, "tag: is no field of this body"),
        ("put_tags", f"/customers/{org_id('A')}/tags", "PUT", [], "body: a JSON object"),
        ("rename_tag", "/customers-tags/rename", "POST", {"from": " ", "to": "x"}, "from: a text"),
        ("start_trial", f"/customers/{org_id('A')}/trials", "POST", {"licences": {"meetings": True}, "days": 30},
         "licences.meetings: a whole number"),
        ("ask", "/reports", "POST", {"template": "x", "region": "US", "weeks": "3"}, "weeks: a whole number"),
        ("ask", "/reports", "POST", {"template": "x", "region": "US", "headers": "fr"}, "headers: one of en, de"),
    ],
)  # fmt: skip
def test_a_wrong_body_names_its_field(
    asked: FlaskClient, view: str, path: str, method: str, body: Any, field: str
) -> None:
    answer = asked.open(f"/api/v1{path}", method=method, json=body, headers={**OWN, "If-Match": "*"})
    assert answer.status_code == 400, view
    assert answer.get_json()["error"]["code"] == "bad_parameter"
    assert answer.get_json()["error"]["message"].startswith(field)


def test_a_bare_percentage_is_refused_over_the_api(asked: FlaskClient) -> None:
    answer = asked.get("/api/v1/tables/expiring?filter.used_rate=<50")
    assert answer.status_code == 400
    assert answer.get_json()["error"]["message"].startswith("filter.used_rate: write <50% or <0.5")
    assert asked.get("/api/v1/tables/expiring?filter.used_rate=<50%25").get_json()["total"] == 0
