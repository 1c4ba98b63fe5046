"""What the parts of an analytics page show for a question: the layout begins with it, callbacks renew it.

Whatever a part shows together comes from one answer: a section's finding, its KPIs, its rows, their total and the links
to its file and its proofs speak of the same question.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go
from flask_babel import gettext
from flask_login import current_user

from dashboard.access import request_scope
from dashboard.access.rights import may
from dashboard.data.changes.table import as_measured
from dashboard.data.query import queries
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Table
from dashboard.errors import BadParameter
from dashboard.services import services
from dashboard.ui import comparing, controls, formats
from dashboard.ui.controls import Child
from dashboard.ui.findings import found_text
from dashboard.ui.links import PATH, export_query, proof_address, schedule_address
from dashboard.ui.parts import coverage, filters
from dashboard.ui.parts import section as section_parts
from dashboard.ui.parts.section import EYEBROW, FOOT, HEAD
from dashboard.ui.sections import Drawing, Page, Section
from dashboard.ui.tables import grids
from dashboard.web.address import Reader

FIRST_ROWS, MOST_ROWS = 100, 10_000
"""Rows of a table at first, and as many as scrolling brings: an export holds all."""

LATE_ROWS = 5
"""Rows that the place of a drawing's late part has room for."""

Slots = Mapping[str, Sequence[Child]]


@dataclass(frozen=True)
class DrawingAnswer:
    """Components by slot, and the figure of the chart: an empty one where there is nothing to draw."""

    slots: Slots
    figure: go.Figure
    twin: Callable[[], Child] | None


@dataclass(frozen=True)
class SectionAnswer:
    """Components by slot; `rows` of its table and its total row; `count`: all rows of the view, None where unknown."""

    slots: Slots
    count: int | None
    view: View
    shown: tuple[str, ...]  # keys of the table's columns
    rows: Sequence[Mapping[str, Any]] = ()
    total: Sequence[Mapping[str, Any]] = ()


def drawing_answer(drawing: Drawing, question: Question) -> DrawingAnswer:
    """What a drawing shows."""
    drawn = drawing.draw(question, request_scope.theme())
    foot = [*drawn.slots.get(FOOT, ()), *_coverage(drawing, question)]
    return DrawingAnswer({**drawn.slots, FOOT: foot}, drawn.figure or go.Figure(), drawn.twin)


def section_answer(page: Page, section: Section, question: Question, reader: Reader, limit: int = 0) -> SectionAnswer:
    """What a section shows, with the first `limit` rows of its table.

    Parameters that mean nothing fall back and are named in its head.
    """
    refused: list[BadParameter] = []
    table = section.table
    view = Reader(reader.arguments, refused.append).view(table, f"{section.name}.", columns=False)
    shown = shown_columns(section, reader.arguments.get(f"{section.name}.columns", ""))
    summary = queries.summary(question, table, view)
    every = queries.count(question, table) if view.filters else summary.rows
    known = table.known(question)
    missing_title = section.missing_title or section_parts.no_data
    finding = section.finding(question, summary.values) if known else missing_title(question)
    if known and view.filters:
        finding = gettext("With these filters: %(finding)s", finding=finding)
    why = None if summary.rows else section_parts.empty(section, question, view, every)
    sums = section.sums(question, view) if summary.rows else ""
    export = controls.export_button(table.name, export_query_of(section, question, reader))
    slots: dict[str, Sequence[Child]] = {
        EYEBROW: [section_parts.eyebrow(question, table)],
        HEAD: [
            *section.above(question, view),
            *section_parts.head(
                section,
                finding,
                summary,
                every if known else None,
                filters.chips(table, view, refused),
                export,
                _proofs(page, section, question, view),
                question.moment.rules,
            ),
        ],
        FOOT: [*section_parts.foot(section, question, why, sums), *_coverage(section, question)],
    }
    rows = _rows(table, question, view, shown, limit) if limit and summary.rows else []
    total = grids.total_row(summary.totals, summary.rows)
    return SectionAnswer(slots, summary.rows if known else None, view, shown, rows, total)


def export_query_of(section: Section, question: Question, reader: Reader) -> str:
    """What the API must be told to give the rows of a section's table as it shows them."""
    return export_query(question, section.table, export_view_of(section, reader))


def schedule_address_of(section: Section, question: Question, reader: Reader) -> str:
    """Where the table of a section is scheduled as it shows itself, "" for roles without reports."""
    if not may(current_user, "reports"):
        return ""
    return schedule_address(question, section.table, export_view_of(section, reader))


def export_view_of(section: Section, reader: Reader) -> View:
    """How a section's table is read: with its order and filters, and the columns that were chosen."""
    table = section.table
    view = Reader(reader.arguments, lambda problem: None).view(table, f"{section.name}.", columns=False)
    if chosen := reader.arguments.get(f"{section.name}.columns", ""):
        shown = shown_columns(section, chosen)
        keys = dict.fromkeys(part for key in shown for part in grids.STANDS_FOR.get(key, (key,)))
        view = replace(view, columns=tuple(key for key in keys if key in table.keys))
    return view


def _rows(table: Table, question: Question, view: View, shown: Sequence[str], limit: int) -> list[dict[str, Any]]:
    lines = [line for line in table.lines if line.column in shown]
    aside = tuple(column.key for column in table.columns if column.aside)
    asked = replace(view, columns=(*table.keys, *aside))
    rows = queries.rows(question, table, asked, limit=min(limit, MOST_ROWS), keys=bool(lines))
    for line in lines:
        line.add(question, rows)
    if grids.FOUND.key in shown:
        rows = [row | {grids.FOUND.key: found_text(row)} for row in rows]
    return rows


def _coverage(item: Section | Drawing, question: Question) -> list[Child]:
    """What a part can see; the names of files are for those who may see analytics."""
    return coverage.line(item.sight(question), files=may(current_user, "analytics"), question=question)


def _proofs(page: Page, section: Section, question: Question, view: View) -> dict[str, str]:
    """Where each KPI of a section is proved, for roles that may read proofs; those of a proof itself are not."""
    table = section.table
    if page.path == PATH or not may(current_user, "analytics"):
        return {}
    return {
        metric.key: proof_address(page.name, f"{table.name}.{metric.key}", question, table, view)
        for metric in table.metrics
    }


def table_of(section: Section, answer: SectionAnswer, question: Question) -> Child:
    """The table of an answer, its columns named and drawn for the question; nothing where it has no rows."""
    if not answer.rows:
        return ""
    columns = {
        column.key: replace(column, label=comparing.heading(question, column))
        for column in section_parts.choosable(as_measured(section.table, question))
    }
    return grids.grid(
        section.table,
        [columns[key] for key in answer.shown],
        rows=answer.rows,
        total=answer.total,
        count=answer.count or 0,
        sort=answer.view.sort or section.table.order,
        launch=services().settings.launch_url if section.launches else "",
        selects=section.selects,
    )


def shown_columns(section: Section, chosen: str) -> tuple[str, ...]:
    """The columns that the address chooses, the licence bar among them; names that mean nothing are left out."""
    known = {column.key for column in section_parts.choosable(section.table)}
    keys = [key for key in chosen.split(",") if key in known]
    return tuple(dict.fromkeys([section.table.shown[0], *keys])) if keys else tuple(section.table.shown)


def jump_text(answer: SectionAnswer) -> str:
    """The number of rows beside the link to a section."""
    return formats.count(answer.count)
