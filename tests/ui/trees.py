"""Reading a tree of Dash components in tests."""

import json
from collections.abc import Iterator
from typing import Any

import plotly


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """The properties of every component in the tree, in order, each with its `type`."""
    yield from _walk(json.loads(json.dumps(tree, cls=plotly.utils.PlotlyJSONEncoder)))


def find(tree: Any, **properties: Any) -> list[dict[str, Any]]:
    """The components with these properties; `_` in a name stands for a dash when the name begins with data or aria."""
    wanted = {
        name.replace("_", "-") if name.startswith(("data_", "aria_")) else name: value
        for name, value in properties.items()
    }
    return [node for node in nodes(tree) if all(node.get(name) == value for name, value in wanted.items())]


def text(tree: Any) -> str:
    """Everything a reader reads, in order."""
    return "".join(_strings(json.loads(json.dumps(tree, cls=plotly.utils.PlotlyJSONEncoder))))


def _walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _walk(item)
    elif isinstance(value, dict) and "props" in value:
        yield {**value["props"], "type": value["type"], "attributes": value["props"]}
        yield from _walk(value["props"].get("children"))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict) and "props" in value:
        yield from _strings(value["props"].get("children"))
