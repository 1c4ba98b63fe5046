"""Forms that a page keeps open: labelled native controls, each with a place for what is wrong with it."""

import json
from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard.ui.controls import Child
from dashboard.ui.ids import Id
from dashboard.ui.marks import marks


def field(label: str, control: Child, id: Id, error_id: Id, help: str = "", *, look: str = "") -> html.Div:
    """A control under its label; `error_id` holds what is wrong, which assistive technology reads with it."""
    name = html.Label(label, htmlFor=dom_id(id))
    more = [html.Span(help, className="muted")] if help else []
    return html.Div([name, control, *more, error(error_id)], className=f"form-field {look}".strip())


def error(id: Id) -> html.Span:
    """The place for what is wrong with a field, empty while nothing is."""
    return html.Span(id=id, className="field-error", role="alert")


def text(id: Id, value: str = "", **more: Any) -> dbc.Input:
    """A field of one line. `more` as dbc.Input takes it: type, placeholder, maxlength, list."""
    return dbc.Input(id=id, value=value, **{"type": "text", **more})


def whole(id: Id, value: int, least: int, most: int) -> dbc.Input:
    """A field for a whole number."""
    return dbc.Input(id=id, value=value, type="number", min=least, max=most, step=1, class_name="short")


def select(id: Id, options: Sequence[tuple[str, str]], value: str) -> dbc.Select:
    """One of several: (value, label) in order."""
    return dbc.Select(id=id, options=[{"value": key, "label": label} for key, label in options], value=value)


def choices(
    legend: str, id: Id, options: Sequence[tuple[str, str]], value: Sequence[str], error_id: Id
) -> html.Fieldset:
    """Any of several, as native checkboxes in a group."""
    boxes = dbc.Checklist(
        id=id, options=[{"value": key, "label": label} for key, label in options], value=list(value), class_name="boxes"
    )
    return html.Fieldset([html.Legend(legend), boxes, error(error_id)], className="form-field wide")


def tick(id: Id, label: str) -> dbc.Checkbox:
    """A single yes or no."""
    return dbc.Checkbox(id=id, label=label, value=False)


def dom_id(id: Id) -> str:
    """The id that an element with this Dash id has in the page."""
    return json.dumps(id, sort_keys=True, separators=(",", ":"))


def table(headers: Sequence[str], rows: Sequence[Sequence[Any]], name: str, numbers: Sequence[int] = ()) -> html.Div:
    """A list in full: the first cell of a row names it; cells may hold controls, a last header of "" is for those.

    `numbers` are the places of columns whose cells stand at their right.
    """
    heads = [
        html.Th(head or html.Span(name, className="hidden-text"), scope="col", className=_look(place, numbers))
        for place, head in enumerate(headers)
    ]
    lines = [_line(headers, row, numbers) for row in rows]
    body = html.Table([html.Thead(html.Tr(heads)), html.Tbody(lines)])
    return html.Div(body, className="list-table", role="region", tabIndex=0, **marks(aria_label=name))


def _line(headers: Sequence[str], row: Sequence[Any], numbers: Sequence[int]) -> html.Tr:
    """A cell carries its header, for screens where cells stand below each other."""
    cells = [
        html.Td(cell, className=_look(place, numbers), **marks(data_label=headers[place] or None))
        for place, cell in enumerate(row)
        if place
    ]
    return html.Tr([html.Th(row[0], scope="row"), *cells])


def _look(place: int, numbers: Sequence[int]) -> str:
    return "number" if place in numbers else ""
