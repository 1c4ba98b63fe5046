"""Wiring: every id that a callback names stands on a page, and no callback answers a stranger or a forged question."""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import dash
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import login_user

from dashboard.access.accounts import find_user
from dashboard.data.sample import make_sample
from dashboard.data.storage.regions import Region
from dashboard.data.storage.store import reading
from dashboard.data.storage.store import user as users
from dashboard.services import EXTENSION, Services
from dashboard.ui import ids
from tests.data.factories import TODAY
from tests.fixtures.application import OWN, email_of, sign_in
from tests.ui.trees import nodes

CALLBACK = "/_dash-update-component"
FORGED: tuple[Any, ...] = (None, 7, True, "x", [], {}, [[]], {"a": 1}, "\x00", "x" * 10_000, "region=%00", -1e308)


@pytest.fixture
def app(server: Flask, us: Region) -> dash.Dash:
    """The Dash application over a region with sample data."""
    make_sample(us, customers=12, weeks=3, seed=1, today=TODAY, progress=None)
    return next(value for value in _holders(server))


def _holders(server: Flask) -> Iterator[dash.Dash]:
    for function in server.view_functions.values():
        owner = getattr(function, "__self__", None)
        if isinstance(owner, dash.Dash):
            yield owner


def callbacks(app: dash.Dash) -> list[dict[str, Any]]:
    """Those of the server; Dash's own, and those that a browser answers itself, are left out."""
    return [one for one in app._callback_list if "_pages" not in one["output"] and not one["clientside_function"]]


def ids_on_pages(server: Flask) -> set[str]:
    """The ids of every page as a full administrator sees it; of a pattern its type alone."""
    services: Services = server.extensions[EXTENSION]
    with reading(services.store) as connection:
        admin = find_user(connection, users.c.email == email_of("full_admin"))
    found: set[str] = set()
    with server.test_request_context("/"):
        login_user(admin)
        for page in dash.page_registry.values():
            for node in nodes(page["layout"]()):
                if "id" in node:
                    found.add(named(node["id"]))
    return found


def named(id_: Any) -> str:
    if isinstance(id_, str) and id_.startswith("{"):
        id_ = json.loads(id_)
    return str(id_["type"]) if isinstance(id_, dict) else str(id_)


def asked_ids(callback: dict[str, Any]) -> set[str]:
    return {named(one["id"]) for one in (*callback["inputs"], *callback["state"])}


def test_every_id_that_a_callback_listens_to_stands_on_a_page(server: Flask, app: dash.Dash) -> None:
    there = ids_on_pages(server) | {ids.LOCATION, ids.REGION}  # Dash's own; shown where there are several
    there |= {"filter-column"}  # in the answer of a menu
    there |= {"alert-act"}  # in lists that are empty at first
    there |= {"alert-digest"}  # of a server that sends mail
    named_by = {one["output"]: asked_ids(one) - there for one in callbacks(app)}
    assert len(named_by) >= 2
    assert {output: missing for output, missing in named_by.items() if missing} == {}


def question(callback: dict[str, Any], value: Any) -> dict[str, Any]:
    """What a browser would post, with the same value everywhere; a wildcard stands for one thing of that name."""
    whole = callback["output"]
    outputs = [_concrete(*one.rsplit(".", 1)) for one in whole.strip(".").split("...")]
    return {
        "output": whole,
        "outputs": outputs if whole.startswith("..") else outputs[0],
        "inputs": [_concrete(one["id"], one["property"], value=value) for one in callback["inputs"]],
        "state": [_concrete(one["id"], one["property"], value=value) for one in callback["state"]],
        "changedPropIds": [],
    }


def _concrete(id_: str, prop: str, **more: Any) -> Any:
    prop = prop.partition("@")[0]
    if not id_.startswith("{"):
        return {"id": id_, "property": prop, **more}
    pattern = json.loads(id_)
    one = {"id": {key: "expiring" if isinstance(part, list) else part for key, part in pattern.items()}}
    found = {**one, "property": prop, **more}
    return [found] if ["ALL"] in pattern.values() else found


def test_strangers_get_nothing_from_any_callback(client: FlaskClient, app: dash.Dash) -> None:
    answers = [client.post(CALLBACK, json=question(one, ""), headers=OWN) for one in callbacks(app)]
    assert {answer.status_code for answer in answers} == {401}


def test_forged_values_never_break_a_callback(client: FlaskClient, app: dash.Dash) -> None:
    sign_in(client, "full_admin")
    for callback, value in product(callbacks(app), FORGED):
        answer = client.post(CALLBACK, json=question(callback, value), headers=OWN)
        told = answer.get_data(as_text=True)
        assert answer.status_code in (200, 204, 400), (callback["output"], told[:300])
        assert "not a callback of this application" not in told, callback["output"]


def chart_question(app: dash.Dash, in_sight: Any) -> dict[str, Any]:
    """What the page of subscriptions asks about its chart, with what a reader is said to see."""
    charts = next(one for one in callbacks(app) if '"type":"drawing"' in one["output"])
    asked = question(charts, None)
    known = {"product": "calling", "pathname": "/subscriptions", "search": "", ids.IN_SIGHT: in_sight}
    for one in (*asked["inputs"], *asked["state"]):
        if not isinstance(one, list):
            one["value"] = known.get(one["property"], known.get(str(one["id"])))
    for outputs in (one for one in asked["outputs"] if isinstance(one, list)):
        outputs[0]["id"] = {key: "trend" if key == "name" else value for key, value in outputs[0]["id"].items()}
        if "slot" in outputs[0]["id"]:
            outputs[0]["id"]["slot"] = "words"
    return asked


def test_a_question_in_this_form_is_answered(client: FlaskClient, app: dash.Dash) -> None:
    sign_in(client, "full_admin")
    answer = client.post(CALLBACK, json=chart_question(app, ["trend"]), headers=OWN)
    assert answer.status_code == 200
    assert "Calling licences per week" in answer.get_data(as_text=True)


def test_who_sees_nothing_that_there_is_is_answered_later(client: FlaskClient, app: dash.Dash) -> None:
    sign_in(client, "full_admin")
    later = {ids.REST_OF_CHARTS: {"data": {"turn": 1, "answered": []}}}
    seen: tuple[Any, ...] = (7, True, {"trend": 1}, "x", [[]], None)
    for in_sight in seen:
        answer = client.post(CALLBACK, json=chart_question(app, in_sight), headers=OWN)
        assert (answer.status_code, json.loads(answer.get_data(as_text=True))["response"]) == (200, later), in_sight
