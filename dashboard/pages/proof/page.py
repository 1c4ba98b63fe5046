"""The proof of a KPI: what it means, what it is divided by, the rows that make it, and whether all of it agrees."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dash import html
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from dashboard.data.proof.proof import prove
from dashboard.data.query.question import Question, View
from dashboard.errors import BadParameter
from dashboard.i18n import N_
from dashboard.pages.base.analytics import analytics_page
from dashboard.pages.proof.kpis import Kpi, kpi_named, kpis
from dashboard.ui.controls import Child
from dashboard.ui.links import PATH, page_address
from dashboard.ui.parts import proof as proof_parts
from dashboard.ui.parts.section import eyebrow
from dashboard.ui.sections import Page

TITLE = N_("Proof of a number")


def layout(**query: Any) -> html.Div:
    """The page for a query string; raises Forbidden when the user may ask nothing."""
    arguments = MultiDict(query)
    refused = []
    if (address := arguments.get("kpi", "").strip()) and kpi_named(address) is None:
        example = next(kpis()).address
        refused.append(BadParameter("kpi", N_("the name of a number, such as %(name)s"), name=example))
    return analytics_page(page_of(arguments), query, refused)


def page_of(arguments: Mapping[str, str]) -> Page:
    """The page of the KPI that an address names, of the first for any other name.

    The proof stands in the answer of the section that holds the rows: both speak of the same question.
    """
    kpi = kpi_named(arguments.get("kpi", "").strip()) or next(kpis())

    def above(question: Question, view: View) -> list[Child]:
        return _proof(kpi, question, view)

    return Page(
        name="proof",
        path=PATH,
        title=kpi.metric.label,
        icon=kpi.page.icon,
        kpis=lambda question: (),
        items=(replace(kpi.section, above=above),),
        notes=lambda question: (),
        fresh=kpi.page.fresh,
        dates=kpi.page.dates,
        by_product=kpi.by_product,
        right=kpi.page.right,
    )


def _proof(kpi: Kpi, question: Question, view: View) -> list[Child]:
    """Where the number stands, what it means, its parts and its checks; filters of a section count for its own KPIs."""
    counted = view if kpi.of_section else View()
    proved = prove(question, kpi.section.table, kpi.metric, counted, kpi.asked_by)
    place = html.P(_where(kpi, question, counted), className="proof-of")
    return [place, *proof_parts.proof(kpi.address, kpi.metric, proved, question.moment.rules)]


def _where(kpi: Kpi, question: Question, view: View) -> list[Any]:
    """The way back to where the number stands."""
    table = kpi.section.table if kpi.of_section else None
    place = eyebrow(question, table) if table else gettext("row of KPIs")
    back = html.A(gettext(kpi.page.title), href=page_address(kpi.page.path, question, table, view))
    return [back, f" · {place}"]
