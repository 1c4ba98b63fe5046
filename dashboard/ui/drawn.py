"""Component trees as JSON that assets/draw.js draws by itself.

Dash's renderer visits every component of a page at every step of every callback. So what is only read (heads, strips,
chips, texts) is sent as one attribute and costs it nothing. Trees stay Python: the same components, tested as trees.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dash.development.base_component import Component

_NAMES = {
    "className": "class",
    "tabIndex": "tabindex",
    "htmlFor": "for",
    "maxLength": "maxlength",
    "colSpan": "colspan",
}


@dataclass(frozen=True)
class Native:
    """An element that dash.html has not, or not with that attribute: an input, a select with a name."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: Sequence["Drawable"] = ()


Drawable = Component | Native | str
Node = str | list[Any]
"""A text, or [tag, attributes, children]."""


def answer(share: str, slots: Mapping[str, Sequence[Drawable]], **facts: Any) -> str:
    """What a part shows for a share: a list of trees for each slot, by selector, and facts for scripts."""
    drawn = {selector: nodes(trees) for selector, trees in slots.items()}
    return json.dumps({"share": share, "slots": drawn, **facts})


def tree(trees: Sequence[Drawable]) -> str:
    """The value of a `data-draw` attribute: what an element holds from the start."""
    return json.dumps(nodes(trees))


def nodes(trees: Any) -> list[Node]:
    """The trees as nodes; nothing for None."""
    if trees is None:
        return []
    if isinstance(trees, Component | Native | str):
        return [_node(trees)]
    return [_node(one) for one in trees if one is not None]


def _node(one: Drawable) -> Node:
    if isinstance(one, str):
        return one
    if isinstance(one, Native):
        return [one.tag, dict(one.attributes), nodes(one.children)]
    described: Any = one.to_plotly_json()  # type: ignore[no-untyped-call]
    props = described["props"]
    attributes = dict(_attributes(props.items()))
    return [described["type"].lower(), attributes, nodes(props.get("children"))]


def _attributes(props: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, str]]:
    for name, value in props:
        if name != "children" and value is not None and value is not False:
            yield _NAMES.get(name, name), "" if value is True else str(value)
