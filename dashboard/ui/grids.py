"""Table → AG Grid: columns by kind, server-side rows, a pinned total, six rows on a phone."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_ag_grid as dag
from dash import html
from flask_babel import gettext

from dashboard.data.table import Column, Table
from dashboard.ui import ids
from dashboard.ui.cells import COUNTS, definition_of, launch_definition
from dashboard.ui.formats import count
from dashboard.ui.marks import marks
from dashboard.words import N_

BAR = Column("bar", N_("100 %"), N_("Used, assigned and not used, available; overage past the 100 % tick."))
"""Stands in `shown` for the licence bar and its exact counts."""

BLOCK = 50
CALLING = ("customer_usage", "customer_quality", "feature_adoption", "customer_queues")
"""Tables whose rows open the calling tab of their customer."""
_TOLD_BY = {"assigned": {"assigned", "assigned_rate"}, "used": {"used", "used_rate"}, "available": {"available"}}


def grid(table: Table, shown: Sequence[Column], *, sort: Sequence[str], region: str, launch: str = "") -> html.Div:
    """The table of a section, with its mark and its "Show all rows" button for phones.

    `sort`: column keys, "-" before a descending one. Rows come from the HTTP API a block at a time, totals and height
    with the section's answer (assets/rows.js). `launch`: the address template of the last column, "" for none.
    """
    inner = dag.AgGrid(
        id=ids.grid(table.name),
        className="grid",
        rowModelType="infinite",
        columnDefs=column_defs(table, shown, sort=sort, region=region, launch=launch),
        defaultColDef=_every_column(),
        dashGridOptions=grid_options(table, shown),
        eventListeners={
            "gridSizeChanged": ["fitPhone(params)"],
            "firstDataRendered": ["fitPhone(params)"],
            "sortChanged": ["keepOrder(params)"],
            "cellKeyDown": ["useKey(params)"],
            "rowClicked": ["openRow(params)"],
        },
    )
    more = html.Button(gettext("Show all rows"), type="button", className="button show-all")
    asked_for = [(line.column, line.key) for line in table.lines] + [
        (one.key,) * 2 for one in table.columns if one.aside
    ]
    lines = " ".join(f"{column}:{key}" for column, key in asked_for) or None
    order = ",".join(table.order)
    named = marks(data_table=table.name, data_order=order, data_lines=lines, aria_label=gettext(table.title))
    return html.Div([inner, more], className="table-frame", role="region", **named)


def grid_options(table: Table, shown: Sequence[Column]) -> dict[str, Any]:
    """`dashGridOptions`: for a grid that stays while its question changes."""
    return {
        "theme": "themeQuartz",
        "context": {"table": table.name},
        "cacheBlockSize": BLOCK,
        "maxConcurrentDatasourceRequests": 1,
        "infiniteInitialRowCount": 10,
        "localeText": locale_text(),
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
        "suppressMovableColumns": True,
        "suppressMultiSort": True,
        "suppressContextMenu": True,
        "suppressColumnVirtualisation": True,
        "rowBuffer": 2,
        "animateRows": False,
        "suppressContentVisibilityAuto": True,  # text below the fold is found, printed and read
    }


def total_row(totals: Mapping[str, Any] | None, total_rows: int, *, first: str = "customer") -> list[dict[str, Any]]:
    """The pinned row: sums over every filtered row, loaded or not; none over no rows."""
    if not totals or total_rows == 0:
        return []
    return [{**totals, first: gettext("Total of all %(n)s rows", n=count(total_rows)), "total_row": True}]


def column_defs(
    table: Table, shown: Sequence[Column], *, sort: Sequence[str], region: str, launch: str = ""
) -> list[dict[str, Any]]:
    """AG Grid's columns; the licence bar brings the counts that no other column tells."""
    phone = phone_columns(shown, sort)
    order = {key.lstrip("-"): "desc" if key.startswith("-") else "asc" for key in sort[:1]}
    link = {"region": region} | ({"tab": "calling"} if table.name in CALLING else {})
    definitions = []
    for column in with_counts(shown):
        definition = {
            **definition_of(column, link, table.line(column.key)),
            "context": {"phone": column.key in phone},
        }
        if column.key in order:
            definition["sort"] = order[column.key]
        definitions.append(definition)
    definitions[0] |= {"pinned": "left", "lockPinned": True, "lockPosition": "left"}
    return [*definitions, launch_definition(launch)] if launch else definitions


def with_counts(shown: Sequence[Column]) -> list[Column]:
    """The columns with used, assigned and available after the bar, as far as no other column tells them."""
    keys = {column.key for column in shown}
    labels = {"used": N_("Used"), "assigned": N_("Assigned"), "available": N_("Available")}
    columns: list[Column] = []
    for column in shown:
        columns.append(column)
        if column.key == "bar":
            missing = [key for key in COUNTS if not keys & _TOLD_BY[key]]
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
