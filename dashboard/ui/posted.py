"""Forms that post and lead back: native elements, drawn by assets/draw.js, working without any other script."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.ui.controls import Child, Look
from dashboard.ui.drawn import Native
from dashboard.ui.marks import marks


def form(action: str, children: Sequence[Child], *, look: str = "form", label: str | None = None) -> html.Form:
    """Posts its fields to an address of this application."""
    return html.Form(list(children), method="post", action=action, className=look, **marks(aria_label=label))


def field(label: str, name: str, *, value: str = "", **attributes: str) -> html.Label:
    """A labelled input; further attributes as HTML has them."""
    inside: Any = Native("input", {"class": "form-control", "name": name, "value": value, **attributes})
    return html.Label([html.Span(label), inside], className="field")


def hidden(name: str, value: str) -> Any:
    """A value that the form sends along."""
    return Native("input", {"type": "hidden", "name": name, "value": value})


def choice(label: str, name: str, options: Mapping[str, str]) -> html.Label:
    """A labelled choice of one."""
    every = [html.Option(text, value=key) for key, text in options.items()]
    inside = html.Select(every, name=name, className="form-select")
    return html.Label([html.Span(label), inside], className="field")


def submit(text: str, look: Look = "plain", label: str | None = None) -> html.Button:
    """Sends the form; `label` says more than the text to those who do not see what stands around it."""
    kind = "button" if look == "plain" else f"button {look}"
    return html.Button(text, type="submit", className=kind, **marks(aria_label=label))


def suggestions(id: str, values: Sequence[str]) -> Any:
    """What inputs with `list` of that id suggest."""
    return html.Datalist([html.Option(value=value) for value in values], id=id)
