"""An analytics page: KPI row, product toggle, trend, sections. Parts below the KPI row are filled by callbacks.

A part holds its share of the address in a store; its callbacks answer that share (assets/state.js, callbacks/).
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
from dashboard.errors import BadParameter
from dashboard.pages.frame import page_frame
from dashboard.pages.headline import headline_part
from dashboard.ui import components, controls, grids, ids, section_parts
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.sections import Section

FILTERS = ("region", "as_of", "tag", "managed_by", "q")
HEADLINE, TREND = "headline", "trend"


def analytics_page(path: str, title: str, sections: Sequence[Section], query: Mapping[str, Any]) -> html.Div:
    """The page for a query; raises Forbidden when the user may ask nothing."""
    arguments = MultiDict(query)
    refused: list[BadParameter] = []
    reader = Reader(arguments, refused.append)
    question = asking.question(reader)
    head = headline_part(title, question, [str(problem) for problem in refused])
    children = [
        part(HEADLINE, FILTERS, arguments, head),
        _governing(question, sections),
        part(TREND, (*FILTERS, "product", "weeks"), arguments, _trend(question)),
        *[_section(section, question, arguments) for section in sections],
        _notes(),
    ]
    return page_frame(path, children, question)


def part(name: str, asks: Sequence[str], arguments: Arguments, children: Sequence[Child], own: str = "") -> html.Div:
    """A part and its share of the address: the parameters it asks by, and its own with the prefix `own`."""
    share = share_of(asks, arguments, own)
    store = dcc.Store(id=ids.ask(name) if own else ids.ask_alone(name), data=share)
    attributes = marks(data_part=name, data_asks=" ".join(asks), data_own=own or None, data_ask=share)
    answered = {"data-answered": share if name == HEADLINE else ""}
    return html.Div([store, *children], id=ids.part(name), className="part", **attributes, **answered)


def share_of(asks: Sequence[str], arguments: Arguments, own: str) -> str:
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
        control="product", name=gettext("Product"), options=products, value=question.product, id=ids.PRODUCT
    )
    links = [_jump(section.name, gettext(section.table.short)) for section in sections]
    jump = html.Nav([_jump(TREND, gettext("Trend")), *links], className="jump", **marks(aria_label=gettext("On this page")))
    remark = html.Span(gettext("applies to everything below"), className="muted")
    return html.Div([toggle, remark, jump], className="governing")


def _jump(name: str, label: str) -> html.A:
    return html.A([label, " ", html.B(id=ids.jump(name))], href=f"#{name}")


def _trend(question: Question) -> list[Child]:
    options = [(str(weeks), str(weeks)) for weeks in WEEKS]
    weeks = controls.segmented(
        control="weeks",
        name=gettext("Weeks shown"),
        options=options,
        value=str(question.weeks),
        id=ids.WEEKS,
        look="small",
    )
    frame = components.section_frame(
        name=TREND,
        eyebrow=gettext("Licence distribution trend"),
        finding=gettext("Loading"),
        tools=controls.toolbar([weeks, html.Span(gettext("weeks"), className="muted")]),
        body=components.skeleton("chart"),
    )
    return [frame]


def _section(section: Section, question: Question, arguments: Arguments) -> html.Div:
    table = section.table
    view = Reader(arguments, lambda problem: None).view(table, f"{section.name}.")
    frame = components.section_frame(
        name=section.name,
        eyebrow=gettext(table.title),
        finding=gettext("Loading"),
        strip=components.strip([components.skeleton("strip")], id=ids.strip(section.name)),
        tools=section_parts.toolbar(table, view.columns or table.shown),
        body=[
            html.Div(id=ids.chips(section.name), className="chips"),
            _grid(section, question, view),
            html.Div(id=ids.empty(section.name)),
        ],
        foot=html.Div(id=ids.foot(section.name)),
    )
    return part(section.name, (*FILTERS, "product"), arguments, [frame], own=f"{section.name}.")


def _grid(section: Section, question: Question, view: View) -> html.Div:
    table = section.table
    columns = {column.key: column for column in section_parts.choosable(table)}
    shown = [columns[key] for key in view.columns or table.shown]
    inner = grids.grid(
        table,
        shown,
        sort=view.sort or table.order,
        total_rows=10,
        totals=None,
        question="",
        region=question.scope.region.code,
    )
    return html.Div(inner, id=ids.rows(section.name), className="rows-10", **marks(data_grid_of=section.name))


def _notes() -> html.Section:
    return components.notes(
        [
            (
                gettext("What is counted"),
                gettext("Active subscriptions with licences on the as-of date. Trials count unless one is named."),
            ),
            (
                gettext("Coverage"),
                gettext("A subscription that is missing from the reports for more than 14 days is gone. Gaps are not zeros."),
            ),
            (gettext("Exports"), gettext("A file holds every filtered row, not only those loaded on the page.")),
        ]
    )
