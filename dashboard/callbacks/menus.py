"""What a menu of a table or a chart holds, answered when it is opened: what nobody opens costs a page nothing."""

from collections.abc import Mapping
from typing import Any

from dash import ALL, MATCH, Dash, Input, Output, State

from dashboard.callbacks.filters import EVERY, Asked, asked, states
from dashboard.data.query import queries
from dashboard.errors import BadParameter
from dashboard.pages.base.answers import drawing_answer, export_query_of, schedule_address_of, shown_columns
from dashboard.pages.base.views import KIND as VIEWS
from dashboard.pages.base.views import views_panel
from dashboard.ui import ids
from dashboard.ui.controls import Child, export_links
from dashboard.ui.parts.filters import form
from dashboard.ui.parts.section import chooser, tell_links
from dashboard.ui.sections import Section


def register(app: Dash) -> None:
    """Add the callback to the app."""
    app.callback(
        output=Output(ids.panel(MATCH, MATCH), "children"),
        inputs={"opened": Input(ids.menu(MATCH, MATCH), "n_clicks")},
        state={
            "id": State(ids.menu(MATCH, MATCH), "id"),
            "controls": {name: State(name, "value", allow_optional=True) for name in EVERY},
            "facets": State(ids.facet(ALL), "value"),
            **states(),
        },
        prevent_initial_call=True,
    )(menu)


def menu(
    opened: Any, id: Any, controls: Mapping[str, Any], facets: Any, others: Any, facet_ids: Any, path: Any, search: Any
) -> Any:
    """The menu of that table or chart, for what the page asks now."""
    at = asked(controls, facets, facet_ids, path, search)
    name, kind = (id.get(key) if isinstance(id, dict) else None for key in ("name", "kind"))
    if kind == "twin":
        return _twin(at, name)
    if kind == VIEWS and name == at.page.name:
        question = at.question
        return views_panel(at.page.path, question.scope.region.code, question.moment.as_of)
    section = next((candidate for candidate in at.page.sections if candidate.name == name), None)
    if section is None:
        raise BadParameter("menu", "a table or a chart of the page")
    return _of_table(at, section, kind)


def _twin(at: Asked, name: Any) -> Child | None:
    drawing = next((candidate for candidate in at.page.drawings if candidate.name == name), None)
    if drawing is None:
        raise BadParameter("menu", "a chart of the page")
    twin = drawing_answer(drawing, at.question).twin
    return twin() if twin else None


def _of_table(at: Asked, section: Section, kind: Any) -> Any:
    table = section.table
    match kind:
        case "filter":
            return form(table)
        case "columns":
            return chooser(table, shown_columns(section, at.reader.arguments.get(f"{table.name}.columns", "")))
        case "tell":
            view = at.reader.view(table, f"{table.name}.", columns=False)
            return tell_links(table, at.question, view, queries.values(at.question, table, view))
        case "export":
            query = export_query_of(section, at.question, at.reader)
            return export_links(table.name, query, schedule_address_of(section, at.question, at.reader))
    own = next((candidate for candidate in section.menus() if candidate.kind == kind), None)
    if own is None:
        raise BadParameter("menu", "a menu of the table")
    return list(own.panel(at.question, at.reader.view(table, f"{table.name}.", columns=False)))
