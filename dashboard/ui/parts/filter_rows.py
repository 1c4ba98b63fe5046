"""Rows of filters in the forms of rules and templates: a column, a condition in words, a value in the column's terms.

The fields of a row follow its column (`asks`); what is kept is the text of an address (`written`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext

from dashboard.data.query.table import Column
from dashboard.errors import BadParameter
from dashboard.i18n import N_
from dashboard.ui import forms
from dashboard.ui.controls import Child
from dashboard.ui.ids import Id
from dashboard.ui.names import member_names
from dashboard.ui.parts import filters

NO_FILTER = "-"
"""What stands for a column in a row of filters that asks nothing."""
_WRITTEN = "written"
_WORDS = ("known", "unknown")  # of an address: a part of a text, which is found in any case, is written otherwise
_OPERATOR = re.compile(r"(!=|<=|>=|<|>|=)?(.*)", re.DOTALL)

Names = Callable[[str], Id]
Condition = tuple[str, Any]
"""A condition as the fields of a row hold it: the operator, and a text, a number or a list of members."""


def rows(field: Names, place: Names, columns: Sequence[Column], held: Sequence[Sequence[str]], spare: int) -> Child:
    """Those in force, and at least `spare` in all. `field` gives the ids of "column0", "operator0", "value0" …, `place`
    that of what follows a column."""
    every = [*held, *[(NO_FILTER, "")] * max(1, spare - len(held))]
    lines = [_row(field, place, columns, number, *pair) for number, pair in enumerate(every)]
    return html.Fieldset([html.Legend(gettext("Filters")), *lines], className="form-field wide")


def _row(field: Names, place: Names, columns: Sequence[Column], number: int, key: str, text: str) -> html.Div:
    options = [(NO_FILTER, gettext("no filter")), *((option.key, gettext(option.label)) for option in columns)]
    select = forms.select(field(f"column{number}"), options, key)
    column = next((candidate for candidate in columns if candidate.key == key), None)
    named = _named(gettext("Column of filter %(number)s", number=number + 1), select)
    asked = html.Div(asks(field, column, number, text), id=place(f"column{number}"), className="filter-asks")
    return html.Div([named, asked], className="filter-row")


def _named(label: str, control: Child) -> html.Label:
    return html.Label([html.Span(label, className="hidden-text"), control])


def asks(field: Names, column: Column | None, number: int, text: str = "") -> list[Child]:
    """The fields that a row has for a column, none without one."""
    if column is None:
        return []
    offered = filters.conditions(column)
    operator, value = _condition(column, text, offered)
    if operator == _WRITTEN:
        offered = {**offered, _WRITTEN: gettext("as an address writes it")}
    label = gettext("Condition of filter %(number)s", number=number + 1)
    condition = forms.select(field(f"operator{number}"), list(offered.items()), operator)
    box = _value(column, field(f"value{number}"), operator, value)
    if filters.is_closed(column) and operator != _WRITTEN:
        return [html.Fieldset([html.Legend(gettext("Any of"), className="hidden-text"), box])]
    parts: list[Child] = [_named(label, condition)] if offered else []
    unit = filters.unit(column)
    named = _named(gettext("Value of filter %(number)s", number=number + 1), box)
    return [*parts, html.Span([named, unit], className="with-unit")]


def asks_of(field: Names, id: Any, key: Any, columns: Sequence[Column]) -> list[Child]:
    """`asks` of the row that an id names, for the column that a browser chose in it."""
    match = re.search(r"column(\d{1,2})$", str(id.get("name") if isinstance(id, dict) else ""))
    if match is None:
        raise BadParameter("column", "a field of the form")
    return asks(field, next((candidate for candidate in columns if candidate.key == key), None), int(match[1]))


def _value(column: Column, id: Id, operator: str, value: Any) -> Child:
    if operator == _WRITTEN:
        return forms.text(id, value, maxlength=200)
    if column.kind == "flag":
        return forms.select(id, list(filters.flags().items()), value or "true")
    if filters.is_closed(column):
        names = member_names(column.key)
        options = [{"value": key, "label": names.get(key, key)} for key in column.of or tuple(names)]
        return dbc.Checklist(id=id, options=options, value=value or [], class_name="boxes")
    kind = {"date": "date", "text": "text", "list": "text"}.get(column.kind, "number")
    return forms.text(id, value, type=kind, step="any", maxlength=200)


def _condition(column: Column, text: str, offered: Mapping[str, str]) -> Condition:
    """What a text of an address is in the fields of a row; `_WRITTEN` where they have no words for it."""
    if text in ("known", "unknown") and text in offered:
        return text, ""
    if column.kind == "flag":
        return "", text
    if filters.is_closed(column):
        if text in ("known", "unknown"):
            return _WRITTEN, text
        listed = [] if text.startswith("!=") else [part for part in text.lower().split(",") if part]
        return ("", listed) if listed or not text else (_WRITTEN, text)
    match = _OPERATOR.fullmatch(text)
    operator, value = (match[1] or "", match[2].strip()) if match else ("", text)
    typed = column.kind not in ("text", "list")
    operator = operator or ("=" if typed and text else next(iter(offered)))
    try:
        shown = _typed(column, value)
    except ValueError:
        return _WRITTEN, text
    return (operator, shown) if operator in offered and not (typed and ".." in value) else (_WRITTEN, text)


def _typed(column: Column, value: str) -> str:
    """A share in percent, as the field asks for it."""
    if not filters.is_share(column) or not value:
        return value
    return value.removesuffix("%") if value.endswith("%") else f"{float(value) * 100:.10g}"


def written(column: Column | None, operator: Any, value: Any) -> str:
    """The text of an address for the fields of a row. Raises BadParameter where the value is missing."""
    if operator in ("known", "unknown"):
        return str(operator)
    text = ",".join(map(str, value)) if isinstance(value, list) else str("" if value is None else value).strip()
    if not text:
        raise BadParameter("filters", N_("a value for each filter"))
    if column is None or operator == _WRITTEN:
        return text
    percent = "%" if filters.is_share(column) and not text.endswith("%") else ""
    part = text.capitalize() if column.kind in ("text", "list") and not operator and text in _WORDS else text
    return f"{operator or ''}{part}{percent}"


def filters_of(fields: Mapping[str, Any], columns: Sequence[Column], most: int) -> tuple[tuple[str, str], ...]:
    """The filters of a form's fields "column0", "operator0", "value0" …, as pairs of a column and a text."""
    pairs = []
    for number in range(most):
        key = fields.get(f"column{number}")
        if key not in (None, NO_FILTER):
            column = next((candidate for candidate in columns if candidate.key == key), None)
            pairs.append((str(key), written(column, fields.get(f"operator{number}"), fields.get(f"value{number}"))))
    return tuple(pairs)
