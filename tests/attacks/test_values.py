"""Tried: values that pass a bound and are none, or that something further in cannot hold. Each is refused."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.data.storage.regions import Region
from dashboard.data.storage.rules import RISKS
from dashboard.days import stated_day
from dashboard.web.address import MOST_FIELDS
from dashboard.web.numbers import LARGEST, whole
from tests.data.factories import load, org_id, row
from tests.fixtures.application import OWN, sign_in

HUGE = "9" * 20
NUMBERS = (
    "00001000099",
    "0" * 30 + "1",
    HUGE,
    "9" * 5000,
    str(LARGEST + 1),
    "-1",
    "+1",
    "1e3",
    "1_000",
    "１",
    "٣",
    "",
    " ",
)
DAYS = ("9999-12-31", "0001-01-01", "99999-01-01", "2026-02-30", "2026-W05-6", "20260131", "2026-1-1", HUGE)


@pytest.fixture
def admin(client: FlaskClient, us: Region) -> FlaskClient:
    load(us, [row("A", "S1", m=(10, 5, 5))])
    return sign_in(client, "full_admin")


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_bounded_as_a_whole(text: str) -> None:
    assert whole(text, 0, 10_000) is None


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("007", 7), (" 7 ", 7), ("0", 0), (str(LARGEST), LARGEST)])
def test_a_number_is_what_it_says(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_one_that_anything_here_can_be_about(text: str) -> None:
    assert stated_day(text) is None


@pytest.mark.parametrize("text", NUMBERS[:-2])
def test_numbers_of_an_address(admin: FlaskClient, text: str) -> None:
    for key in ("limit", "offset", "weeks"):
        if not (key == "offset" and text.startswith("0")):
            answer = admin.get("/api/v1/tables/customers", query_string={key: text})
            assert (answer.status_code, key in answer.json["error"]["message"]) == (400, True)  # type: ignore[index]


@pytest.mark.parametrize("text", [*DAYS, *NUMBERS[:4]])
def test_every_way_in_survives_every_value(admin: FlaskClient, text: str) -> None:
    """As a part of a path, as a field of a form, as a value of an address: never an answer of 500."""
    one = org_id("A")
    asked = [
        admin.get(f"/users/{text}"),
        admin.get("/audit", query_string={"page": text, "since": text, "until": text}),
        admin.get("/audit.csv", query_string={"since": text, "until": text}),
        admin.get("/setup", query_string={"step": text}),
        admin.get("/api/v1/subscriptions", query_string={"as_of": text, "weeks": text}),
        admin.get("/api/v1/tables/expiring", query_string={"filter.ends_on": f">={text}", "filter.purchased": text}),
        *(admin.post(path, data=dict.fromkeys(fields, text), headers=OWN) for path, fields in _forms(one, text)),
    ]
    assert {answer.status_code for answer in asked} <= {200, 303, 400, 404, 405, 409, 413}


def _forms(one: str, text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [
        ("/account/tokens/revoke", ("token",)),
        ("/account/tokens", ("token_name", "days")),
        ("/account/organisation", ("name", "planned_users", "version")),
        ("/account/sessions/end", ("mark",)),
        (f"/users/{text}/role", ("role", "version")),
        (f"/views/{text}/delete", ("query",)),
        (f"/views/{text}/start", ("query",)),
        (f"/views/{text}/home", ("query",)),
        (f"/customers/{one}/trials", ("meetings", "calling", "days")),
        ("/customers-tags", ("query", "way", "tag", "expected", "chosen")),
        ("/customers-admins", ("query", "email", "expected", "chosen")),
        ("/customers-trials", ("query", "meetings", "calling", "days", "expected", "chosen")),
        ("/customers-file", ("query", "expected", "chosen")),
        ("/customers-work", ("query", "table", "owner", "next_step", "due_on", "expected", "chosen")),
        ("/renewals-work", ("query", "table", "state", "expected", "chosen")),
        ("/renewals-weights", ("query", *(f"weight_{risk}" for risk in RISKS))),
        (f"/customers/{one}/work", ("owner", "next_step", "due_on", "version")),
        (f"/customers/{one}/renewals", ("subscription_id", "state", "meetings_forecast", "version")),
        (f"/customers/{one}/notes/{text}/delete", ("text",)),
        (f"/users/{text}/delete", ("version",)),
        ("/settings/rules", ("expiring_days", "low_rate", "quality_jitter_ms", "poor_rate", "version")),
        ("/settings/prices/commit", ("text", "version")),
        ("/settings/notes", ("day", "note")),
        ("/settings/notes/delete", ("note_id",)),
        ("/settings/help-desk", ("desk_name", "desk_email", "desk_phone", "version")),
    ]


BODIES = {
    "twenty digits": f'{{"licences": {{"meetings": {HUGE}}}, "days": 30}}',
    "a number of 5,000 digits": f'{{"licences": {{"meetings": {"9" * 5000}}}, "days": 30}}',
    "nested 100,000 deep": "[" * 100_000,
    "nested in a field": '{"tags": ' + '{"a":' * 50_000 + "1" + "}" * 50_000 + "}",
    "half a character": '{"tags": ["\\ud800"], "from": "\\ud800", "to": "\\udfff"}',
    "no character": '{"tags": ["a\\u0000b"], "from": "\\u0000", "to": "b", "way": "add", "customers": ["\\u0000"]}',
    "not a number": '{"licences": {"meetings": NaN}, "days": Infinity}',
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies_of_the_api(admin: FlaskClient, name: str) -> None:
    one = f"/api/v1/customers/{org_id('A')}"
    sent: dict[str, Any] = {
        "data": BODIES[name],
        "content_type": "application/json",
        "headers": OWN | {"If-Match": "*"},
    }
    for method, path in (
        ("PUT", f"{one}/tags"), ("POST", f"{one}/trials"), ("POST", "/api/v1/customers-tags"),
        ("POST", "/api/v1/customers-tags/rename"), ("POST", "/api/v1/reports"), ("POST", "/api/v1/reports/templates"),
        ("POST", "/api/v1/chart-notes"), ("POST", "/api/v1/schedules"), ("POST", "/api/v1/views"),
        ("PUT", "/api/v1/digest"), ("POST", f"{one}/notes"),
        ("POST", "/_dash-update-component"),
    ):  # fmt: skip
        assert admin.open(path, method=method, **sent).status_code in (400, 404, 413), (name, path)


ALERT: dict[str, Any] = {"name": "x", "region": "US", "subject": "expiring"}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/customers-work", {"customers": ["\ud800"], "change": {}}, "customers.0"),
        ("/customers-work", {"customers": [], "change": {"owner": "\udfff"}}, "change.owner"),
        ("/customers-tags", {"customers": ["a\ud800"], "way": "add", "tags": ["x"]}, "customers.0"),
        ("/alerts/preview", ALERT | {"filters": {"customer": "\ud800"}}, "filters.customer"),
        ("/alerts/preview", ALERT | {"filters": [["customer", "a\0b"]]}, "filter.customer"),
        ("/alerts/preview", ALERT | {"recipient": "\ud800"}, "recipient"),
        ("/alerts/preview", ALERT | {"tags": ["a\0b"]}, "tags"),
        ("/alerts/preview", ALERT | {"tags": ["x" * 201]}, "tags"),
        ("/alerts/preview", ALERT | {"search": "x" * 201}, "search"),
        *(
            (
                "/alerts/preview",
                ALERT | {"subject": "expiring.customers", "way": "above", "threshold": number},
                "threshold",
            )
            for number in (10**400, 1e300, float("nan"), float("-inf"))
        ),
        ("/schedules", {"recipients": ["\ud800"]}, "recipients.0"),
        ("/schedules", {"\ud800": "\ud800"}, "body"),
        ("/alerts/preview", ALERT | {"filters": {"\ud800": "\ud800"}}, "filters"),
        ("/renewals-work", {"subscriptions": [{"org_id": "x", "subscription_id": "\ud800"}]}, "subscriptions.0.sub"),
    ],
)
def test_what_is_wrong_in_a_body_is_named(admin: FlaskClient, path: str, body: Any, field: str) -> None:
    answer = admin.post(f"/api/v1{path}", data=json.dumps(body), content_type="application/json", headers=OWN)
    assert (answer.status_code, answer.json["error"]["message"].partition(":")[0][: len(field)]) == (400, field)  # type: ignore[index]


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/alerts", ALERT | {"filters": None}, "filters: an object or a list"),
        ("/alerts", ALERT | {"filters": {"days_left": 5}}, "filters.days_left: a text; filters: a list"),
        ("/alerts", ALERT | {"threshold": "1"}, "threshold: a whole number or a number"),
        ("/alerts", ALERT | {"product": "x"}, "product: one of meetings, calling"),
        (
            "/rules/preview",
            {"low_rate": "1", "poor_rate": []},
            "low_rate: a whole number or a number; poor_rate: a whole number or a number",
        ),
    ],
)
def test_a_field_of_several_types_is_named_once(admin: FlaskClient, path: str, body: Any, message: str) -> None:
    answer = admin.post(f"/api/v1{path}", json=body, headers=OWN)
    assert (answer.status_code, answer.json["error"]["message"]) == (400, message)  # type: ignore[index]


@pytest.mark.parametrize("text", ["\ud800", "a\0b", "\u202e", "x" * 100_000])
def test_texts_that_are_kept(admin: FlaskClient, text: str) -> None:
    """Half a character, none, one that turns the line round, too many: refused, or kept and told as they are."""
    filters = [{"column": "customer", "filter": text}]
    template = {"name": "x", "base": "expiring"}
    for method, path, body in (
        ("POST", "chart-notes", {"day": "2026-11-14", "note": text}),
        ("POST", "reports/templates", template | {"name": text}),
        ("POST", "reports/templates", template | {"narrowed": f"q={text}"}),
        ("POST", "reports/templates", template | {"filters": filters}),
        ("POST", "views", {"page": "/customers", "name": "x", "query": f"region={text}"}),
        ("POST", "views", {"page": "/customers", "name": text}),
        ("POST", f"customers/{org_id('A')}/notes", {"text": text}),
        ("PUT", "digest", {"weekday": 1, "at": text, "zone": text}),
    ):
        answer = admin.open(f"/api/v1/{path}", method=method, json=body, headers=OWN)
        assert answer.status_code in (200, 201, 400), (path, body)
    for path in ("chart-notes", "reports/templates", "views", f"customers/{org_id('A')}/notes"):
        assert admin.get(f"/api/v1/{path}").status_code == 200
    assert admin.get("/reports").status_code == admin.get("/settings").status_code == 200


def test_more_fields_than_anything_has(admin: FlaskClient) -> None:
    many = "&".join(f"tag=t{n}" for n in range(MOST_FIELDS + 1))
    assert admin.get(f"/api/v1/tables/customers?{many}").status_code == 400
    assert admin.post("/views", data={"name": "x", "query": many}, headers=OWN).status_code == 400
    tagged = {"query": many, "way": "add", "tag": "Gold", "expected": "1"}
    assert admin.post("/customers-tags", data=tagged, headers=OWN).status_code in (303, 400)
    assert admin.get("/api/v1/tables/customers?" + "&".join(["filter.purchased=>1"] * 300)).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/_dash-component-suites/nothing/x.js", "/_dash-component-suites/dash/nothing.js", "/_dash-component-suites/",
        "/_dash-component-suites/dash/..%2f..%2fx.js", "/_dash-component-suites/os/path.py", "/_nothing",
        "/_dash-component-suites/dash/dcc/async-nothing.js", "/_dash-component-suites/%00/x", "/assets/%00",
    ],
)  # fmt: skip
def test_addresses_of_dash_itself(admin: FlaskClient, path: str) -> None:
    assert admin.get(path).status_code in (400, 404)
