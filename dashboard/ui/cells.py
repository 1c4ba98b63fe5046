"""Column → AG Grid's definition of it: how its cells are drawn, how wide, with which words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from dashboard.data.table import Column

COUNTS = ("used", "assigned", "available")
"""What a licence bar shows, in the order of its parts."""


def definition_of(column: Column, region: str) -> dict[str, Any]:
    """What AG Grid is told of a column: by its key where it is special, else by its kind."""
    common = {"colId": column.key, "headerName": gettext(column.label)}
    if column.key == "bar":
        return {**common, **_bar()}
    if column.key == "customer":
        link = {"region": region}
        return {
            **common,
            "field": "customer",
            "width": 216,
            "minWidth": 110,
            "flex": 4,
            **_renderer("CustomerCell", link),
        }
    if column.key == "subscription_id":
        trial = {"trial": gettext("Trial")}
        return {**common, "field": column.key, "minWidth": 158, "flex": 2, **_renderer("SubscriptionCell", trial)}
    if column.key == "peak_used_3_months":
        return {**common, "field": column.key, "minWidth": 166, **_renderer("PeakCell", _words()), **_numeric()}
    if column.key in ("assigned_rate", "used_rate"):
        return {**common, **_rate(column.key)}
    return {**common, "field": column.key, **_by_kind(column)}


def _by_kind(column: Column) -> dict[str, Any]:
    if column.key in COUNTS or column.key == "over":
        return {"minWidth": 88, **_renderer("CountCell", _words()), **_numeric(f"swatch-{column.key}")}
    if column.key == "days_left":
        return {"minWidth": 96, **_renderer("DaysCell", _words()), **_numeric()}
    cells = {"integer": "NumberCell", "number": "NumberCell", "change": "ChangeCell", "rate": "RateCell"}
    if column.kind in cells:
        width = 104 if column.kind == "change" else 96
        return {"minWidth": width, **_renderer(cells[column.kind], _words()), **_numeric()}
    cell = {"date": "DateCell", "flag": "FlagCell"}.get(column.kind, "TextCell")
    return {"minWidth": 108, **_renderer(cell, _words())}


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
        "peak": gettext("Usage in the last 3 months, peak {peak}"),
    }
