"""An analytics page: KPI row, product toggle where there is one, then charts and sections.

A part asks for its share of the address, and one callback answers the shares that changed (assets/state.js,
callbacks/parts.py). The first answers of the head, and of a drawing that follows it, come with the page: what is seen
first waits for nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from dashboard import asking
from dashboard.address import Arguments, Reader
from dashboard.data.question import Question, View
from dashboard.errors import BadParameter
from dashboard.pages.answers import Answer, draw
from dashboard.pages.frame import page_frame
from dashboard.pages.head import head_answer, head_frame
from dashboard.pages.told import told
from dashboard.services import services
from dashboard.ui import controls, facet_parts, grids, ids, section_parts
from dashboard.ui.controls import Child
from dashboard.ui.drawn import tree
from dashboard.ui.marks import marks
from dashboard.ui.sections import Drawing, Page, Section

FILTERS = ("region", "as_of", "tag", "managed_by", "q")


def analytics_page(page: Page, query: Mapping[str, Any]) -> html.Div:
    """The page for a query; raises Forbidden when the user may ask nothing."""
    arguments = MultiDict(query)
    refused: list[BadParameter] = []
    question = asking.question(Reader(arguments, refused.append), page.right)
    governing = (*FILTERS, *page.asks)
    head = head_answer(page, question, share_of(governing, arguments), refused)
    shares = {item.name: share_of(asks(page, item), arguments, own(item)) for item in page.items}
    drawn = {item.name: draw(page, item, shares.pop(item.name)) for item in page.items[:1] if isinstance(item, Drawing)}
    children = [
        dcc.Store(id=ids.ASK, data=shares),
        html.Div(className="told", **marks(data_draw=tree(told()))),
        part(page.head, governing, head_frame(gettext(page.title), page.picks(question)), answered=head),
        *([_governing(page, question)] if page.by_product or len(page.items) > 1 else []),
        *[item_part(page, item, question, arguments, drawn.get(item.name)) for item in page.items],
        html.Div(id=ids.NOTES),
    ]
    return page_frame(page.path, children, question, page.fresh(question), waits=True)


def asks(page: Page, item: Section | Drawing) -> tuple[str, ...]:
    """The parameters of the address that a part of the page depends on."""
    return (*FILTERS, *page.asks, *(("product",) if page.by_product else ()), *item.asks)


def own(item: Section | Drawing) -> str:
    """The prefix of a part's own parameters, "" when it has none."""
    return f"{item.name}." if isinstance(item, Section) else ""


def part(
    name: str, asked: Sequence[str], children: Sequence[Child], prefix: str = "", answered: str | None = None
) -> html.Div:
    """A part that asks by those parameters, and by its own with a prefix; `answered`: its first answer."""
    attributes = marks(data_part=name, data_asks=" ".join(asked), data_own=prefix or None, data_answer=answered)
    return html.Div(list(children), id=ids.part(name), className="part", **attributes)


def share_of(asked: Sequence[str], arguments: Arguments, prefix: str = "") -> str:
    """The query string of the parameters that concern a part; orders and columns do not change its numbers."""
    mine = [
        (key, value)
        for key, value in arguments.items(multi=True)
        if key in asked or (prefix and key.startswith(prefix) and not key.endswith((".sort", ".columns")))
    ]
    return urlencode(mine)


def _governing(page: Page, question: Question) -> html.Div:
    """What governs the rest of the page: the product where it has one, and links to its parts."""
    links = [_jump(item) for item in page.items]
    jump = html.Nav(links, className="jump", **marks(aria_label=gettext("On this page")))
    return html.Div([*(toggle(question) if page.by_product else []), jump], className="governing")


def _jump(item: Section | Drawing) -> html.A:
    if isinstance(item, Drawing):
        return html.A(gettext(item.short), href=f"#{item.name}")
    return html.A([gettext(item.table.short), " ", html.B()], href=f"#{item.name}", **marks(data_jump=item.name))


def toggle(question: Question) -> list[Child]:
    """The choice of product, and what it governs."""
    toggle = controls.segmented(
        control="product",
        name=gettext("Product"),
        options=[("meetings", "Meetings"), ("calling", "Calling")],
        value=question.product,
        default="meetings",
        id=ids.PRODUCT,
    )
    return [toggle, html.Span(gettext("applies to everything below"), className="muted")]


def item_part(
    page: Page, item: Section | Drawing, question: Question, arguments: Arguments, answer: Answer | None = None
) -> html.Div:
    """A section or a drawing of a page, ready to be answered, or answered."""
    frame: Any = _section(item, question, arguments) if isinstance(item, Section) else _drawing(item, question)
    words, figure = answer or (None, None)
    if figure:
        frame[ids.chart(item.name)].figure = figure
    return part(item.name, asks(page, item), [frame], own(item), words)


def _drawing(drawing: Drawing, question: Question) -> html.Section:
    tools = controls.toolbar(drawing.tools(question))
    return section_parts.frame(drawing.name, gettext(drawing.eyebrow), tools, drawing.body())


def _section(section: Section, question: Question, arguments: Arguments) -> html.Section:
    table = section.table
    view = Reader(arguments, lambda problem: None).view(table, own(section))
    shown = _shown(section, arguments.get(f"{section.name}.columns", ""))
    tools = section_parts.toolbar(section, shown)
    settings = list(section.controls(question))
    body: list[Child] = [*settings, _grid(section, question, view, shown)]
    if section.facets:
        body = [facet_parts.beside_facets(body)]
    body.append(dcc.Store(id=ids.chooser(section.name), data=list(shown)))
    return section_parts.frame(section.name, gettext(table.title), tools, body)


def _shown(section: Section, chosen: str) -> tuple[str, ...]:
    """The columns that the address chooses, the licence bar among them; names that mean nothing are left out."""
    known = {column.key for column in section_parts.choosable(section.table)}
    keys = [key for key in chosen.split(",") if key in known]
    return tuple(dict.fromkeys([section.table.shown[0], *keys])) if keys else tuple(section.table.shown)


def _grid(section: Section, question: Question, view: View, shown: Sequence[str]) -> html.Div:
    table = section.table
    columns = {column.key: column for column in section_parts.choosable(table)}
    return grids.grid(
        table,
        [columns[key] for key in shown],
        sort=view.sort or table.order,
        region=question.scope.region.code,
        launch=services().settings.launch_url if section.launches else "",
    )
