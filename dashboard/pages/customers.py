"""The list of customers: found by name, by a user's address, by what they are and what they need."""

from collections.abc import Sequence
from typing import Any

from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.customer_list import CUSTOMERS
from dashboard.data.facets import CHOICES, facets
from dashboard.data.question import Question, View
from dashboard.pages.analytics import analytics_page
from dashboard.pages.customer_tagging import tagging_menu
from dashboard.pages.customer_views import views_menu
from dashboard.ui import components, facet_parts, formats
from dashboard.ui.controls import Child
from dashboard.ui.names import member_names
from dashboard.ui.sections import Page, Preset, Section, Values
from dashboard.words import N_

_MOST_TAGS = 40  # shown: more are found by typing in the address or by the filter of the table


def _finding(question: Question, values: Values) -> str:
    number, soon = (int(values[key].number or 0) for key in ("customers", "expires_soon"))
    return ngettext(
        "%(n)s customer; %(soon)s with something that ends within 14 days",
        "%(n)s customers; %(soon)s with something that ends within 14 days",
        number,
        n=formats.count(number),
        soon=formats.count(soon),
    )


def _presets() -> list[Preset]:
    trials = {"customers.filter.statuses": "trial", "customers.filter.trial_days_left": "<=14"}
    return [(gettext("Trials that end within 14 days"), trials)]


def _facets(question: Question, view: View) -> list[Child]:
    """The search box and a group for each facet, counted under the filters of all others."""
    found, scope = facets(question, view), question.scope
    titles = {
        "statuses": gettext("Status"),
        "managed_by": gettext("Managed by"),
        "products": gettext("Product"),
        "subscription_types": gettext("Subscription type"),
    }
    groups: list[Child] = []
    for facet in CHOICES:
        names = member_names(facet)
        if facet == "managed_by":
            chosen: Sequence[str] = [scope.managed_by] if scope.managed_by else []
            groups.append(facet_parts.group("managed_by", "one", titles[facet], found[facet], names, chosen))
        else:
            parameter = f"customers.filter.{facet}"
            chosen = _chosen(view, facet)
            groups.append(facet_parts.group(parameter, "joined", titles[facet], found[facet], names, chosen))
    groups.append(_tags(found["tags"], scope.tags))
    menus = html.Div([views_menu(question), *tagging_menu(question, view)], className="acts start")
    return [menus, facet_parts.search_box(scope.search), *groups]


def _chosen(view: View, facet: str) -> list[str]:
    parts = [part for part in view.filters if part.column == facet and part.operator == "any"]
    return [str(one) for part in parts for one in part.values]


def _tags(found: dict[str, int], chosen: tuple[str, ...]) -> Child:
    """The tags that most customers bear, those in force always among them, in order."""
    taken = {tag.casefold() for tag in chosen}
    most = sorted(found, key=lambda tag: (tag.casefold() not in taken, -found[tag]))[:_MOST_TAGS]
    shown = {tag: number for tag, number in found.items() if tag in most}
    return facet_parts.group("tag", "repeated", gettext("Tag"), shown, {}, chosen)


def _notes(question: Question) -> list[tuple[str, str]]:
    return [
        (
            gettext("Statuses"),
            gettext(
                "Expires soon: something ends within 14 days. No recent activity: no administrator of the customer "
                "signed in for 90 days; where that is unknown, nothing is said. Expired: nothing is active any more."
            ),
        ),
        (
            gettext("Search"),
            gettext("By part of the customer's name; from three letters on by part of a user's e-mail address too."),
        ),
        (gettext("Exports"), gettext("A file holds every filtered row, not only those loaded on the page.")),
    ]


CUSTOMER_LIST = Section(
    CUSTOMERS,
    _finding,
    lambda question: gettext("No customer is known yet. Import a Customers or a Subscription Details report."),
    lambda question: components.empty_state("no_data", gettext("No customer is known yet"), ""),
    presets=_presets,
    facets=_facets,
    launches=True,
)

PAGE = Page(
    name="customers_page",
    path="/customers",
    title=N_("Customers"),
    kpis=lambda question: (),
    items=(CUSTOMER_LIST,),
    notes=_notes,
    right="customers",
)


def layout(**query: Any) -> Any:
    """The page for a query string, its values as Dash passes them."""
    return analytics_page(PAGE, query)
