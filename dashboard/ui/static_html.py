"""Dash components → HTML text, for what no browser draws by itself: a part of a page on paper (forms/printed.py)."""

from typing import Any

from dash.development.base_component import Component
from markupsafe import Markup, escape

_ATTRIBUTES = {"className": "class", "href": "href", "role": "role", "scope": "scope", "colSpan": "colspan"}
_EMPTY = {"br", "hr"}


def html_of(child: Any) -> Markup:
    """The markup of native elements with what is in them; what works a page, ids and styles are left out."""
    if isinstance(child, list | tuple):
        return Markup().join(html_of(part) for part in child)
    if not isinstance(child, Component):
        return Markup() if child is None else escape(child)
    component: Any = child  # Dash does not type it
    element = component.to_plotly_json()
    if element["namespace"] != "dash_html_components":
        return Markup()
    tag, properties = str(element["type"]).lower(), element["props"]
    start = Markup("<{}{}>").format(tag, _attributes(properties))
    if tag in _EMPTY:
        return start
    return start + html_of(properties.get("children")) + Markup("</{}>").format(tag)


def _attributes(properties: dict[str, Any]) -> Markup:
    named = {_ATTRIBUTES.get(key, key): value for key, value in properties.items()}
    attributes = {
        key: value
        for key, value in named.items()
        if value is not None and (key in _ATTRIBUTES.values() or key.startswith(("aria-", "data-")))
    }
    return Markup().join(Markup(' {}="{}"').format(key, value) for key, value in attributes.items())
