"""Column → AG Grid's definition of it: how its cells are drawn, how wide, with which words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from dashboard.data.table import Column, Line
from dashboard.ui.names import member_names

COUNTS = ("used", "assigned", "available")
"""What a licence bar shows, in the order of its parts."""


_CELLS = {
    "integer": "NumberCell",
    "number": "NumberCell",
    "seconds": "NumberCell",
    "change": "ChangeCell",
    "number_change": "ChangeCell",
    "points": "ChangeCell",
    "rate": "RateCell",
}


_WIDTHS = {
    "change": 92,
    "date": 104,
    "number_change": 100,
    "points": 100,
    "seconds": 128,
    "recommended": 102,
    "peak_used": 104,
    "idle": 76,
    "short": 76,
    "finding": 130,
    "report": 110,
    "advice": 280,
}
_NAMED = ("feature", "worst_endpoint_type", "managed_by", "cause", "product", "finding", "report", "advice")


def definition_of(column: Column, link: Mapping[str, str], line: Line | None = None) -> dict[str, Any]:
    """What AG Grid is told of a column: by its key where it is special, else by its kind.

    `link` are the parameters of the customer's page that a row opens, `line` is the column's small line.
    """
    common = {"colId": column.key, "headerName": gettext(column.label)}
    if column.key == "bar":
        return {**common, **_bar()}
    if column.key == "customer":
        return {
            **common,
            "field": "customer",
            "width": 196,
            "minWidth": 110,
            "flex": 4,
            **_renderer("CustomerCell", {**link, "unknown": gettext("Not about one customer")}),
        }
    if column.key == "subscription_id":
        trial = {"trial": gettext("Trial")}
        return {**common, "field": column.key, "minWidth": 158, "flex": 2, **_renderer("SubscriptionCell", trial)}
    if line:
        params: dict[str, Any] = {**_words(), "line": line.key, "kind": column.kind}
        return {**common, "field": column.key, "minWidth": 150, **_renderer("LineCell", params), **_numeric()}
    if column.key in _NAMED:
        params = {**_words(), "names": member_names(column.key)}
        return {
            **common,
            "field": column.key,
            "minWidth": _WIDTHS.get(column.key, 124),
            "width": 200,  # where it is pinned; else what is left over is shared
            "flex": 4 if column.key == "report" else 2,
            **_renderer("TextCell", params),
        }
    if column.kind == "list":
        return {**common, "field": column.key, **_list(column.key)}
    if column.key in ("assigned_rate", "used_rate"):
        return {**common, **_rate(column.key)}
    return {**common, "field": column.key, **_by_kind(column)}


def _list(key: str) -> dict[str, Any]:
    params = {
        **_words(),
        "names": member_names(key),
        "toned": key == "statuses",
        "plain": key not in ("statuses", "tags"),
    }
    room = {"minWidth": 180, "flex": 5} if key == "statuses" else {"minWidth": 112, "flex": 2}
    return {**room, **_renderer("ListCell", params)}


def launch_definition(template: str) -> dict[str, Any]:
    """The last column of customers: opens the customer's own organisation, whose id the address template takes."""
    params = {"address": template, "label": gettext("Open {customer} in Control Hub, in a new tab")}
    return {
        "colId": "launch",
        "headerName": gettext("Launch"),
        "sortable": False,
        "width": 72,
        "minWidth": 72,
        "flex": 0,
        "pinned": "right",
        "lockPinned": True,
        "cellClass": "launch-cell",
        "context": {"phone": False},
        **_renderer("LaunchCell", params),
    }


def _by_kind(column: Column) -> dict[str, Any]:
    if column.key in COUNTS or column.key == "over":
        return {"minWidth": 80, **_renderer("CountCell", _words()), **_numeric(f"swatch-{column.key}")}
    if column.key == "days_left":
        return {"minWidth": 84, **_renderer("DaysCell", _words()), **_numeric()}
    if column.key == "idle_cost":
        return {"minWidth": 112, "flex": 1.5, **_renderer("MoneyCell", _words()), **_numeric()}
    if column.kind in _CELLS:
        params = {**_words(), "kind": column.kind, "good": column.good}
        return {
            "minWidth": _WIDTHS.get(column.key, _WIDTHS.get(column.kind, 88)),
            **_renderer(_CELLS[column.kind], params),
            **_numeric(),
        }
    cell = {"date": "DateCell", "flag": "FlagCell"}.get(column.kind, "TextCell")
    return {"minWidth": 104, **_renderer(cell, _words())}


def _rate(key: str) -> dict[str, Any]:
    """The count and its share of purchased in one cell, sorted by the share."""
    part = key.removesuffix("_rate")
    name = gettext("Assigned") if part == "assigned" else gettext("Used")
    params = {**_words(), "count": part}
    return {
        "field": key,
        "headerName": name,
        "minWidth": 128,
        "flex": 1.7,
        **_renderer("RateCell", params),
        **_numeric(),
    }


def _bar() -> dict[str, Any]:
    words = {
        "sentence": gettext("Used {used} · Assigned {assigned} · Available {available} of {purchased}"),
        "over": gettext("Used {used} · Assigned {assigned} of {purchased} · Over the limit by {over}"),
        **_words(),
    }
    return {
        **_renderer("LicenceBar", words),
        "sortable": False,
        "minWidth": 90,
        "flex": 3,
        "headerClass": "bar-head",
        "cellClass": "bar-cell",
    }


def _renderer(name: str, params: Mapping[str, Any]) -> dict[str, Any]:
    return {"cellRenderer": name, "cellRendererParams": dict(params)}


def _numeric(swatch: str = "") -> dict[str, Any]:
    return {"cellClass": "numeric", "headerClass": f"numeric {swatch}".strip()}


def _words() -> dict[str, str]:
    """Texts that cells show, in the language of the request."""
    return {
        "unknown": gettext("Not in the imported data"),
        "no_week_before": gettext("No snapshot 7 days earlier"),
        "yes": gettext("Yes"),
        "no": gettext("No"),
        "until": gettext("Until now, last {value}"),
    }
