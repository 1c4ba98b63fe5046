"""The list of customers: found by name, by a user's address, by what they are and what they need."""

from typing import Any

from flask_babel import gettext, ngettext

from dashboard.data.customers.facets import CHOICES, facets
from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.query.question import Question, View
from dashboard.i18n import N_
from dashboard.pages.base.analytics import analytics_page
from dashboard.pages.base.head import spelled, tag_options
from dashboard.pages.base.work import work_menus
from dashboard.pages.customers.actions import acts_panel
from dashboard.ui import components, formats, ids
from dashboard.ui.controls import Child
from dashboard.ui.names import member_names
from dashboard.ui.parts import facets as facet_parts
from dashboard.ui.sections import Facets, Menu, Page, Preset, Section, Values

_MOST_TAGS = 40  # shown: more are found by typing in the address or by the filter of the table


def _finding(question: Question, values: Values) -> str:
    number, soon = (int(values[key].number or 0) for key in ("customers", "expires_soon"))
    return ngettext(
        "%(n)s customer; %(soon)s with something that ends within %(days)s days",
        "%(n)s customers; %(soon)s with something that ends within %(days)s days",
        number,
        n=formats.count(number),
        soon=formats.count(soon),
        days=question.moment.rules.expires_soon_days,
    )


def _presets() -> list[Preset]:
    trials = {"customers.filter.statuses": "trial", "customers.filter.trial_days_left": "<=14"}
    return [(gettext("Trials that end within 14 days"), trials)]


def _groups(question: Question, view: View) -> list[Child]:
    """The search box and a group for each facet."""
    offered, scope = _options(question, view), question.scope
    titles = {
        "statuses": gettext("Status"),
        "products": gettext("Product"),
        "subscription_types": gettext("Subscription type"),
    }
    label = gettext("Name, or e-mail of a user")
    managers = facet_parts.one(
        ids.MANAGED_BY, gettext("Managed by"), offered["managed_by"][1:], scope.managed_by or facet_parts.ANY
    )
    chosen = spelled(question, facets(question, view)["tags"])
    tags = facet_parts.several(ids.TAGS, gettext("Tag"), offered["tag"], chosen)
    groups = [
        facet_parts.several(ids.facet(_parameter(facet)), title, offered[_parameter(facet)], _chosen(view, facet))
        for facet, title in titles.items()
    ]
    return [facet_parts.search_box(label, scope.search), groups[0], managers, *groups[1:], tags]


def _options(question: Question, view: View) -> dict[str, facet_parts.Options]:
    """What each group offers, counted under the filters of all others, by its parameter of the address."""
    counts = facets(question, view)
    manager = [question.scope.managed_by] if question.scope.managed_by else []
    every = {"value": facet_parts.ANY, "label": gettext("All")}
    offered = {
        _parameter(facet): facet_parts.options(counts[facet], member_names(facet), _chosen(view, facet))
        for facet in CHOICES
        if facet != "managed_by"
    }
    offered["managed_by"] = [every, *facet_parts.options(counts["managed_by"], member_names("managed_by"), manager)]
    return {**offered, "tag": _tags(question, counts["tags"])}


def _parameter(facet: str) -> str:
    return f"{CUSTOMERS.name}.filter.{facet}"


def _chosen(view: View, facet: str) -> list[str]:
    parts = [part for part in view.filters if part.column == facet and part.operator == "any"]
    return [str(value).lower() for part in parts for value in part.values]


def _tags(question: Question, counts: dict[str, int]) -> facet_parts.Options:
    """The tags that most customers have, those in force always among them, in order."""
    taken = {tag.casefold() for tag in question.scope.tags}
    most = sorted(counts, key=lambda tag: (tag.casefold() not in taken, -counts[tag]))[:_MOST_TAGS]
    return tag_options(question, {tag: number for tag, number in counts.items() if tag in most})


def _menus() -> list[Menu]:
    """Saved views, and what can be done with the customers of the list and about them."""
    return [
        Menu("acts", N_("Act on customers"), "people", acts_panel),
        *work_menus(CUSTOMERS),
    ]


def _notes(question: Question) -> list[tuple[str, str]]:
    return [
        (
            gettext("Statuses"),
            gettext(
                "Expires soon: something ends within %(soon)s days. No recent activity: no administrator of the "
                "customer signed in for %(away)s days; where that is unknown, nothing is said. Expired: nothing is "
                "active any more.",
                soon=question.moment.rules.expires_soon_days,
                away=question.moment.rules.inactive_days,
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
    facets=Facets(_groups, _options),
    menus=_menus,
    selects=True,
    launches=True,
)

PAGE = Page(
    name="customers_page",
    path="/customers",
    title=N_("Customers"),
    icon="customers",
    kpis=lambda question: (),
    items=(CUSTOMER_LIST,),
    notes=_notes,
    right="customers",
)


def layout(**query: Any) -> Any:
    """The page for a query string, its values as Dash passes them."""
    return analytics_page(PAGE, query)
