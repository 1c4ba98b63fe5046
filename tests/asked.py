"""Pages as a browser gets them: the layout of an address, and what the callbacks answer to its controls."""

import json
from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient

from dashboard.ui import ids
from tests.fixtures.application import OWN

CALLBACK = "/_dash-update-component"
LOCATION = ids.LOCATION


def page(client: FlaskClient, address: str) -> Any:
    """The component tree of an address, as JSON."""
    path, _, query = address.partition("?")
    search = f"?{query}" if query else ""
    body = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
        "inputs": [
            {"id": LOCATION, "property": "pathname", "value": path},
            {"id": LOCATION, "property": "search", "value": search},
        ],
        "changedPropIds": [f"{LOCATION}.pathname", f"{LOCATION}.search"],
    }
    response = client.post(CALLBACK, json=body, headers=OWN)
    assert response.status_code == 200, (address, response.get_data(as_text=True)[:300])
    return response.get_json()["response"]["_pages_content"]["children"]


def place(tree: Any, id_: ids.Id | str) -> Any:
    """The children of the component with that id."""
    found = [node["props"].get("children") for node in components(tree) if node["props"].get("id") == id_]
    assert len(found) == 1, (id_, len(found))
    return found[0]


def components(tree: Any) -> Iterator[dict[str, Any]]:
    """Every component of a tree, outermost first."""
    if isinstance(tree, list):
        for one in tree:
            yield from components(one)
    elif isinstance(tree, dict) and "props" in tree:
        yield tree
        yield from components(tree["props"].get("children"))


def marked(tree: Any, mark: str) -> Iterator[dict[str, Any]]:
    """The properties of every component that bears a mark."""
    yield from (node["props"] for node in components(tree) if mark in node["props"])


def words(tree: Any) -> str:
    """A tree as text, for looking a phrase up in it."""
    return json.dumps(tree, ensure_ascii=False)
