"""The columns of a table follow its chooser."""

from typing import Any

from dash import MATCH, Dash, Input, Output, State

from dashboard import asking
from dashboard.errors import BadParameter
from dashboard.pages import section_named
from dashboard.pages.shares import reader_of
from dashboard.services import services
from dashboard.ui import grids, ids, section_parts


def register(app: Dash) -> None:
    """Only the grid's definition changes; its rows come over the HTTP API (assets/rows.js)."""
    app.callback(
        Output(ids.grid(MATCH), "columnDefs"),
        Input(ids.chooser(MATCH), "data"),
        State(ids.chooser(MATCH), "id"),
        State(ids.ASK, "data"),
        prevent_initial_call=True,
    )(columns)


def columns(shown: Any, id: Any, shares: Any) -> Any:
    """The grid's columns after a choice; the first, mostly the customer, always stays."""
    section = section_named(str(id.get("name") if isinstance(id, dict) else None))
    if section is None:
        raise BadParameter("section", "the name of a section of a page")
    share = shares.get(section.name, "") if isinstance(shares, dict) else ""
    question = asking.question(reader_of(share, []), asking.right_of(section.table))
    first = section.table.shown[0]
    wanted = {first, *(shown if isinstance(shown, list) else [])}
    chosen = [column for column in section_parts.choosable(section.table) if column.key in wanted]
    ordered = sorted(chosen, key=lambda column: column.key != first)
    launch = services().settings.launch_url if section.launches else ""
    region = question.scope.region.code
    return grids.column_defs(section.table, ordered, sort=section.table.order, region=region, launch=launch)
