"""Column → AG Grid's definition of it: how its cells are drawn, how wide, with which words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from dashboard.data.query.table import Column, Line
from dashboard.data.renewals.table import REASONS
from dashboard.data.storage.rules import RISKS
from dashboard.ui import comparing
from dashboard.ui.names import member_names
from dashboard.ui.tables import widths
from dashboard.ui.tables.widths import WIDTHS

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


_NAMED = (
    "feature",
    "worst_endpoint_type",
    "endpoint_type",
    "managed_by",
    "cause",
    "product",
    "finding",
    "report",
    "advice",
    "subject",
    "reason",
)
_SAID = {"owner": 2.0, "next_step": 2.0, "due_on": 1.0, "state": 1.0, "forecast": 1.0}
"""What people say of a customer or a renewal, and how much of the room that is left each takes."""


def definition_of(column: Column, link: Mapping[str, str], line: Line | None = None) -> dict[str, Any]:
    """What AG Grid is told of a column: by its key where it is special, else by its kind.

    `link` are the parameters of the customer's page that a row opens, `line` is the column's small line.
    """
    common = {"colId": column.key, "headerName": _heading(column)}
    if column.key == "bar":
        return {**common, **_bar()}
    if column.key == "found":
        return {**common, "field": column.key, **_found()}
    if column.key == "customer":
        return {**common, "field": column.key, **_customer(link)}
    if column.key == "subscription_id":
        trial = {"trial": gettext("Trial")}
        room = widths.of_subscription()
        return {**common, "field": column.key, "minWidth": room, "flex": 2, **_renderer("SubscriptionCell", trial)}
    if line:
        params: dict[str, Any] = {**_words(), "line": line.key, "kind": column.kind}
        room = 196 if column.kind == "number" else 150
        return {**common, "field": column.key, "minWidth": room, **_renderer("LineCell", params), **_numeric()}
    if column.key in _NAMED:
        params = {**_words(), "names": member_names(column.key)}
        return {
            **common,
            "field": column.key,
            "minWidth": WIDTHS.get(column.key, 124),
            "width": 200,  # where it is pinned; else what is left over is shared
            "flex": 4 if column.key == "report" else 2,
            **_renderer("TextCell", params),
        }
    if column.kind == "list":
        return {**common, "field": column.key, **_list(column.key)}
    if column.key in ("assigned_rate", "used_rate"):
        return {**common, **_rate(column.key)}
    return {**common, "field": column.key, **_by_kind(column)}


def _customer(link: Mapping[str, str]) -> dict[str, Any]:
    cell = _renderer("CustomerCell", {**link, "unknown": gettext("Not about one customer")})
    return {"width": widths.of_customer(), "minWidth": 110, "flex": 4, **cell}


def _found() -> dict[str, Any]:
    return {"sortable": False, "minWidth": 240, "flex": 5, **_renderer("TextCell", _words())}


def _heading(column: Column) -> str:
    """The label; a change of shares with its unit, which its cells leave out."""
    label = gettext(column.label)
    return gettext("%(label)s, pp", label=label) if column.kind == "points" else label


def _said(column: Column) -> dict[str, Any]:
    cell = {"date": "DateCell", "integer": "NumberCell"}.get(column.kind, "TextCell")
    params = {**_words(), "unknown": gettext("Nobody has said it yet"), "names": member_names(column.key)}
    number = _numeric() if column.kind == "integer" else {}
    return {"minWidth": 104, "flex": _SAID[column.key], **_renderer(cell, params | {"kind": column.kind}), **number}


def _list(key: str) -> dict[str, Any]:
    params = {
        **_words(),
        "names": member_names(key),
        "toned": key == "statuses",
        "plain": key not in ("statuses", "tags"),
    }
    rooms = {"statuses": {"minWidth": 146, "flex": 5}, "tags": {"minWidth": 112, "flex": 3}}
    return {**rooms.get(key, {"minWidth": 142, "flex": 2}), **_renderer("ListCell", params)}


def launch_definition(template: str) -> dict[str, Any]:
    """The last column of customers: opens the customer's own organisation, whose id the address template takes."""
    params = {"address": template, "label": gettext("Open {customer} in Control Hub, in a new tab")}
    return {
        "colId": "launch",
        "headerName": gettext("Launch"),
        "sortable": False,
        "width": 64,
        "minWidth": 64,
        "flex": 0,
        "pinned": "right",
        "lockPinned": True,
        "cellClass": "launch-cell",
        "context": {"phone": None},
        **_renderer("LaunchCell", params),
    }


def _by_kind(column: Column) -> dict[str, Any]:
    if column.key in _SAID:
        return _said(column)
    if column.key in COUNTS or column.key == "over":
        room = 110 if column.key == "assigned" else 80  # what is over the limit stands beside it
        params = {**_words(), "beyond": gettext("Over the limit")}
        return {"minWidth": room, **_renderer("CountCell", params), **_numeric(f"swatch-{column.key}")}
    if column.key == "days_left":
        return {"minWidth": 70, **_renderer("DaysCell", _words()), **_numeric()}
    if column.key == "score":
        return {"minWidth": 126, **_renderer("ScoreCell", _score_words())}
    if column.key == "value":
        params = {**_words(), "unknown": gettext("No price is known, or prices are in several currencies")}
        return {"minWidth": 108, **_renderer("MoneyCell", params), **_numeric()}
    if column.key == "idle_cost":
        return {"minWidth": 120, "flex": 1.5, **_renderer("MoneyCell", _words()), **_numeric()}
    if column.kind in _CELLS:
        params = {**_words(), "kind": column.kind, "good": column.good, **_span(column.key)}
        usual = WIDTHS.get(column.kind, 88)
        return {
            "minWidth": WIDTHS.get(column.key, usual),
            **_renderer(_CELLS[column.kind], params),
            **_numeric(),
        }
    cell = {"date": "DateCell", "flag": "FlagCell"}.get(column.kind, "TextCell")
    return {"minWidth": WIDTHS.get(column.kind, 104), **_renderer(cell, _words())}


def _score_words() -> dict[str, Any]:
    """The reasons of a score in order, and the words of its level."""
    reasons = [{"key": risk, "label": gettext(REASONS[risk][0]), "kind": REASONS[risk][2]} for risk in RISKS]
    return {
        **_words(),
        "reasons": [reason | {"flag": reason["key"] == "no_auto_renewal"} for reason in reasons],
        "names": member_names("risk"),
        "told": gettext("Risk {score}, {level}"),
        "reason": gettext("{points} · {label}: {value}"),
        "missing": gettext("unknown"),
    }


def _span(key: str) -> dict[str, Any]:
    """What a weekly change says that is over more than about a week."""
    weekly = key in ("assigned_change", "used_change")
    return {"over": gettext("over {n} days"), "long": comparing.LONG} if weekly else {}


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
        "total": gettext(
            "Used {used} · Assigned {assigned} · Available {available} of {purchased} · Over the limit by {over}"
        ),
        "professional": gettext("Professional: used {used}, assigned {assigned} of {purchased}"),
        "standard": gettext("Standard: used {used}, assigned {assigned} of {purchased}"),
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
