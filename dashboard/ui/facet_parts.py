"""Facets on the screen: a search box, then groups of native checkboxes, each with how many customers it leaves."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from dash import html
from flask_babel import gettext

from dashboard.ui import formats
from dashboard.ui.controls import Child
from dashboard.ui.drawn import Native
from dashboard.ui.icons import icon
from dashboard.ui.marks import marks

Way = Literal["joined", "repeated", "one"]
"""How the chosen ones stand in the address: with commas between, a parameter each, or one at most."""


def beside_facets(body: Sequence[Child]) -> html.Div:
    """What a section shows, with its facets beside it; on a phone they open above it (assets/facets.js)."""
    summary = html.Summary([icon("filter"), html.Span(gettext("Narrow down"))], className="button")
    slot = html.Div(className="facets-slot")
    return html.Div([html.Details([summary, slot], className="facets"), html.Div(list(body))], className="faceted")


def search_box(value: str) -> html.Form:
    """Finds customers by name or by the address of a user; sets `q` (assets/facets.js)."""
    label = gettext("Name, or e-mail of a user")
    attributes = {"class": "form-control", "type": "search", "maxlength": "200", "value": value, "autocomplete": "off"}
    box: Any = Native("input", {**attributes, "data-key": "q"})
    press = html.Button(gettext("Search"), type="submit", className="button")
    field = html.Label([html.Span(label), box], className="field")
    return html.Form([field, press], className="search-form", role="search", **marks(data_search="q"))


def group(
    parameter: str, way: Way, title: str, choices: Mapping[str, int], names: Mapping[str, str], chosen: Collection[str]
) -> html.Fieldset:
    """One facet. Choices that leave nobody are shown as such, and those in force can always be taken away."""
    taken = {one.casefold() for one in chosen}
    boxes = [
        _box(parameter, key, names.get(key, key), number, key.casefold() in taken) for key, number in choices.items()
    ]
    own = marks(data_facet=parameter, data_way=way)
    return html.Fieldset([html.Legend(title), *boxes], className="facet", **own)


def _box(parameter: str, key: str, name: str, number: int, checked: bool) -> html.Label:
    attributes = {"type": "checkbox", "value": key, "class": "form-check-input", "data-key": f"{parameter}/{key}"}
    box: Any = Native("input", attributes | ({"checked": ""} if checked else {}))
    words: Sequence[Child] = [
        html.Span(name, className="facet-name"),
        html.Span(formats.count(number), className="muted"),
    ]
    return html.Label([box, *words], className="choice" if number or checked else "choice none")
