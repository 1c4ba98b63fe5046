"""Subscription analytics: who is new, who ends or renews, who pays for licences nobody uses, who is over the limit."""

from typing import Any

from flask_babel import gettext

from dashboard.data import subscriptions as data
from dashboard.data.question import Question
from dashboard.data.right_sizing import RIGHT_SIZING
from dashboard.pages import findings, sizing
from dashboard.pages.analytics import analytics_page
from dashboard.pages.licence_trend import LICENCE_TREND
from dashboard.pages.subscription_kpis import kpis
from dashboard.ui.section_parts import no_report
from dashboard.ui.sections import Page, Section
from dashboard.words import N_

SECTIONS = (
    Section(
        data.RECENTLY_ADDED,
        findings.recently_added,
        lambda question: gettext("No active subscription was added in the 90 days up to this date."),
        no_report,
    ),
    Section(
        data.EXPIRING,
        findings.expiring,
        lambda question: gettext("No trial, and no subscription without auto-renewal, ends in the next 90 days."),
        no_report,
    ),
    Section(
        data.RENEWING,
        findings.renewing,
        lambda question: gettext("No subscription with auto-renewal ends in the next 90 days."),
        no_report,
    ),
    Section(
        RIGHT_SIZING,
        sizing.finding,
        lambda question: gettext("No subscription with auto-renewal ends in the next 90 days."),
        no_report,
        sizing.note,
        asks=("window", "buffer"),
        controls=sizing.settings,
        sums=sizing.cost,
    ),
    Section(
        data.LOW_ASSIGNMENT,
        findings.low_assignment,
        lambda question: gettext("No customer is below the lowest quarter of its region."),
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
        (gettext("Exports"), gettext("A file holds every filtered row, not only those loaded on the page.")),
    ]


PAGE = Page(
    name="subscriptions",
    path="/subscriptions",
    title=N_("Subscriptions"),
    kpis=kpis,
    items=(LICENCE_TREND, *SECTIONS),
    notes=_notes,
    by_product=True,
)


def layout(**query: Any) -> Any:
    """The page for a query string, its values as Dash passes them."""
    return analytics_page(PAGE, query)
