"""The frame around a page's content: navigation, region picker, as-of date, freshness, account."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access import request_scope
from dashboard.access.account.saved_views import begins_with_view
from dashboard.access.organisation import is_set_up
from dashboard.access.rights import may
from dashboard.access.visible_regions import regions_down
from dashboard.alerts.inbox import bell
from dashboard.data.provenance.dates import Dates
from dashboard.data.query.question import Question
from dashboard.pages.base.menu import carrying, kept, kept_of, menu
from dashboard.services import services
from dashboard.ui import components, controls, ids, shell
from dashboard.ui.controls import Child
from dashboard.ui.links import ALERTS
from dashboard.ui.parts import as_of as as_of_parts


def page_frame(
    path: str,
    children: Sequence[Child],
    question: Question | None = None,
    *,
    dates: Dates | None = None,
    freshness: Sequence[Child] = (),
    picker: bool = True,
    defaults: Mapping[str, str] = {},  # noqa: B006 - nobody writes to it
    address: Mapping[str, Any] = {},  # noqa: B006
) -> html.Div:
    """A whole page; with a question it shows the region picker, the date and how far its data reaches.

    `picker`: whether it is of one region. `defaults`: what controls of its own say where the address does not.
    `address`: the query of a page without a question, whose region and day its links keep.
    """
    query = carried(question) if question else kept(address)
    stores = (
        [dcc.Store(id=ids.DEFAULTS, data={**_defaults(path), **defaults}), dcc.Store(id=ids.AGAIN, data=0)]
        if question
        else []
    )
    return shell.frame(
        nav=navigation(path, query),
        context_bar=_context(question, dates, freshness, picker) if question and dates else [shell.context_space()],
        main_children=[*stores, *outages(), *_set_up(), *children],
        user_initials=current_user.email[:2].upper(),
        user_name=current_user.email,
        theme=request_scope.theme(),
        alerts=bell(services(), current_user),
        alerts_address=carrying(ALERTS, query),
    )


def navigation(path: str, query: str = "") -> list[Child]:
    """The links to all pages; they keep the region and the day of the query."""
    return shell.nav_links(menu(path, query), carrying("/", query))


def _defaults(path: str) -> dict[str, Any]:
    """What each control says where the address does not name it, and whether a page without a query begins with a
    view."""
    return {
        "begins": begins_with_view(services().store, current_user, path),
        ids.REGION: next(iter(request_scope.scopes("customers"))),
        ids.COMPARE: "",
        ids.AS_OF: services().settings.as_of().isoformat(),
        ids.PRODUCT: "meetings",
        ids.WEEKS: "26",
        ids.WINDOW: "13",
        ids.BUFFER: "10",
        ids.MEASURE: "total_customers",
        ids.DAYS: "90",
        ids.SEARCH: "",
    }


def outages() -> list[Child]:
    """What the lists of regions leave out, as a notice."""
    down = regions_down()
    if not down:
        return []
    title = gettext("Out of reach: %(names)s.", names=", ".join(down))
    text = gettext("The database does not answer. Its customers are missing from every list until it does.")
    return [components.notice("error", title, text)]


def _set_up() -> list[Child]:
    """The way to the set-up assistant, for those who may go it, until it is done."""
    if not may(current_user, "users_edit") or is_set_up(services().store):
        return []
    go_on = html.A(gettext("Go on with the set-up assistant"), href="/setup")
    text = gettext("Name your organisation, accept the terms and give yourself a sign-in of your own.")
    return [components.notice("info", gettext("Set-up is not finished."), text, go_on, sign="account")]


def carried(question: Question) -> str:
    """What links to pages of the same region and day name of them: a query string, "" for what needs no naming."""
    code, first = question.scope.region.code, next(iter(request_scope.scopes("customers")))
    return kept_of(code if code != first else "", question.moment.as_of)


def quality_address(question: Question) -> str:
    """Where what is wrong with the data of the question is listed, "" for roles that may not see it."""
    return carrying("/quality", carried(question)) if may(current_user, "analytics") else ""


def _context(question: Question, dates: Dates, freshness: Sequence[Child], picker: bool) -> list[Child]:
    fresh = html.Div(list(freshness), id=ids.head("freshness"), className="freshness")
    as_of = as_of_parts.control(dates, question.moment.as_of, question.compare.as_of if question.compare else None)
    return [*(_region_picker(question) if picker else []), as_of, shell.context_space(), fresh, shell.context_rule()]


def _region_picker(question: Question) -> list[Child]:
    """Not shown when there is only one region to see."""
    codes = list(request_scope.scopes("customers"))
    if len(codes) < 2:
        return []
    picker = controls.segmented(
        control="region",
        name=gettext("Region"),
        options=[(code, code) for code in codes],
        value=question.scope.region.code,
        id=ids.REGION,
        look="tabs",
    )
    return [picker, shell.context_rule()]
