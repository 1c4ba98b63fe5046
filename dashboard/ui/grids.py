"""Table → AG Grid: columns by kind, server-side rows, a pinned total, six rows on a phone."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_ag_grid as dag
from dash import html
from flask_babel import gettext

from dashboard.data.table import Column, Table
from dashboard.ui import ids
from dashboard.ui.formats import count
from dashboard.ui.marks import marks
from dashboard.words import N_

BAR = Column("bar", N_("100 %"), N_("Used, assigned and not used, available; overage past the 100 % tick."))
"""Stands in `shown` for the licence bar and its exact counts."""

BLOCK = 100
_COUNTS = ("used", "assigned", "available")
_TOLD_BY = {"assigned": {"assigned", "assigned_rate"}, "used": {"used", "used_rate"}, "available": {"available"}}
_ALWAYS = frozenset({"org_id", "customer", "subscription_id", "subscription_type"})
_LICENCES = frozenset({"purchased", "assigned", "used", "available", "over"})
_ROWS = 10  # at most this many are in view without scrolling


def wanted(shown: Sequence[Column]) -> frozenset[str]:
    """The keys that a row must hold for these columns, `used_3_months` (the values of a sparkline) among them."""
    keys = {column.key for column in shown} - {"bar"}
    if "peak_used_3_months" in keys:
        keys.add("used_3_months")
    return frozenset(keys) | _ALWAYS | _LICENCES


def grid(
    table: Table,
    shown: Sequence[Column],
    *,
    sort: Sequence[str],
    total_rows: int,
    totals: Mapping[str, Any] | None,
    question: str,
    region: str,
) -> html.Div:
    """The table of a section, with its mark and its "Show all rows" button for phones.

    `sort`: column keys, "-" before a descending one. `question` comes back in `getRowsRequest["context"]["question"]`,
    so that a row callback needs nothing else. Rows hold `wanted(shown)`; dates are ISO text, rates 0..1, None unknown.
    """
    name = gettext(table.title)
    inner = dag.AgGrid(
        id=ids.grid(table.name),
        className=f"grid rows-{min(total_rows, _ROWS)}",
        rowModelType="infinite",
        columnDefs=column_defs(shown, sort=sort, region=region),
        defaultColDef=_every_column(),
        dashGridOptions=grid_options(shown, total_rows=total_rows, totals=totals, question=question),
        eventListeners={
            "gridSizeChanged": ["fitPhone(params)"],
            "firstDataRendered": ["fitPhone(params)"],
            "cellKeyDown": ["useKey(params)"],
            "rowClicked": ["openRow(params)"],
        },
    )
    text = gettext("Show all %(n)s rows", n=count(total_rows))
    more = html.Button(text, type="button", className="button show-all", **marks(data_rows=str(total_rows)))
    few = "" if total_rows > 6 else " few"
    named = marks(data_table=table.name, aria_label=name)
    return html.Div([inner, more], className=f"table-frame{few}", role="region", **named)


def grid_options(
    shown: Sequence[Column], *, total_rows: int, totals: Mapping[str, Any] | None, question: str
) -> dict[str, Any]:
    """`dashGridOptions`: for a grid that stays while its question changes."""
    return {
        "theme": "themeQuartz",
        "context": {"question": question},
        "cacheBlockSize": BLOCK,
        "maxConcurrentDatasourceRequests": 1,
        "infiniteInitialRowCount": max(1, min(total_rows, BLOCK)),
        "pinnedBottomRowData": total_row(totals, total_rows, first=shown[0].key),
        "localeText": locale_text(),
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
        "suppressMovableColumns": True,
        "suppressMultiSort": True,
        "suppressContextMenu": True,
        "suppressColumnVirtualisation": True,
        "rowBuffer": 4,
        "animateRows": False,
        "suppressContentVisibilityAuto": True,  # text below the fold is found, printed and read
    }


def total_row(totals: Mapping[str, Any] | None, total_rows: int, *, first: str = "customer") -> list[dict[str, Any]]:
    """The pinned row: sums over every filtered row, loaded or not; none over no rows."""
    if totals is None or total_rows == 0:
        return []
    return [{**totals, first: gettext("Total of all %(n)s rows", n=count(total_rows)), "total_row": True}]


def column_defs(shown: Sequence[Column], *, sort: Sequence[str], region: str) -> list[dict[str, Any]]:
    """AG Grid's columns; the licence bar brings the counts that no other column tells."""
    phone = phone_columns(shown, sort)
    order = {key.lstrip("-"): "desc" if key.startswith("-") else "asc" for key in sort[:1]}
    definitions = []
    for column in with_counts(shown):
        definition = {**_column(column, region), "context": {"phone": column.key in phone}}
        if column.key in order:
            definition["sort"] = order[column.key]
        definitions.append(definition)
    definitions[0] |= {"pinned": "left", "lockPinned": True, "lockPosition": "left"}
    return definitions


def with_counts(shown: Sequence[Column]) -> list[Column]:
    """The columns with used, assigned and available after the bar, as far as no other column tells them."""
    keys = {column.key for column in shown}
    labels = {"used": N_("Used"), "assigned": N_("Assigned"), "available": N_("Available")}
    columns: list[Column] = []
    for column in shown:
        columns.append(column)
        if column.key == "bar":
            missing = [key for key in _COUNTS if not keys & _TOLD_BY[key]]
            columns += [Column(key, labels[key], "", "integer") for key in missing]
    return columns


def phone_columns(shown: Sequence[Column], sort: Sequence[str]) -> frozenset[str]:
    """Three columns: the first, the one it is sorted by or else the first number, and the bar or else the last."""
    keys = [column.key for column in shown]
    first, rest = keys[0], [key for key in keys[1:] if key not in ("subscription_id", "bar")]
    sorted_by = [key for key in (name.lstrip("-") for name in sort) if key in rest]
    numbers = [column.key for column in shown if column.key in rest and column.kind != "text"]
    middle = (sorted_by or numbers or rest)[:1]
    last = ["bar"] if "bar" in keys else [key for key in reversed(rest) if key not in middle][:1]
    return frozenset([first, *middle, *last])


def _every_column() -> dict[str, Any]:
    return {
        "sortable": True,
        "sortingOrder": ["asc", "desc"],
        "resizable": True,
        "suppressHeaderMenuButton": True,
        "wrapHeaderText": True,
        "flex": 1,
    }


def _column(column: Column, region: str) -> dict[str, Any]:
    """A definition by key where a column is special, else by kind."""
    common = {"colId": column.key, "headerName": gettext(column.label)}
    if column.key == "bar":
        return {**common, **_bar()}
    if column.key == "customer":
        link = {"region": region}
        return {**common, "field": "customer", "minWidth": 190, "flex": 3, **_renderer("CustomerCell", link)}
    if column.key == "subscription_id":
        trial = {"trial": gettext("Trial")}
        return {**common, "field": column.key, "minWidth": 166, "flex": 2, **_renderer("SubscriptionCell", trial)}
    if column.key == "peak_used_3_months":
        return {**common, "field": column.key, "minWidth": 166, **_renderer("PeakCell", _words()), **_numeric()}
    if column.key in ("assigned_rate", "used_rate"):
        return {**common, **_rate(column.key)}
    return {**common, "field": column.key, **_by_kind(column)}


def _by_kind(column: Column) -> dict[str, Any]:
    if column.key in _COUNTS or column.key == "over":
        return {"minWidth": 88, **_renderer("CountCell", _words()), **_numeric(f"swatch-{column.key}")}
    if column.key == "days_left":
        return {"minWidth": 104, **_renderer("DaysCell", _words()), **_numeric()}
    cells = {"integer": "NumberCell", "number": "NumberCell", "change": "ChangeCell", "rate": "RateCell"}
    if column.kind in cells:
        width = 124 if column.kind == "change" else 96
        return {"minWidth": width, **_renderer(cells[column.kind], _words()), **_numeric()}
    cell = {"date": "DateCell", "flag": "FlagCell"}.get(column.kind, "TextCell")
    return {"minWidth": 108, **_renderer(cell, _words())}


def _rate(key: str) -> dict[str, Any]:
    """The count and its share of purchased in one cell, sorted by the share."""
    part = key.removesuffix("_rate")
    name = gettext("Assigned") if part == "assigned" else gettext("Used")
    params = {**_words(), "count": part}
    return {"field": key, "headerName": name, "minWidth": 132, **_renderer("RateCell", params), **_numeric()}


def _bar() -> dict[str, Any]:
    words = {
        "sentence": gettext("Used {used} · Assigned {assigned} · Available {available} of {purchased}"),
        "over": gettext("Used {used} · Assigned {assigned} of {purchased} · Over the limit by {over}"),
        **_words(),
    }
    return {
        **_renderer("LicenceBar", words),
        "sortable": False,
        "minWidth": 112,
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


def locale_text() -> dict[str, str]:
    """AG Grid's own texts, as far as this use of it can show them."""
    return {
        "loadingOoo": gettext("Loading"),
        "noRowsToShow": gettext("No rows"),
        "loadingError": gettext("Failed to load"),
        "ariaSortableColumn": gettext("Press Enter to sort"),
        "ariaLabelLoading": gettext("Loading"),
        "ariaLabelLoadingError": gettext("Failed to load"),
        "overlayLoadingAriaLabel": gettext("Loading"),
        "ariaPageSizeSelectorLabel": gettext("Rows"),
        "thousandSeparator": ".",
    }
