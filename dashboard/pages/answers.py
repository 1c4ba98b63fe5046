"""What the parts of analytics pages answer to a share of the address."""

from collections.abc import Callable
from functools import partial
from typing import Any

import plotly.graph_objects as go
from flask_login import current_user

from dashboard import asking
from dashboard.access.accounts import may
from dashboard.data import queries
from dashboard.data.question import Question, View
from dashboard.errors import BadParameter
from dashboard.pages.head import head_answer
from dashboard.pages.shares import reader_of
from dashboard.ui import drawn, grids, section_parts, sight_parts
from dashboard.ui.controls import Child
from dashboard.ui.proof_links import PATH, proof_address
from dashboard.ui.sections import Drawing, Page, Section

Answer = tuple[str, go.Figure | None]
"""What a part shows (drawn.answer) and the figure of its chart."""

Answering = Callable[[object], Answer]
"""A share → the part's answer."""


def answering_parts(pages: tuple[Page, ...]) -> dict[str, Answering]:
    """What answers each part of the pages, by its name."""
    heads: dict[str, Answering] = {page.head: partial(_head, page) for page in pages}
    items: dict[str, Answering] = {
        item.name: partial(_section, page, item) if isinstance(item, Section) else partial(draw, page, item)
        for page in pages
        for item in page.items
    }
    return heads | items


def _head(page: Page, share: object) -> tuple[str, None]:
    """KPI row, chips, notices and freshness for a share."""
    refused: list[BadParameter] = []
    question = asking.question(reader_of(share, refused), page.right)
    return head_answer(page, question, str(share), refused), None


def draw(page: Page, drawing: Drawing, share: object) -> Answer:
    """The figure, and all that is said about it; without data the reason takes their place."""
    question = asking.question(reader_of(share, []), page.right)
    found = drawing.draw(question, asking.theme())
    if page.by_product and found.figure:  # each product's is drawn behind the other's (assets/faces.js)
        meta: Any = found.figure.layout.meta
        found.figure.update_layout(meta={**(meta or {}), "face": question.product})
    slots = {**found.slots, sight_parts.SLOT: _sight(drawing, question)}
    return drawn.answer(str(share), slots, version=asking.data_version(question), **found.facts), found.figure


def _section(page: Page, section: Section, share: object) -> tuple[str, None]:
    """What a section shows for a share; parameters that mean nothing fall back and are named in its head."""
    refused: list[BadParameter] = []
    reader = reader_of(share, refused)
    question = asking.question(reader, page.right)
    refused.clear()  # the page's own parameters are told at its head
    table = section.table
    view = reader.view(table, f"{section.name}.")
    summary = queries.summary(question, table, view)
    every = queries.count(question, table) if view.filters else summary.rows
    known = table.known(question)
    missing_title = section.missing_title or section_parts.no_data
    finding = section.finding(question, summary.values) if known else missing_title(question)
    chips = section_parts.chips(table, view, refused)
    why = None if summary.rows else section_parts.empty(section, question, view, every)
    sums = section.sums(question, view) if summary.rows else ""
    slots: dict[str, Any] = {
        section_parts.HEAD: section_parts.head(
            section, finding, summary, every if known else None, chips, _proofs(page, section, question, view)
        ),
        section_parts.FOOT: section_parts.foot(section, question, why, sums),
        sight_parts.SLOT: _sight(section, question),
    }
    if section.facets:
        slots[section_parts.FACETS] = section.facets(question, view)
    totals = grids.total_row(summary.totals, summary.rows)
    facts = {"rows": summary.rows if known else None, "totals": totals, "version": asking.data_version(question)}
    return drawn.answer(str(share), slots, **facts), None


def _sight(item: Section | Drawing, question: Question) -> list[Child]:
    """What a part can see; the names of files are for those who may see analytics."""
    return sight_parts.line(item.sight(question), files=may(current_user, "analytics"))


def _proofs(page: Page, section: Section, question: Question, view: View) -> dict[str, str]:
    """Where each KPI of a section is proved, for roles that may read proofs; those of a proof itself are not."""
    table = section.table
    if page.path == PATH or not may(current_user, "analytics"):
        return {}
    return {
        metric.key: proof_address(page.name, f"{table.name}.{metric.key}", question, table, view)
        for metric in table.metrics
    }
