"""Sections follow their share of the address; their grids ask for rows a block at a time."""

import json
from dataclasses import dataclass
from typing import Any

from dash import MATCH, Dash, Input, Output, State

from dashboard import asking
from dashboard.callbacks.shares import reader_of
from dashboard.data import queries, usage
from dashboard.data.freshness import freshness
from dashboard.data.question import Question, View
from dashboard.data.table import Table
from dashboard.errors import BadParameter
from dashboard.pages import section_named
from dashboard.ui import formats, grids, ids, section_parts
from dashboard.ui.sections import Section

_MOST = 500  # rows in one block, whatever a browser asks for


def register(app: Dash) -> None:
    """One callback for all sections of all pages, one for their rows, one for their columns."""
    app.callback(
        Output(ids.finding(MATCH), "children"),
        Output(ids.strip(MATCH), "children"),
        Output(ids.row_count(MATCH), "children"),
        Output(ids.chips(MATCH), "children"),
        Output(ids.empty(MATCH), "children"),
        Output(ids.foot(MATCH), "children"),
        Output(ids.rows(MATCH), "className"),
        Output(ids.rows(MATCH), "data-totals"),
        Output(ids.jump(MATCH), "children"),
        Output(ids.part(MATCH), "data-answered"),
        Input(ids.ask(MATCH), "data"),
        State(ids.ask(MATCH), "id"),
    )(section)
    app.callback(
        Output(ids.grid(MATCH), "getRowsResponse"),
        Output(ids.rows(MATCH), "data-answered"),
        Input(ids.grid(MATCH), "getRowsRequest"),
        State(ids.ask(MATCH), "data"),
        State(ids.chooser(MATCH), "value"),
        State(ids.ask(MATCH), "id"),
        prevent_initial_call=True,
    )(rows)
    app.callback(
        Output(ids.grid(MATCH), "columnDefs"),
        Input(ids.chooser(MATCH), "value"),
        State(ids.ask(MATCH), "data"),
        State(ids.ask(MATCH), "id"),
        prevent_initial_call=True,
    )(columns)


@dataclass(frozen=True)
class Asked:
    """What a share asks of one section."""

    section: Section
    question: Question
    view: View
    refused: tuple[str, ...]


def read(share: object, id: Any) -> Asked:
    """The question and the view of a share. Raises BadParameter for a section that is none."""
    found = section_named(str(id.get("name"))) if isinstance(id, dict) else None
    if found is None:
        raise BadParameter("section", "the name of a section of a page")
    refused: list[BadParameter] = []
    reader = reader_of(share, refused)
    question = asking.question(reader)
    refused.clear()  # the page's own parameters are told at its head
    view = reader.view(found.table, f"{found.name}.")
    return Asked(found, question, view, tuple(str(problem) for problem in refused))


def section(share: str, id: Any) -> tuple[Any, ...]:
    """Finding, KPI strip, row count, chips, emptiness, foot, height, totals, jump count, and the share they answer."""
    asked = read(share, id)
    found, question, view = asked.section, asked.question, asked.view
    values = queries.values(question, found.table, view)
    totals = queries.totals(question, found.table, view)
    number = int(totals.pop("rows"))
    every = queries.count(question, found.table) if view.filters else number
    return (
        found.finding(question, values) if question.moment.snapshot else section_parts.no_data(question),
        section_parts.strip(found, values),
        section_parts.row_count(number, every),
        section_parts.chips(found.table, view, asked.refused),
        None if number else section_parts.empty(found, question, view, every),
        section_parts.foot(found, question, freshness(question.scope, question.moment)),
        f"rows-{min(number, 10)}",
        json.dumps(grids.total_row(totals, number)),
        formats.count(number),
        share,
    )


def rows(request: Any, share: str, shown: Any, id: Any) -> tuple[Any, Any]:
    """A block of rows in the grid's order, and the share they answer."""
    asked = read(share, id)
    table, question = asked.section.table, asked.question
    first, last = _block(request)
    order = _order(table, request.get("sortModel"))
    view = View(order, asked.view.filters, tuple(column.key for column in table.columns))
    found = queries.rows(question, table, view, limit=last - first, offset=first, keys=True)
    if isinstance(shown, list) and "peak_used_3_months" in shown:
        usage.add_used_3_months(question, found)
    return {"rowData": found, "rowCount": queries.count(question, table, view)}, share


def _block(request: Any) -> tuple[int, int]:
    try:
        first, last = int(request["startRow"]), int(request["endRow"])
    except (KeyError, TypeError, ValueError):
        raise BadParameter("getRowsRequest", "startRow and endRow as whole numbers") from None
    first = max(first, 0)
    return first, max(first, min(last, first + _MOST))


def _order(table: Table, model: Any) -> tuple[str, ...]:
    """The grid's order by the table's own column keys; the table's order when the grid has none."""
    parts = model if isinstance(model, list) else []
    keys = [(str(part.get("colId")), part.get("sort") == "desc") for part in parts if isinstance(part, dict)]
    named = tuple(f"-{key}" if descending else key for key, descending in keys if table.column(key))
    rest = tuple(key for key in table.order if key.lstrip("-") not in {key for key, _ in keys})
    return (*named, *rest) if named else table.order


def columns(shown: Any, share: str, id: Any) -> Any:
    """The grid's columns after a choice; at least the customer stays."""
    asked = read(share, id)
    table = asked.section.table
    chosen = [column for column in section_parts.choosable(table) if isinstance(shown, list) and column.key in shown]
    if not any(column.key == "customer" for column in chosen):
        chosen = [column for column in table.columns if column.key == "customer"] + chosen
    return grids.column_defs(chosen, sort=table.order, region=asked.question.scope.region.code)
