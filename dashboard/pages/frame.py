"""The frame around a page's content: navigation, region picker, as-of date, freshness, account."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard import asking
from dashboard.access.accounts import Right, may
from dashboard.access.reach import regions_down
from dashboard.data.dates import Dates
from dashboard.data.freshness import Freshness
from dashboard.data.question import Question
from dashboard.services import services
from dashboard.ui import as_of_parts, components, controls, head_parts, ids, shell
from dashboard.ui.controls import Child
from dashboard.ui.drawn import tree
from dashboard.ui.marks import marks
from dashboard.words import N_

MENU: Any = (
    (
        ("/subscriptions", "subscriptions", N_("Subscriptions")),
        ("/changes", "change", N_("What changed")),
        ("/calling", "call", N_("Calling engagement")),
        ("/queues", "queue", N_("Call queues")),
        ("/customers", "customers", N_("Customers")),
        ("/quality", "check", N_("Data quality")),
    ),
    (("/reports", "report", N_("Reports")),),
    (
        ("/users", "people", N_("Users")),
        ("/audit", "table", N_("Audit log")),
        ("/account", "account", N_("Account")),
        ("/help", "help", N_("Help")),
    ),
)
"""Groups of entries: address, icon, label."""

ANALYTICS = ("/subscriptions", "/changes", "/calling", "/queues", "/quality", "/reports")
"""What only roles that see analytics may open."""

NEEDS: dict[str, Right] = {"/users": "users_view", "/audit": "audit_view"}
"""The right that other entries need."""


def page_frame(
    path: str,
    children: Sequence[Child],
    question: Question | None = None,
    found: Freshness | None = None,
    *,
    dates: Dates | None = None,
    title: str = "",
    waits: bool = False,
) -> html.Div:
    """A whole page; with a question it shows the region picker, the date and how far its data reaches.

    `dates` fill the control of the date, `title` is the document's when it says more than the page's own. `waits`: it
    has parts that callbacks answer, which bring both, and is ready when they are (assets/state.js).
    """
    return shell.frame(
        nav=menu(path, carried(question) if question else ""),
        context_bar=_context(question, found, dates) if question else [shell.context_space()],
        main_children=[*outages(), *children],
        user_initials=current_user.email[:2].upper(),
        user_name=current_user.email,
        theme=asking.theme(),
        ready=not waits,
        title=title,
    )


def outages() -> list[Child]:
    """What the lists of regions leave out, as a notice."""
    down = regions_down()
    if not down:
        return []
    title = gettext("Out of reach: %(names)s.", names=", ".join(down))
    text = gettext("The database does not answer. Its customers are missing from every list until it does.")
    return [components.notice("error", title, text)]


def carried(question: Question) -> str:
    """What links to pages of the same region and day name of them: a query string, "" for what needs no naming."""
    query, as_of = {}, question.moment.as_of
    if question.scope.region.code != next(iter(asking.scopes("customers"))):
        query["region"] = question.scope.region.code
    if as_of != services().settings.as_of():
        query["as_of"] = as_of.isoformat()
    return urlencode(query)


def quality_address(question: Question) -> str:
    """Where what is wrong with the data of the question is listed, "" for roles that may not see it."""
    return shell.carrying("/quality", carried(question)) if _may_open("/quality") else ""


def menu(path: str, query: str = "") -> list[list[shell.Entry]]:
    """The entries that the user may open, the one of the path as the current page; `query` is what they carry along."""
    return [
        [
            (shell.carrying(href, query), icon, gettext(label), href == path)
            for href, icon, label in group
            if _may_open(href)
        ]
        for group in MENU
    ]


def _may_open(path: str) -> bool:
    if path in NEEDS:
        return may(current_user, NEEDS[path])
    return path not in ANALYTICS or may(current_user, "analytics")


def _context(question: Question, found: Freshness | None, dates: Dates | None) -> list[Child]:
    drawn = tree(as_of_parts.control(dates, question.moment.as_of)) if dates else None
    fresh = html.Div(
        head_parts.freshness_line(found, quality_address(question)), id=ids.FRESHNESS, className="freshness"
    )
    as_of = html.Div(id=ids.AS_OF, className="as-of-slot", **marks(data_draw=drawn))
    return [*_region_picker(question), as_of, shell.context_space(), fresh, shell.context_rule()]


def _region_picker(question: Question) -> list[Child]:
    """Not shown when there is only one region to see."""
    codes = list(asking.scopes("customers"))
    if len(codes) < 2:
        return []
    picker = controls.segmented(
        control="region",
        name=gettext("Region"),
        options=[(code, code) for code in codes],
        value=question.scope.region.code,
        default=codes[0],
        id=ids.REGION,
        look="tabs",
    )
    return [picker, shell.context_rule()]
