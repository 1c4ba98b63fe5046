"""Subscription analytics: who is new, who ends or renews, who pays for licences nobody uses, who is over the limit."""

from typing import Any

from flask_babel import gettext

from dashboard.data.query.question import Question
from dashboard.data.subscriptions import sections as data
from dashboard.data.subscriptions.right_sizing import RIGHT_SIZING
from dashboard.i18n import N_
from dashboard.pages.base.analytics import analytics_page
from dashboard.pages.base.work import work_menus
from dashboard.pages.subscriptions import findings, sizing
from dashboard.pages.subscriptions.kpis import kpis
from dashboard.pages.subscriptions.licence_trend import LICENCE_TREND
from dashboard.ui.parts.section import no_report
from dashboard.ui.sections import Page, Section

SECTIONS = (
    Section(
        data.RECENTLY_ADDED,
        findings.recently_added,
        lambda question: gettext("No active subscription was added in the 90 days up to this date."),
        no_report,
        findings.recently_added_note,
    ),
    Section(
        data.EXPIRING,
        findings.expiring,
        findings.nothing_expires,
        no_report,
        menus=lambda: work_menus(data.EXPIRING),
        selects=True,
    ),
    Section(
        data.RENEWING,
        findings.renewing,
        findings.nothing_renews,
        no_report,
        menus=lambda: work_menus(data.RENEWING),
        selects=True,
    ),
    Section(
        RIGHT_SIZING,
        sizing.finding,
        findings.nothing_renews,
        no_report,
        sizing.note,
        controls=sizing.settings,
        sums=sizing.cost,
    ),
    Section(
        data.LOW_ASSIGNMENT,
        findings.low_assignment,
        findings.nobody_low,
        no_report,
        findings.low_assignment_note,
    ),
    Section(
        data.OVERAGE,
        findings.overage,
        lambda question: gettext("No active subscription has more licences assigned than purchased."),
        no_report,
    ),
)


def _notes(question: Question) -> list[tuple[str, str]]:
    return [
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
        (
            gettext("Used"),
            gettext(
                "Used counts the licences that were used at least once, as the report tells it. The provider's own "
                "page speaks of the last seven days, so its numbers may be lower."
            ),
        ),
        (
            gettext("Left out"),
            gettext(
                "Packages of Wholesale and BroadWorks are not part of these numbers. Calling leaves out Call on Webex. "
                "A new customer may take a day to appear in usage."
            ),
        ),
        (gettext("Exports"), gettext("A file holds every filtered row, not only those loaded on the page.")),
    ]


PAGE = Page(
    name="subscriptions",
    path="/subscriptions",
    title=N_("Subscriptions"),
    icon="subscriptions",
    kpis=kpis,
    items=(LICENCE_TREND, *SECTIONS),
    notes=_notes,
    one_text=True,
    by_product=True,
)


def layout(**query: Any) -> Any:
    """The page for a query string, its values as Dash passes them."""
    return analytics_page(PAGE, query)
