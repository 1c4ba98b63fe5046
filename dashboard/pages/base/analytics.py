"""An analytics page: KPI row, product toggle where there is one, then charts and sections.

The layout holds the first answers of all its parts: what is seen first waits for nothing, and nothing follows right
after it. From then on callbacks answer the controls (dashboard/callbacks).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from dashboard.access import request_scope
from dashboard.data.query.question import Question
from dashboard.errors import BadParameter
from dashboard.pages.base.answers import (
    FIRST_ROWS,
    LATE_ROWS,
    SectionAnswer,
    drawing_answer,
    jump_text,
    section_answer,
    table_of,
)
from dashboard.pages.base.form_result import told
from dashboard.pages.base.frame import page_frame
from dashboard.pages.base.head import head_answer, head_frame
from dashboard.services import services
from dashboard.ui import components, controls, ids
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.parts import facets as facet_parts
from dashboard.ui.parts import section as section_parts
from dashboard.ui.parts.section import EYEBROW, FOOT, HEAD
from dashboard.ui.sections import Drawing, Drawn, Page, Section
from dashboard.web.address import Reader


def analytics_page(page: Page, query: Mapping[str, Any], problems: Sequence[BadParameter] = ()) -> html.Div:
    """The page for a query; raises Forbidden when the user may ask nothing. `problems` are told at its head."""
    refused = [*problems]
    reader = Reader(MultiDict(query), refused.append)
    question = request_scope.question(reader, page.right, every_region=page.every_region)
    head = head_answer(page, question, refused)
    answers = {
        section.name: section_answer(page, section, question, reader, _rows_at_first(page, section))
        for section in page.sections
    }
    children = [
        dcc.Store(id=ids.IN_SIGHT, data=[]),
        *[dcc.Store(id=id, data={"turn": 0, "answered": []}) for id in (ids.REST_OF_CHARTS, ids.REST)],
        *told(),
        *head_frame(page, question, head),
        *([_governing(page, question, answers)] if page.by_product or len(page.items) > 1 else []),
        *[
            _section(item, question, answers[item.name]) if isinstance(item, Section) else _drawing(item, question)
            for item in page.items
        ],
        html.Div(head["notes"], id=ids.head("notes")),
    ]
    dates = page.dates(question, services().settings.as_of())
    return page_frame(
        page.path,
        children,
        question,
        dates=dates,
        freshness=head["freshness"],
        picker=not page.every_region,
        defaults=page.defaults(),
    )


def _rows_at_first(page: Page, section: Section) -> int:
    """Rows that the layout holds already: those of a table that the page begins with."""
    return FIRST_ROWS if section is page.items[0] else 0


def _governing(page: Page, question: Question, answers: Mapping[str, SectionAnswer]) -> html.Div:
    """What governs the rest of the page: the product where it has one, and links to its parts."""
    links = [_jump(item, answers) for item in page.items]
    jump = html.Nav(links, className="jump", **marks(aria_label=gettext("On this page")))
    return html.Div([*(toggle(question) if page.by_product else []), jump], className="governing")


def _jump(item: Section | Drawing, answers: Mapping[str, SectionAnswer]) -> html.A:
    if isinstance(item, Drawing):
        return html.A(gettext(item.short), href=f"#{item.name}")
    number = html.B(jump_text(answers[item.name]), id=ids.jump(item.name))
    return html.A([gettext(item.table.short), " ", number], href=f"#{item.name}")


def toggle(question: Question) -> list[Child]:
    """The choice of product, and what it governs."""
    choice = controls.segmented(
        control="product",
        name=gettext("Product"),
        options=[("meetings", "Meetings"), ("calling", "Calling")],
        value=question.product,
        id=ids.PRODUCT,
    )
    return [choice, html.Span(gettext("applies to everything below"), className="muted")]


def _drawing(drawing: Drawing, question: Question) -> html.Section:
    answer = drawing_answer(drawing, question)
    head, foot = (
        html.Div(list(answer.slots.get(slot, ())), id=ids.drawing(drawing.name, slot), className=f"section-{slot}")
        for slot in (HEAD, FOOT)
    )
    tools = drawing.tools(question)
    body = drawing.body(Drawn(answer.slots, answer.figure))
    bar = controls.toolbar(tools) if tools else ""
    late = _late(drawing) if drawing.late else []
    eyebrow = html.P(gettext(drawing.eyebrow), className="eyebrow")
    return section_parts.frame(drawing.name, eyebrow, head, bar, [*body, *late, foot], "drawn")


def _late(drawing: Drawing) -> list[Child]:
    """The place of what is made when it comes near, what says that it does, and above it where it tells a failure."""
    name, skeleton = drawing.name, components.skeleton_table(LATE_ROWS)
    place = html.Div(
        skeleton,
        id=ids.table(name),
        className="table-slot",
        **marks(data_near=name, data_late="soon" if drawing.soon else ""),
    )
    return [html.Div(id=ids.section(name, HEAD)), place, dcc.Store(id=ids.near(name))]


def _section(section: Section, question: Question, answer: SectionAnswer) -> html.Section:
    name = section.name
    head, foot = (
        html.Div(list(answer.slots.get(slot, ())), id=ids.section(name, slot), className=f"section-{slot}")
        for slot in (HEAD, FOOT)
    )
    table = html.Div(
        table_of(section, answer, question) or components.skeleton_table(answer.count or 0),
        id=ids.table(name),
        className="table-slot",
        **marks(data_near=name),
    )
    body: list[Child] = [*section.controls(question), table, foot]
    if section.facets:
        groups = section.facets.groups(question, answer.view)
        body = [*body[:-2], facet_parts.beside_facets(body[-2:], groups)]
    body += [dcc.Store(id=ids.near(name)), dcc.Store(id=ids.more(name))]
    eyebrow = html.P(list(answer.slots[EYEBROW]), id=ids.section(name, EYEBROW), className="eyebrow")
    return section_parts.frame(name, eyebrow, head, section_parts.toolbar(section), body, "tabled")
