"""Table → AG Grid: columns by kind, the server's order, a pinned total, six rows on a phone.

The grid holds the first rows of an answer, and more as it is scrolled to its end (assets/tables.js). Order and filters
are the server's: the grid sorts nothing by itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_ag_grid as dag
from dash import html
from flask_babel import gettext

from dashboard.data.query.table import Column, Table
from dashboard.i18n import N_
from dashboard.ui import ids
from dashboard.ui.formats import count
from dashboard.ui.marks import marks
from dashboard.ui.tables.cells import COUNTS, definition_of, launch_definition
from dashboard.ui.tables.widths import room_for

BAR = Column("bar", N_("100 %"), N_("Used, assigned and not used, available; overage past the 100 % tick."))
FOUND = Column("found", N_("What was found"), N_("The facts of a finding in one sentence."))
STANDS_FOR: Mapping[str, tuple[str, ...]] = {
    BAR.key: COUNTS,
    FOUND.key: ("product", "value", "at_most", "day", "compared_day", "report"),
}
"""What columns of the screen alone stand for: in `shown` they take the place of those columns of the table."""

_CALLING = ("customer_usage", "customer_quality", "feature_adoption", "customer_queues")
TABS = {**dict.fromkeys(_CALLING, "calling"), "renewals": "work"}
"""The tab of the customer that the rows of a table open, where it is another than the first."""
_TOLD_BY = {"assigned": {"assigned", "assigned_rate"}, "used": {"used", "used_rate"}, "available": {"available"}}
_EVENTS = {
    "gridSizeChanged": ["fitPhone(params)"],
    "newColumnsLoaded": ["fitPhone(params)"],
    "sortChanged": ["keepOrder(params)"],
    "bodyScrollEnd": ["moreRows(params)"],
    "cellKeyDown": ["useKey(params)"],
    "rowClicked": ["openRow(params)"],
}
_SELECTED = {
    "selectionChanged": ["tellSelected(params)"],
    "rowDataUpdated": ["tellSelected(params)", "renewLinks(params)", "fromTop(params)"],
}
_SELECTION = {
    "rowSelection": {"mode": "multiRow", "checkboxes": True, "headerCheckbox": True, "enableClickSelection": False},
    "selectionColumnDef": {
        "pinned": "left",
        "width": 32,
        "minWidth": 32,
        "resizable": False,
        "cellClass": "select-cell",
    },
}

Rows = Sequence[Mapping[str, Any]]


def grid(
    table: Table,
    shown: Sequence[Column],
    *,
    rows: Rows,
    total: Rows,
    count: int,
    sort: Sequence[str],
    launch: str = "",
    selects: bool = False,
) -> html.Div:
    """The table of a section, with its mark and its "Show all rows" button for phones.

    `rows` are the first of `count`, `total` the pinned row. `sort`: column keys, "-" before a descending one. `launch`:
    the address template of the last column, "" for none. `selects`: rows have a box; they are known by their customer
    and their subscription, so that what is selected stays so while the table grows.
    """
    inner = dag.AgGrid(
        id=ids.grid(table.name),
        className="grid",
        rowData=[dict(row) for row in rows],
        columnDefs=column_defs(table, shown, sort=sort, launch=launch),
        defaultColDef=_every_column(),
        dashGridOptions={**grid_options(), **(_SELECTION if selects else {}), **state_of(table, total, count)},
        eventListeners={**_EVENTS, **_SELECTED} if selects else _EVENTS,
        **({"getRowId": "rowId(params)"} if selects else {}),
    )
    more = html.Button(gettext("Show all rows"), type="button", className="button show-all")
    named = marks(data_table=table.name, data_order=",".join(table.order), aria_label=gettext(table.title))
    return html.Div([inner, more], id=ids.frame(table.name), className=frame_look(count), role="region", **named)


def frame_look(count: int) -> str:
    """Classes of a table's frame: as high as its rows, ten at most."""
    return f"table-frame rows-{min(count, 10)}{' few' if count <= 6 else ''}"


def state_of(table: Table, total: Rows, count: int) -> dict[str, Any]:
    """Options that change with each answer: the total row, and how many rows there are."""
    return {"pinnedBottomRowData": [dict(row) for row in total], "context": {"table": table.name, "count": count}}


def grid_options() -> dict[str, Any]:
    """`dashGridOptions`: for a grid that stays while its question changes."""
    return {
        "theme": "themeQuartz",
        "localeText": locale_text(),
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
        "suppressMovableColumns": True,
        "suppressMultiSort": True,
        "suppressContextMenu": True,
        "suppressColumnVirtualisation": True,
        "rowBuffer": 2,
        "animateRows": False,
        "suppressColumnMoveAnimation": True,
        "suppressContentVisibilityAuto": True,  # text below the fold is found, printed and read
        "tabToNextCell": {"function": "leaveTable(params)"},
        "tabToNextHeader": {"function": "leaveTable(params)"},
    }


def total_row(totals: Mapping[str, Any] | None, total_rows: int, *, first: str = "customer") -> list[dict[str, Any]]:
    """The pinned row: sums over every filtered row, loaded or not; none over no rows."""
    if not totals or total_rows == 0:
        return []
    return [{**totals, first: gettext("Total of all %(n)s rows", n=count(total_rows)), "total_row": True}]


def column_defs(
    table: Table, shown: Sequence[Column], *, sort: Sequence[str], launch: str = ""
) -> list[dict[str, Any]]:
    """AG Grid's columns; the licence bar brings the counts that no other column tells."""
    ranks = {key: rank for rank, key in enumerate(phone_order(shown, sort))}
    order = {key.lstrip("-"): "desc" if key.startswith("-") else "asc" for key in sort[:1]}
    link = {"tab": TABS[table.name]} if table.name in TABS else {}
    definitions = []
    for column in with_counts(shown):
        definition = {
            **definition_of(column, link, table.line(column.key)),
            "context": {"phone": ranks.get(column.key)},
        }
        definition["minWidth"] = max(definition.get("minWidth", 0), room_for(definition["headerName"]))
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


def phone_order(shown: Sequence[Column], sort: Sequence[str]) -> list[str]:
    """Columns in the order in which a phone gives them room: the first, the one it is sorted by or else the first
    number, the bar or else the last, then the others from the end. The id stands in the customer's cell there."""
    keys = [column.key for column in shown]
    first, rest = keys[0], [key for key in keys[1:] if key not in ("subscription_id", "bar")]
    sorted_by = [key for key in (name.lstrip("-") for name in sort) if key in rest]
    numbers = [column.key for column in shown if column.key in rest and column.kind != "text"]
    middle = (sorted_by or numbers or rest)[:1]
    others = [*(["bar"] if "bar" in keys else []), *(key for key in reversed(rest) if key not in middle)]
    return [first, *middle, *others]


def _every_column() -> dict[str, Any]:
    return {
        "sortable": True,
        "comparator": {"function": "serverOrder"},
        "cellDataType": False,  # the server says how a cell is drawn
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
        "ariaRowToggleSelection": gettext("Press Space to select the row or not"),
        "ariaHeaderSelection": gettext("Select all loaded rows"),
        "ariaRowSelectAll": gettext("Press Space to select all loaded rows or none"),
        "ariaChecked": gettext("selected"),
        "ariaUnchecked": gettext("not selected"),
        "ariaIndeterminate": gettext("some are selected"),
        "thousandSeparator": ".",
    }
