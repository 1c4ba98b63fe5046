"""The filters of a table on the screen: a form that asks by the type of a column, and what is in force in words."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext

from dashboard.data.query.asker import asking_as
from dashboard.data.query.filters import parse_filter
from dashboard.data.query.question import Filter, View
from dashboard.data.query.table import Column, Table
from dashboard.errors import BadParameter
from dashboard.ui import components, controls, formats, ids
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.names import member_names

_SHARES = ("rate", "points")
_SECONDS = ("seconds",)


def form(table: Table) -> html.Form:
    """Column, condition and value; the fields follow the column (callbacks/filters.py), assets/address.js adds it."""
    columns = [column for column in table.columns if column.key != "org_id"]
    options = [{"value": column.key, "label": gettext(column.label)} for column in columns]
    first = columns[0]
    select = dbc.Select(id=ids.filter_column(table.name), options=options, value=first.key, name="column")
    return html.Form(
        [
            html.Label([html.Span(gettext("Column")), select], className="field"),
            html.Div(fields(first), id=ids.filter_fields(table.name), className="filter-fields"),
            html.Button(gettext("Apply filter"), type="submit", className="button primary"),
        ],
        className="filter-form",
        **marks(data_filter=table.name),
    )


def fields(column: Column) -> list[Child]:
    """What a filter of the column asks for: conditions and a value in the column's own terms."""
    if column.kind == "flag":
        return [_choice("value", gettext("Value"), flags())]
    if is_closed(column):
        names = member_names(column.key)
        return [_members({key: names.get(key, key) for key in column.of or tuple(names)})]
    kind = {"date": "date", "text": "text", "list": "text"}.get(column.kind, "number")
    value = _value(kind, unit(column), is_share=is_share(column))
    return [_choice("operator", gettext("Condition"), conditions(column)), value]


def is_closed(column: Column) -> bool:
    """Whether it holds some of a few values that have names: they are chosen, and not typed."""
    return bool(column.of) or (column.kind == "list" and bool(member_names(column.key)))


def flags() -> dict[str, str]:
    """What a filter of a yes or no may say."""
    return {"true": gettext("Yes"), "false": gettext("No"), **_known()}


def conditions(column: Column) -> dict[str, str]:
    """What a filter of a column may ask of its values, by the operator of an address; none where they are chosen."""
    if column.kind == "flag" or is_closed(column):
        return {}
    if column.kind == "date":
        return {">=": gettext("on or after"), "<=": gettext("on or before"), "=": gettext("on"), **_known()}
    if column.kind in ("text", "list"):
        return {"": gettext("contains"), "=": gettext("is exactly"), "!=": gettext("is not"), **_known()}
    return {
        ">=": gettext("at least"), "<=": gettext("at most"), ">": gettext("more than"), "<": gettext("less than"),
        "=": gettext("is exactly"), "!=": gettext("is not"), **_known(),
    }  # fmt: skip


def is_share(column: Column) -> bool:
    """Whether a value of the column is typed in percent or percentage points, which an address says with a %."""
    return column.kind in _SHARES


def unit(column: Column) -> str:
    """What a value of the column is typed in, "" for a plain number or a text."""
    if column.kind == "points":
        return gettext("pp")
    return "%" if column.kind in _SHARES else gettext("seconds") if column.kind in _SECONDS else ""


def _known() -> dict[str, str]:
    return {"unknown": gettext("is unknown"), "known": gettext("is known")}


def _choice(name: str, label: str, words: Mapping[str, str]) -> html.Label:
    options = [html.Option(text, value=key) for key, text in words.items()]
    return html.Label([html.Span(label), html.Select(options, name=name, className="form-select")], className="field")


def _value(kind: str, unit: str, *, is_share: bool) -> html.Label:
    box = dbc.Input(type=kind, name="value", maxlength=200, autocomplete="off", step="any", debounce=True)
    beside = [html.Span(unit, className="unit")] if unit else []
    own = marks(data_unit="%" if is_share else None)
    return html.Label(
        [html.Span(gettext("Value")), html.Span([box, *beside], className="with-unit", **own)], className="field"
    )


def _members(names: Mapping[str, str]) -> html.Fieldset:
    options = [{"value": key, "label": name} for key, name in names.items()]
    legend = html.Legend(gettext("Any of"), className="menu-title")
    return html.Fieldset([legend, dbc.Checklist(options=options, value=[], name="members", class_name="choices")])


def chips(table: Table, view: View, refused: Sequence[BadParameter]) -> list[Child]:
    """The filters in force, each with a cross, and what of the address meant nothing."""
    shown: list[Child] = []
    for part in view.filters:
        column = table.column(part.column)
        label = gettext(column.label) if column else part.column
        rest = [other.text for other in view.filters if other.column == part.column and other.text != part.text]
        shown.append(controls.chip(label, words(column, part), {_key(table, part): rest or None}))
    if view.filters:
        every = {_key(table, part): None for part in view.filters}
        shown.append(controls.button(gettext("Clear all"), look="quiet", **marks(data_set=json.dumps(every))))
    return shown + components.refusals(refused)


def _key(table: Table, part: Filter) -> str:
    return f"{table.name}.filter.{part.column}"


def told(table: Table, held: Sequence[Sequence[str]]) -> list[str]:
    """Filters that somebody keeps, pairs of a column and a text, each in words; a text that means nothing as it is."""
    shown = []
    for key, text in held:
        column = table.column(key)
        if column is None:
            shown.append(f"{key}: {text}")
            continue
        try:
            with asking_as(gettext("me")):
                said = words(column, parse_filter(column, text))
        except BadParameter:
            said = text
        shown.append(f"{gettext(column.label)}: {said}")
    return shown


def words(column: Column | None, part: Filter) -> str:
    """A condition in words: "at least 30", "any of Trial, Suspended"."""
    names = member_names(part.column)
    values = [_told(column, names, value) for value in part.values]
    match part.operator:
        case "unknown":
            return gettext("unknown")
        case "known":
            return gettext("known")
        case "between":
            return gettext("%(first)s to %(last)s", first=values[0], last=values[1])
        case "contains":
            return gettext("contains %(value)s", value=values[0])
        case "none":
            return gettext("none of %(values)s", values=", ".join(values))
    text = ", ".join(values)
    dated = column is not None and column.kind == "date"
    phrases = {
        "!=": gettext("not %(value)s", value=text),
        "<=": gettext("up to %(value)s", value=text) if dated else gettext("at most %(value)s", value=text),
        ">=": gettext("from %(value)s on", value=text) if dated else gettext("at least %(value)s", value=text),
        "<": gettext("before %(value)s", value=text) if dated else gettext("less than %(value)s", value=text),
        ">": gettext("after %(value)s", value=text) if dated else gettext("more than %(value)s", value=text),
    }
    return phrases.get(part.operator, text)


def _told(column: Column | None, names: Mapping[str, str], value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, date):
        return formats.date_text(value)
    if isinstance(value, int | float):
        return _number(column.kind if column else "", value)
    return names.get(str(value).lower(), str(value))


def _number(kind: str, value: float) -> str:
    """A number in the terms of a kind of columns."""
    if kind == "points":
        return formats.delta_pp(value)
    if kind in _SHARES:
        return formats.rate(value)
    text = formats.decimal(value) if isinstance(value, float) else formats.count(value)
    return gettext("%(n)s s", n=text) if kind in _SECONDS else text
