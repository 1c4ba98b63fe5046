"""Subscription analytics: who is new, who ends or renews, who pays for licences nobody uses, who is over the limit."""

from typing import Any

from flask_babel import gettext

from dashboard.data import subscriptions as data
from dashboard.pages import findings
from dashboard.pages.analytics import analytics_page
from dashboard.ui.sections import Section
from dashboard.words import N_

PATH = "/subscriptions"
TITLE = N_("Subscriptions")
ICON = "subscriptions"

SECTIONS = (
    Section(
        data.RECENTLY_ADDED,
        findings.recently_added,
        lambda question: gettext("No active subscription was added in the 90 days up to this date."),
    ),
    Section(
        data.EXPIRING,
        findings.expiring,
        lambda question: gettext("No trial, and no subscription without auto-renewal, ends in the next 90 days."),
    ),
    Section(
        data.RENEWING,
        findings.renewing,
        lambda question: gettext("No subscription with auto-renewal ends in the next 90 days."),
    ),
    Section(
        data.LOW_ASSIGNMENT,
        findings.low_assignment,
        lambda question: gettext("No customer is below the lowest quarter of its region."),
        findings.low_assignment_note,
    ),
    Section(
        data.OVERAGE,
        findings.overage,
        lambda question: gettext("No active subscription has more licences assigned than purchased."),
    ),
)


def layout(**query: Any) -> Any:
    """The page for a query string, its values as Dash passes them."""
    return analytics_page(PATH, gettext(TITLE), SECTIONS, query)
