"""An analytics page: KPI row, product toggle, trend, sections. Parts below the KPI row are filled by callbacks.

A part asks for its share of the address, and callbacks answer that share (assets/state.js, callbacks/).
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from dashboard import asking
from dashboard.address import Arguments, Reader
from dashboard.data.question import WEEKS, Question, View
from dashboard.data.table import Table
from dashboard.errors import BadParameter
from dashboard.pages.frame import page_frame
from dashboard.pages.headline import head_answer, head_frame
from dashboard.ui import components, controls, figures, grids, ids, section_parts
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.sections import Section

FILTERS = ("region", "as_of", "tag", "managed_by", "q")
TREND_ASKS = (*FILTERS, "product", "weeks")
SECTION_ASKS = (*FILTERS, "product")
HEADLINE, TREND = "headline", "trend"


def analytics_page(path: str, title: str, sections: Sequence[Section], query: Mapping[str, Any]) -> html.Div:
    """The page for a query; raises Forbidden when the user may ask nothing."""
    arguments = MultiDict(query)
    refused: list[BadParameter] = []
    reader = Reader(arguments, refused.append)
    question = asking.question(reader)
    head = head_answer(question, share_of(FILTERS, arguments), refused)
    shares = {section.name: share_of(SECTION_ASKS, arguments, f"{section.name}.") for section in sections}
    children = [
        dcc.Store(id=ids.ASK_HEAD, data=share_of(FILTERS, arguments)),
        dcc.Store(id=ids.ASK_TREND, data=share_of(TREND_ASKS, arguments)),
        dcc.Store(id=ids.ASK_SECTIONS, data=shares),
        part(HEADLINE, FILTERS, head_frame(title), answered=head),
        _governing(question, sections),
        part(TREND, TREND_ASKS, [_trend(question)]),
        *[_section(section, question, arguments) for section in sections],
        _notes(),
    ]
    return page_frame(path, children, question, waits=True)


def part(
    name: str, asks: Sequence[str], children: Sequence[Child], own: str = "", answered: str | None = None
) -> html.Div:
    """A part that asks by those parameters, and by its own with the prefix `own`; `answered`: its first answer."""
    attributes = marks(data_part=name, data_asks=" ".join(asks), data_own=own or None, data_answer=answered)
    id_ = ids.part(name) if own else ids.alone(name, "part")
    return html.Div(list(children), id=id_, className="part", **attributes)


def share_of(asks: Sequence[str], arguments: Arguments, own: str = "") -> str:
    """The query string of the parameters that concern a part; orders and columns do not change its numbers."""
    mine = [
        (key, value)
        for key, value in arguments.items(multi=True)
        if key in asks or (own and key.startswith(own) and not key.endswith((".sort", ".columns")))
    ]
    return urlencode(mine)


def _governing(question: Question, sections: Sequence[Section]) -> html.Div:
    products = [("meetings", "Meetings"), ("calling", "Calling")]
    toggle = controls.segmented(
        control="product",
        name=gettext("Product"),
        options=products,
        value=question.product,
        default="meetings",
        id=ids.PRODUCT,
    )
    links = [
        html.A([gettext(section.table.short), " ", html.B()], href=f"#{section.name}", **marks(data_jump=section.name))
        for section in sections
    ]
    trend = html.A(gettext("Trend"), href=f"#{TREND}")
    jump = html.Nav([trend, *links], className="jump", **marks(aria_label=gettext("On this page")))
    remark = html.Span(gettext("applies to everything below"), className="muted")
    return html.Div([toggle, remark, jump], className="governing")


def _trend(question: Question) -> html.Section:
    options = [(str(weeks), str(weeks)) for weeks in WEEKS]
    weeks = controls.segmented(
        control="weeks",
        name=gettext("Weeks shown"),
        options=options,
        value=str(question.weeks),
        default="26",
        id=ids.WEEKS,
        look="small",
    )
    tools = controls.toolbar([weeks, html.Span(gettext("weeks"), className="muted")])
    return section_parts.frame(TREND, gettext("Licence distribution trend"), tools, [figures.chart_frame(TREND)])


def _section(section: Section, question: Question, arguments: Arguments) -> html.Div:
    table = section.table
    view = Reader(arguments, lambda problem: None).view(table, f"{section.name}.")
    shown = _shown(table, arguments.get(f"{section.name}.columns", ""))
    tools = section_parts.toolbar(table, shown)
    body = [_grid(section, question, view, shown), dcc.Store(id=ids.chooser(section.name), data=list(shown))]
    frame = section_parts.frame(section.name, gettext(table.title), tools, body)
    return part(section.name, SECTION_ASKS, [frame], own=f"{section.name}.")


def _shown(table: Table, chosen: str) -> tuple[str, ...]:
    """The columns that the address chooses, the licence bar among them; names that mean nothing are left out."""
    known = {column.key for column in section_parts.choosable(table)}
    keys = [key for key in chosen.split(",") if key in known]
    return tuple(dict.fromkeys(["customer", *keys])) if keys else tuple(table.shown)


def _grid(section: Section, question: Question, view: View, shown: Sequence[str]) -> html.Div:
    table = section.table
    columns = {column.key: column for column in section_parts.choosable(table)}
    return grids.grid(
        table, [columns[key] for key in shown], sort=view.sort or table.order, region=question.scope.region.code
    )


def _notes() -> html.Section:
    return components.notes(
        [
            (
                gettext("What is counted"),
                gettext("Active subscriptions with licences on the as-of date. Trials count unless one is named."),
            ),
            (
                gettext("Coverage"),
                gettext(
                    "A subscription that is missing from the reports for more than 14 days is gone. Gaps are not zeros."
                ),
            ),
            (gettext("Exports"), gettext("A file holds every filtered row, not only those loaded on the page.")),
        ]
    )
