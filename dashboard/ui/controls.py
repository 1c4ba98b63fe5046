"""Native controls: buttons, segmented choices, popovers, chips and the pieces of a table's toolbar."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from dashboard.ui.formats import language
from dashboard.ui.icons import Icon
from dashboard.ui.ids import Id
from dashboard.ui.marks import marks

Child = Component | str
Look = Literal["plain", "quiet", "primary"]

_REST_MS = 300  # a slider moved by keys changes with every step


def button(
    text: str, *, id: str | Id | None = None, sign: Icon | None = None, look: Look = "plain", **attributes: Any
) -> html.Button:
    """A button with a text, which becomes its icon alone on a phone when it has one inside a toolbar."""
    return html.Button(text, className=_look(look, sign), type="button", **_id(id), **attributes)


def link_button(text: str, href: str, *, sign: Icon | None = None, look: Look = "plain", **attributes: Any) -> html.A:
    """A link that looks like a button: what it does has an address (a page, a download, the same page unfiltered)."""
    return html.A(text, href=href, className=_look(look, sign), **attributes)


def icon_button(
    label: str, sign: Icon, *, id: str | Id | None = None, look: str = "", **attributes: Any
) -> html.Button:
    """A button that shows only an icon; the label is its name. `attributes` as html.Button takes them, `type` too."""
    look = f"button quiet bare {signed(sign)} {look}".strip()
    kind = {"type": "button", "title": label, "aria-label": label, **attributes}
    return html.Button(className=look, **_id(id), **kind)


def segmented(
    *,
    control: str,
    name: str,
    options: Sequence[tuple[str, str]],
    value: str,
    id: str | Id,
    look: Literal["large", "small", "tabs"] = "large",
) -> html.Fieldset:
    """One choice of a few, as native radio inputs: arrow keys move, each input covers its segment.

    `control` is the mark `data-control`, `name` what the group is called, `options` (value, label) in order. Callbacks
    take the property `value` of `id`.
    """
    radios = dbc.RadioItems(
        id=id,
        options=[{"value": key, "label": label} for key, label in options],
        value=value,
        name=control,
        class_name="segments",
        input_class_name="segment-input",
        label_class_name="segment-label",
    )
    legend = html.Legend(name, className="hidden-text")
    return html.Fieldset([legend, radios], className=f"segmented {look}", **marks(data_control=control))


def slider(*, control: str, label: str, value: int, most: int, unit: str, id: str) -> html.Div:
    """A whole number from 0 up, as a native range input with its label and its value; it answers when it rests."""
    box = dbc.Input(
        id=id, type="range", min=0, max=most, step=1, value=value, debounce=_REST_MS, class_name="form-range"
    )
    shown = html.Span(f"{value}{unit}", className="slider-value", **marks(data_unit=unit, aria_hidden="true"))
    return html.Div([html.Label(label, htmlFor=id), box, shown], className="slider", **marks(data_control=control))


def popover(label: str, sign: Icon | None, children: Sequence[Child], *, badge: str = "") -> html.Details:
    """A panel that opens under its button; Escape and a click elsewhere close it (assets/popover.js)."""
    mark = [html.Span(badge, className="badge-count")] if badge else []
    summary = html.Summary([label, *mark], className=_look("plain", sign))
    return html.Details([summary, html.Div(list(children), className="popover-panel")], className="popover")


def menu(label: str, sign: Icon, id: Id, panel: Id, *, look: str = "button") -> html.Details:
    """A popover whose panel is answered when it is opened (callbacks/menus.py): what nobody opens costs nothing."""
    own = marks(aria_label=label) if look.endswith("bare") else {}
    text = None if look.endswith("bare") else label
    summary = html.Summary(text, id=id, className=f"{look} {signed(sign)}", title=label, **own)
    return html.Details([summary, html.Div(id=panel, className="popover-panel")], className="popover")


def chip(label: str, value: str, change: Mapping[str, object]) -> html.Button:
    """A filter in force: a press on it, with its cross, makes that change to the address (assets/address.js)."""
    away = gettext("Remove filter: %(label)s %(value)s", label=label, value=value)
    own = marks(aria_label=away, data_set=json.dumps(change))
    return html.Button(f"{label}: {value}", type="button", className="chip icon-close", title=away, **own)


def export_button(table: str, query: str) -> html.A:
    """The download of every filtered row as CSV, stated by `query`."""
    text = gettext("Export %(format)s", format="CSV")
    href = f"/api/v1/export/{table}.csv?{query}"
    return link_button(text, href, sign="export", download="", **marks(data_export=table))


def export_links(table: str, query: str, schedule: str = "") -> list[Child]:
    """The other formats of the file, each with its sidecar, and the page that checks them; where it is scheduled."""
    address = f"/api/v1/export/{table}"
    formats = [("Excel", f"{address}.xlsx?{query}"), ("JSON", f"{address}.json?{query}")]
    for name, suffix in (("CSV", "csv"), ("Excel", "xlsx"), ("JSON", "json")):
        label = gettext("%(format)s with sidecar", format=name)
        formats.append((label, f"{address}.{suffix}?{query}&sidecar=1"))
    formats.insert(1, (gettext("CSV with semicolons and named columns"), _named_columns(address, query)))
    links: list[Child] = [
        html.A(gettext("Export %(format)s", format=name), href=to, download="") for name, to in formats
    ]
    more = [html.A(gettext("Schedule as a report"), href=schedule)] if schedule else []
    return [*links, html.A(gettext("Check a file"), href="/verify"), *more]


def _named_columns(address: str, query: str) -> str:
    """A CSV file that a spreadsheet opens by itself, its columns named in the reader's language."""
    return f"{address}.csv?{query}&separator=semicolon&bom=1&headers={language()}"


def toolbar(children: Sequence[Child]) -> html.Div:
    """The tools of a section, at its right."""
    return html.Div(list(children), className="toolbar")


def signed(sign: Icon | None) -> str:
    """The class of a button with a sign before its text."""
    return f"signed icon-{sign}" if sign else ""


def _look(look: Look, sign: Icon | None = None) -> str:
    return " ".join(filter(None, ("button", "" if look == "plain" else look, signed(sign))))


def _id(id: str | Id | None) -> dict[str, Any]:
    return {"id": id} if id else {}
