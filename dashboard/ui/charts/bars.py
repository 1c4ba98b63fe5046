"""Charts of horizontal bars, drawn as a table: each bar stands beside its name and its numbers, its own text twin."""

import json
from collections.abc import Mapping, Sequence

from dash import html
from flask_babel import gettext

from dashboard.ui.charts.figures import image_menu
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks

Part = tuple[str, float]
"""A part of a bar: `good`, `poor` or `unmeasured`, and its share of the longest bar, 0..1."""


def table(name: str, title: str, headers: Sequence[str], rows: Sequence[Sequence[Child]]) -> html.Div:
    """The chart with its mark and its image: a row each, its name first, its bar second."""
    head = html.Tr([html.Th(text, scope="col") if text else html.Td() for text in headers])
    lines = [html.Tr([html.Th(first, scope="row"), *(html.Td(cell) for cell in rest)]) for first, *rest in rows]
    body = html.Table([html.Caption(title, className="hidden-text"), html.Thead(head), html.Tbody(lines)])
    return html.Div([html.Div(body, className="bars", **marks(data_chart=name)), image_menu()], className="bars-block")


def bar(parts: Sequence[Part], sentence: str) -> html.Div:
    """A stacked bar that says its numbers on hover and focus."""
    # A share of the data, which no class can tell; React sets it where the content policy allows it.
    drawn = [html.Span(className=f"bar-part {name}", style={"width": f"{share * 100:.3f}%"}) for name, share in parts]
    named = marks(aria_label=sentence, data_tip=sentence)
    return html.Div(drawn, className="bar", role="img", tabIndex=0, **named)


def press(text: str, change: Mapping[str, object], label: str = "", to: str = "") -> html.Button:
    """A text that filters tables: it changes the address, and leads to the section `to`."""
    own = marks(data_set=json.dumps(change), aria_label=label or None, data_to=to or None)
    return html.Button(text, type="button", className="button-link", **own)


def legend() -> html.Div:
    """What the parts of a bar of legs mean."""
    names = (("good", gettext("good")), ("poor", gettext("poor")), ("unmeasured", gettext("unmeasured")))
    signs = {"good": "used", "poor": "over", "unmeasured": "available"}
    return html.Div([html.Span([_swatch(signs[part]), text]) for part, text in names], className="legend")


def _swatch(part: str) -> Child:
    return html.Span(className=f"swatch {part}", **marks(aria_hidden="true"))
