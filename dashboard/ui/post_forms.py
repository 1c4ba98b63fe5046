"""Forms that post and lead back: native elements, working without any other script."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard.ui.controls import Child, Look
from dashboard.ui.marks import marks


def form(action: str, children: Sequence[Child], *, look: str = "form", label: str | None = None) -> html.Form:
    """Posts its fields to an address of this application."""
    return html.Form(list(children), method="post", action=action, className=look, **marks(aria_label=label))


def field(label: str, name: str, *, value: str = "", **properties: Any) -> html.Label:
    """A labelled input; further properties as dbc.Input has them."""
    return html.Label([html.Span(label), dbc.Input(name=name, value=value, **properties)], className="field")


def hidden(name: str, value: str) -> dbc.Input:
    """A value that the form sends along."""
    return dbc.Input(type="hidden", name=name, value=value)


def choice(label: str, name: str, options: Mapping[str, str], value: str | None = None) -> html.Label:
    """A labelled choice of one, the first unless another is told."""
    every = [html.Option(text, value=key, selected=key == value or None) for key, text in options.items()]
    inside = html.Select(every, name=name, className="form-select")
    return html.Label([html.Span(label), inside], className="field")


def submit(text: str, look: Look = "plain", label: str | None = None) -> html.Button:
    """Sends the form; `label` says more than the text to those who do not see what stands around it."""
    kind = "button" if look == "plain" else f"button {look}"
    return html.Button(text, type="submit", className=kind, **marks(aria_label=label))


def suggestions(id: str, values: Sequence[str]) -> Any:
    """What inputs with `list` of that id suggest."""
    return html.Datalist([html.Option(value=value) for value in values], id=id)
