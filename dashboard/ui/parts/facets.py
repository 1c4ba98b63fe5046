"""Facets on the screen: groups of native checkboxes or radio buttons, each with how many customers it leaves."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext

from dashboard.ui import formats, ids
from dashboard.ui.controls import Child
from dashboard.ui.ids import Id
from dashboard.ui.marks import marks

Options = list[dict[str, Any]]
"""What a group offers, as Dash components have it: `value` and `label` of each choice."""

ANY = ""
"""The choice of a group of one that narrows nothing."""


def beside_facets(body: Sequence[Child], facets: Sequence[Child]) -> html.Div:
    """What a section shows, with its facets beside it; on a phone they open above it (assets/popover.js)."""
    summary = html.Summary(gettext("Narrow down"), className="button signed icon-filter")
    panel = html.Details([summary, html.Div(list(facets), className="facets-slot")], className="facets")
    return html.Div([panel, html.Div(list(body))], className="faceted")


def search_box(label: str, value: str) -> html.Label:
    """Narrows the page by a text, on Enter or when it is left; sets `q`."""
    box = dbc.Input(id=ids.SEARCH, type="search", value=value, maxlength=200, debounce=True, autocomplete="off")
    return html.Label([html.Span(label), box], className="field")


def several(id: Id, title: str, options: Options, chosen: Sequence[str]) -> html.Fieldset:
    """A group whose choices add up."""
    boxes = dbc.Checklist(id=id, options=options, value=list(chosen), class_name="choices")
    return html.Fieldset([html.Legend(title), boxes], className="facet")


def one(id: Id, title: str, options: Options, chosen: str) -> html.Fieldset:
    """A group of which one choice holds; the first, ANY, narrows nothing."""
    every = [{"value": ANY, "label": gettext("All")}, *options]
    radios = dbc.RadioItems(id=id, options=every, value=chosen, class_name="choices")
    return html.Fieldset([html.Legend(title), radios], className="facet")


def options(choices: Mapping[str, int | None], names: Mapping[str, str], chosen: Collection[str] = ()) -> Options:
    """The choices in order, each with its number where there is one; those that leave nobody are shown as such."""
    taken = {key.casefold() for key in chosen}
    return [
        {"value": key, "label": _label(names.get(key, key), number, number == 0 and key.casefold() not in taken)}
        for key, number in choices.items()
    ]


def _label(name: str, number: int | None, nobody: bool) -> html.Span:
    count = None if number is None else formats.count(number)
    return html.Span(name, className="choice none" if nobody else "choice", **marks(data_count=count))
