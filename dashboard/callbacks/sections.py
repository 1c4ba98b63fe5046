"""The sections of a page follow their shares of the address. Their rows come over the HTTP API (assets/rows.js)."""

from typing import Any

from dash import ALL, MATCH, Dash, Input, Output, State, no_update

from dashboard import asking
from dashboard.callbacks.shares import reader_of
from dashboard.data import queries
from dashboard.data.freshness import freshness
from dashboard.errors import BadParameter
from dashboard.pages import section_named
from dashboard.ui import drawn, grids, ids, section_parts
from dashboard.ui.sections import Section


def register(app: Dash) -> None:
    """One callback for every section at once, since each round trip costs more than its answer; one for columns."""
    app.callback(
        Output(ids.part(ALL), "data-answer"),
        Input(ids.ASK_SECTIONS, "data"),
        State(ids.part(ALL), "id"),
    )(sections)
    app.callback(
        Output(ids.grid(MATCH), "columnDefs"),
        Input(ids.chooser(MATCH), "data"),
        State(ids.chooser(MATCH), "id"),
        State(ids.ASK_SECTIONS, "data"),
        prevent_initial_call=True,
    )(columns)


def sections(shares: Any, parts: Any) -> list[Any]:
    """The answers to the shares given, in the order of the page's parts; other parts stay as they are."""
    if not isinstance(shares, dict):
        raise BadParameter("shares", "a query string by the name of a section")
    answers = {name: answer(_section(name), share) for name, share in shares.items()}
    names = [part.get("name") if isinstance(part, dict) else None for part in parts]
    return [answers.get(name, no_update) for name in names]


def _section(name: object) -> Section:
    found = section_named(str(name))
    if found is None:
        raise BadParameter("section", "the name of a section of a page")
    return found


def answer(section: Section, share: object) -> str:
    """What a section shows for a share; parameters that mean nothing fall back and are named in its head."""
    refused: list[BadParameter] = []
    reader = reader_of(share, refused)
    question = asking.question(reader)
    refused.clear()  # the page's own parameters are told at its head
    view = reader.view(section.table, f"{section.name}.")
    summary = queries.summary(question, section.table, view)
    every = queries.count(question, section.table) if view.filters else summary.rows
    known = question.moment.snapshot is not None
    finding = section.finding(question, summary.values) if known else section_parts.no_data(question)
    chips = section_parts.chips(section.table, view, refused)
    why = None if summary.rows else section_parts.empty(section, question, view, every)
    slots = {
        section_parts.HEAD: section_parts.head(section, finding, summary, every if known else None, chips),
        section_parts.FOOT: section_parts.foot(section, question, freshness(question), why),
    }
    totals = grids.total_row(summary.totals, summary.rows)
    return drawn.answer(str(share), slots, rows=summary.rows if known else None, totals=totals)


def columns(shown: Any, id: Any, shares: Any) -> Any:
    """The grid's columns after a choice; the customer always stays."""
    section = _section(id.get("name") if isinstance(id, dict) else None)
    share = shares.get(section.name, "") if isinstance(shares, dict) else ""
    question = asking.question(reader_of(share, []))
    wanted = {"customer", *(shown if isinstance(shown, list) else [])}
    chosen = [column for column in section_parts.choosable(section.table) if column.key in wanted]
    ordered = sorted(chosen, key=lambda column: column.key != "customer")
    return grids.column_defs(ordered, sort=section.table.order, region=question.scope.region.code)
