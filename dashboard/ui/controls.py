"""Native controls: buttons, segmented choices, popovers, chips and the pieces of a table's toolbar."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from dashboard.ui.drawn import Native, tree
from dashboard.ui.icons import Icon, icon
from dashboard.ui.ids import Id
from dashboard.ui.marks import marks

Child = Component | str
Look = Literal["plain", "quiet", "primary"]


def button(
    text: str, *, id: str | Id | None = None, sign: Icon | None = None, look: Look = "plain", **attributes: Any
) -> html.Button:
    """A button with a text, which becomes its icon alone on a phone when it has one inside a toolbar."""
    return html.Button(_face(text, sign), className=_look(look), type="button", **_id(id), **attributes)


def link_button(text: str, href: str, *, sign: Icon | None = None, look: Look = "plain", **attributes: Any) -> html.A:
    """A link that looks like a button: what it does has an address (a page, a download, the same page unfiltered)."""
    return html.A(_face(text, sign), href=href, className=_look(look), **attributes)


def icon_button(label: str, sign: Icon, *, id: str | Id | None = None, **attributes: Any) -> html.Button:
    """A button that shows only an icon; the label is its name. `attributes` as html.Button takes them, `type` too."""
    kind = {"type": "button", "title": label, "aria-label": label, **attributes}
    return html.Button(icon(sign), className="button quiet bare", **_id(id), **kind)


def segmented(
    *,
    control: str,
    name: str,
    options: Sequence[tuple[str, str]],
    value: str,
    default: str | None = None,
    id: str | Id,
    look: Literal["large", "small", "tabs"] = "large",
) -> html.Fieldset:
    """One choice of a few, as native radio inputs: arrow keys move, each input covers its segment.

    `control` is the mark `data-control`, `name` what the group is called, `options` (value, label) in order. Callbacks
    take the property `value` of `id`. `default` is the value that the address need not name (assets/state.js).
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
    own = marks(data_control=control, data_default=default)
    return html.Fieldset([legend, radios], className=f"segmented {look}", **own)


def slider(*, control: str, label: str, value: int, most: int, default: int, unit: str, id: str) -> html.Div:
    """A whole number from 0 up, as a native range input with its label and its value; it answers when let go."""
    own = {"id": id, "type": "range", "min": "0", "max": str(most), "step": "1", "value": str(value)}
    parts: list[Any] = [
        Native("label", {"for": id}, [label]),
        Native("input", {**own, "class": "form-range", "aria-valuetext": f"{value}{unit}"}),
        Native("output", {"for": id, "data-unit": unit}, [f"{value}{unit}"]),
    ]
    return html.Div(className="slider", **marks(data_control=control, data_default=str(default), data_draw=tree(parts)))


def popover(
    label: str, sign: Icon | None, children: Sequence[Child], *, badge: str = "", **attributes: Any
) -> Component:
    """A panel that opens under its button; Escape and a click elsewhere close it (assets/popover.js)."""
    mark = [html.Span(badge, className="badge-count")] if badge else []
    summary = html.Summary([*_face(label, sign), *mark], className="button")
    panel = html.Div(list(children), className="popover-panel")
    return html.Details([summary, panel], className="popover", **attributes)


def chip(label: str, value: str, change: Mapping[str, object]) -> html.Span:
    """A filter in force; its cross makes that change to the address (assets/state.js)."""
    away = gettext("Remove filter: %(label)s %(value)s", label=label, value=value)
    own = marks(aria_label=away, data_set=json.dumps(change))
    cross = html.Button(icon("close"), type="button", className="chip-remove", **own)
    return html.Span([html.Span(f"{label}:", className="chip-label"), html.Span(value), cross], className="chip")


def export_menu(table: str, links: Sequence[tuple[str, str]]) -> html.Div:
    """The download of every filtered row: the first of `links` (format, address) as a button, the rest in a popover."""
    (first, href), *others = links
    text = gettext("Export %(format)s", format=first)
    main = link_button(text, href, sign="export", download="", **marks(data_export=table))
    more = [html.A(gettext("Export %(format)s", format=name), href=to, download="") for name, to in others]
    more.append(html.A(gettext("Check a file"), href="/verify"))
    label = html.Span(gettext("Other formats"), className="hidden-text")
    summary = html.Summary([icon("chevron"), label], className="button bare")
    panel = html.Div(more, className="popover-panel menu")
    return html.Div([main, html.Details([summary, panel], className="popover")], className="joined")


def export_links(table: str) -> list[tuple[str, str]]:
    """Formats and addresses without a question: assets/rows.js adds what the table shows when one is used."""
    kinds = {"CSV": "csv", "Excel": "xlsx", "JSON": "json"}
    plain = [(name, f"/api/v1/export/{table}.{suffix}") for name, suffix in kinds.items()]
    told = [
        (gettext("%(format)s with sidecar", format=name), f"/api/v1/export/{table}.{suffix}?sidecar=1")
        for name, suffix in kinds.items()
    ]
    return [*plain, *told]


def toolbar(children: Sequence[Child]) -> html.Div:
    """The tools of a section, at its right."""
    return html.Div(list(children), className="toolbar")


def _face(text: str, sign: Icon | None) -> list[Child]:
    label = html.Span(text, className="button-text")
    return [icon(sign), label] if sign else [label]


def _look(look: Look) -> str:
    return "button" if look == "plain" else f"button {look}"


def _id(id: str | Id | None) -> dict[str, Any]:
    return {"id": id} if id else {}
