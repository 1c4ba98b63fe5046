"""The proof of a KPI: what it means, what it is divided by, the rows that make it, and whether all of it agrees."""

from typing import Any

from dash import dcc, html
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from dashboard import asking
from dashboard.address import Arguments, Reader
from dashboard.data.proof import prove
from dashboard.data.question import Question, View
from dashboard.errors import BadParameter
from dashboard.pages import sizing
from dashboard.pages.analytics import FILTERS, asks, item_part, own, part, share_of, toggle
from dashboard.pages.frame import page_frame
from dashboard.pages.head import around, told_of
from dashboard.pages.proof_kpis import OWN_ROWS, Kpi, kpi_named, kpis
from dashboard.pages.shares import reader_of
from dashboard.ui import components, ids, proof_parts
from dashboard.ui.drawn import answer
from dashboard.ui.proof_links import PATH, page_address
from dashboard.ui.sections import Page
from dashboard.words import N_

ASKS = (*FILTERS, "product", "kpi", *sizing.ASKS, "measure")

PAGE = Page(
    name="proof",
    path=PATH,
    title=N_("Proof of a number"),
    kpis=lambda question: (),
    items=OWN_ROWS,
    notes=lambda question: (),
)


def layout(**query: Any) -> html.Div:
    """The page for a query string; raises Forbidden when the user may ask nothing."""
    arguments = MultiDict(query)
    kpi = _kpi(arguments, [])
    page, section = _home(kpi), kpi.section
    question = asking.question(Reader(arguments, lambda problem: None))
    mine = own(section) if kpi.of_section else ""
    share = share_of(ASKS, arguments, mine)
    shares = {section.name: share_of(asks(page, section), arguments, own(section))}
    frame = [
        html.Div(className="past-slot", role="status"),
        html.Div([html.H1(gettext(kpi.metric.label)), html.Div(className="chips")], className="page-head"),
        html.Div(className="notices"),
        *([html.Div(toggle(question), className="governing")] if kpi.by_product else []),
        html.P(className="proof-of"),
        html.Div(components.skeleton("strip"), className="proof-slot"),
    ]
    children = [
        dcc.Store(id=ids.ASK, data=shares),
        part(PAGE.head, ASKS, frame, mine, answered=head(share)[0]),
        item_part(page, section, question, arguments),
        html.Div(id=ids.NOTES),
    ]
    return page_frame(kpi.page.path, children, question, kpi.page.fresh(question), waits=True)


def _home(kpi: Kpi) -> Page:
    """The page whose parameters the rows depend on: those behind the KPIs on top of a page are of this one."""
    return kpi.page if kpi.section not in OWN_ROWS else PAGE


def _kpi(arguments: Arguments, refused: list[BadParameter]) -> Kpi:
    """The KPI asked for; any other text is refused and gives the first."""
    address = arguments.get("kpi", "").strip()
    found = kpi_named(address)
    if found is None and address:
        refused.append(BadParameter("kpi", N_("the name of a number, such as %(name)s"), name=next(kpis()).address))
    return found or next(kpis())


def head(share: object) -> tuple[str, None]:
    """The number, its parts and its checks, for a share of the address; filters govern it as they govern its card."""
    refused: list[BadParameter] = []
    reader = reader_of(share, refused)
    question = asking.question(reader)
    kpi = _kpi(reader.arguments, refused)
    view = _view(reader, kpi)
    found = prove(question, kpi.section.table, kpi.metric, view, kpi.asked_by)
    slots = {
        **around(kpi.page, question, refused),
        ".proof-of": _where(kpi, question, view),
        ".proof-slot": proof_parts.proof(kpi.address, kpi.metric, found),
    }
    return answer(str(share), slots, **told_of(kpi.page, question, gettext(kpi.metric.label))), None


def _view(reader: Reader, kpi: Kpi) -> View:
    """The filters of the section that count; what is wrong with them is told at the rows."""
    if not kpi.of_section:
        return View()
    quiet = Reader(reader.arguments, lambda problem: None)
    return quiet.view(kpi.section.table, own(kpi.section))


def _where(kpi: Kpi, question: Question, view: View) -> list[Any]:
    """The way back to where the number stands."""
    table = kpi.section.table if kpi.of_section else None
    place = gettext(table.title) if table else gettext("row of KPIs")
    back = html.A(gettext(kpi.page.title), href=page_address(kpi.page.path, question, table, view))
    return [back, f" · {place}"]
