"""Who gets what: every page, route, callback and path of the API, as each kind of visitor. A new one needs a row."""

import json
from typing import Any

import dash
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from dashboard.access.accounts import User, add_user, find_user
from dashboard.access.assignments import assign
from dashboard.access.sign_in.sessions import SESSION_KEY, open_session
from dashboard.data.storage.regions import Region
from dashboard.data.storage.store import reading, writing
from dashboard.data.storage.store import user as users
from dashboard.services import Services
from tests.data.factories import load, org_id, row
from tests.fixtures.application import OWN, PASSWORD, email_of
from tests.rights_table import CALLBACKS, CONTENT, PAGES, ROUTES
from tests.test_wiring import CALLBACK, _holders, question

KINDS = {  # in the order of the tables' letters
    "stranger": None,
    "help desk": email_of("help_desk"),
    "read-only admin": email_of("read_only_admin"),
    "partner admin of other customers": "others@example.com",
    "partner admin": email_of("partner_admin"),
    "full admin": email_of("full_admin"),
}
OURS, OTHERS = org_id("A"), org_id("B")
FILLED = {"org_id": OURS, "name": "customers", "suffix": "csv", "filename": "theme.js", "path": "subscriptions"}
FILLED |= {"subscription_id": "S1"}
FILLED |= {"package_name": "dash", "fingerprinted_path": "dcc/dash_core_components.js"}
FORMS: dict[str, dict[str, Any]] = {  # what has to be well formed before rights are looked at
    "/api/v1/customers/<org_id>/tags": {"tags": ["Gold"]},
    "/users/<int:user_id>/delete": {"version": "9"},  # that nobody has: the user is asked about once more
    "/api/v1/customers-tags": {"customers": [OURS], "way": "add", "tags": ["Gold"]},
    "/api/v1/customers-tags/rename": {"from": "Gold", "to": "Silver"},
    "/api/v1/customers/<org_id>/trials": {"licences": {"meetings": 5}, "days": 30},
    "/api/v1/alerts": {"name": "x", "region": "US", "subject": "expiring"},
    "/api/v1/alerts/preview": {"name": "x", "region": "US", "subject": "expiring"},
    "/api/v1/customers-work": {"customers": [OURS], "change": {"next_step": "call"}},
    "/api/v1/customers/<org_id>/notes": {"text": "said yes"},
    "/api/v1/customers/<org_id>/renewals/<subscription_id>": {"state": "quoted"},
    "/api/v1/customers/<org_id>/work": {"next_step": "call"},
    "/api/v1/digest": {"weekday": 1, "at": "06:30", "zone": "UTC"},
    "/api/v1/renewals-work": {
        "subscriptions": [{"org_id": OURS, "subscription_id": "S1"}],
        "change": {"state": "open"},
    },
    "/api/v1/rules/preview": {},
    "/api/v1/chart-notes": {"day": "2026-11-14", "note": "Migration weekend"},
    "/api/v1/views": {"page": "/customers", "name": "x"},
    "/customers/<org_id>/notes": {"text": "said yes"},
    "/customers/<org_id>/tags": {"tag": "Gold"},
    "/customers/<org_id>/trials": {"meetings": "5", "days": "30"},
}


@pytest.fixture
def world(server: Flask, opened: Services, us: Region) -> dash.Dash:
    """Two customers, each looked after by another partner administrator."""
    load(us, [row("A", "S1", m=(10, 5, 5)), row("B", "S2", m=(10, 5, 5))])
    add_user(opened.store, "others@example.com", "partner_admin", PASSWORD)
    assign(opened, email_of("partner_admin"), [OURS])
    assign(opened, "others@example.com", [OTHERS])
    return next(_holders(server))


def visitor(server: Flask, opened: Services, kind: str) -> FlaskClient:
    """A browser of that kind of visitor, with a session of its own."""
    client = server.test_client()
    email = KINDS[kind]
    if email is not None:
        user = user_with(opened, email)
        with writing(opened.store) as connection:
            key = open_session(connection, user, "127.0.0.1", "")
        with client.session_transaction() as session:
            session.update({SESSION_KEY: key, "_user_id": user.get_id(), "_fresh": True})
    return client


def user_with(opened: Services, email: str) -> User:
    """The user of an address."""
    with reading(opened.store) as connection:
        found = find_user(connection, users.c.email == email)
    assert found is not None
    return found


def letter(client: FlaskClient, answer: TestResponse) -> str:
    """What a visitor got, in a letter of the tables (see rights_table)."""
    place = answer.headers.get("Location", "")
    if answer.status_code == 401 or (answer.status_code == 302 and place.startswith("/login")):
        return "s"
    with client.session_transaction() as session:
        told = " ".join(text for _, text in session.pop("_flashes", []))
    if answer.status_code == 403 or "Your role" in told:
        return "n"
    if answer.status_code == 404 or "no customer" in told.lower():
        return "u"
    assert answer.status_code < 500, answer.get_data(as_text=True)[:300]
    return "y"


def rows(server: Flask) -> dict[str, tuple[str, Rule]]:
    """Method and path of every route of the application: the table's key."""
    return {
        f"{method} {rule.rule}": (method, rule)
        for rule in server.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    }


def test_every_route_page_and_callback_has_a_row(server: Flask, world: dash.Dash) -> None:
    assert set(rows(server)) == set(ROUTES)
    assert {page["path_template"] or page["path"] for page in dash.page_registry.values()} == set(PAGES)
    assert {shape(one) for one in asked(world)} == set(CALLBACKS)


@pytest.mark.parametrize("kind", KINDS)
def test_routes(server: Flask, opened: Services, world: dash.Dash, kind: str) -> None:
    column = list(KINDS).index(kind)
    got = {key: letter(*ask(server, opened, kind, method, rule)) for key, (method, rule) in rows(server).items()}
    assert got == {key: letters[column] for key, letters in ROUTES.items()}


def ask(server: Flask, opened: Services, kind: str, method: str, rule: Rule) -> tuple[FlaskClient, TestResponse]:
    """The answer to a request that is well formed as far as rights go."""
    client = visitor(server, opened, kind)
    helped = user_with(opened, email_of("help_desk")).user_id
    values = {**dict.fromkeys(rule.arguments, "7"), **FILLED, "user_id": helped, "email": "x@example.com"}
    address = server.url_map.bind("localhost").build(
        rule.endpoint, {name: values[name] for name in rule.arguments}, method=method
    )
    kind_of_body = "json" if address.startswith(("/api/", "/_")) else "data"
    body: dict[str, Any] = {} if method == "GET" else {kind_of_body: FORMS.get(rule.rule, {})}
    return client, client.open(address, method=method, headers={**OWN, "If-Match": "*"}, buffered=True, **body)


@pytest.mark.parametrize("kind", KINDS)
def test_pages(server: Flask, opened: Services, world: dash.Dash, kind: str) -> None:
    column = list(KINDS).index(kind)
    got = {path: page_letter(server, opened, world, kind, path) for path in PAGES}
    assert got == {path: letters[column] for path, letters in PAGES.items()}


def page_letter(server: Flask, opened: Services, app: dash.Dash, kind: str, path: str) -> str:
    """What the layout of a page gave: Dash asks for it by a callback of its own."""
    client = visitor(server, opened, kind)
    content = next(one for one in app._callback_list if CONTENT in one["output"])
    sent = question(content, "")
    for one in sent["inputs"]:
        one["value"] = path.replace("<org_id>", OURS) if one["property"] == "pathname" else ""
    answer = client.post(CALLBACK, json=sent, headers=OWN)
    got = letter(client, answer)
    text = answer.get_data(as_text=True)
    if got == "y" and ("Your role" in text or "No customer is assigned" in text):
        return "n"
    return "u" if got == "y" and "There is no customer with this id" in text else got


@pytest.mark.parametrize("kind", KINDS)
def test_callbacks(server: Flask, opened: Services, world: dash.Dash, kind: str) -> None:
    column = list(KINDS).index(kind)
    got = {}
    for one in asked(world):
        client = visitor(server, opened, kind)
        sent = question(one, "")
        for known in sent["state"]:
            if not isinstance(known, list) and known["property"] == "pathname":
                known["value"] = "/subscriptions"
        answer = client.post(CALLBACK, json=sent, headers=OWN)
        text = answer.get_data(as_text=True)
        got[shape(one)] = "n" if answer.status_code == 200 and "Your role" in text else letter(client, answer)
    assert got == {name: letters[column] for name, letters in CALLBACKS.items()}


def asked(app: dash.Dash) -> list[dict[str, Any]]:
    """The callbacks that the server answers, Dash's own aside."""
    return [one for one in app._callback_list if "_pages" not in one["output"] and not one["clientside_function"]]


def shape(callback: dict[str, Any]) -> str:
    """A callback by the first of its inputs, and the kind of its first output."""
    first = callback["inputs"][0]
    id_ = first["id"]
    if id_.startswith("{"):
        pattern = json.loads(id_)
        id_ = ":".join(str(pattern[key]) for key in sorted(pattern, reverse=True))
    output = callback["output"].strip(".").split("...")[0].rsplit(".", 1)[0]
    answers = json.loads(output)["type"] if output.startswith("{") else output
    return f"{id_}.{first['property']} → {answers}"


def test_nobody_sees_anothers_customers_in_any_answer(server: Flask, opened: Services, world: dash.Dash) -> None:
    """What a partner administrator may open names no customer of another, by name or by id."""
    for key, (method, rule) in rows(server).items():
        if method == "GET" and ROUTES[key][4] == "y":
            _, answer = ask(server, opened, "partner admin", method, rule)
            assert OTHERS.encode() not in answer.get_data(), key


def test_the_last_full_admin_stays(server: Flask, opened: Services, world: dash.Dash) -> None:
    with reading(opened.store) as connection:
        admins = connection.execute(sa.select(users.c.email).where(users.c.role == "full_admin")).scalars().all()
    assert admins == [email_of("full_admin")]
    client = visitor(server, opened, "full admin")
    mine = user_with(opened, email_of("full_admin")).user_id
    for change in ({"role": "help_desk"}, {"disabled": "yes"}):
        path = f"/users/{mine}/{'role' if 'role' in change else 'state'}"
        assert client.post(path, data={**change, "version": "0"}, headers=OWN).status_code == 400
    assert user_with(opened, email_of("full_admin")).role == "full_admin"
