"""The frame around every page: skip link, navigation, context bar, main."""

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext, ngettext

from dashboard.ui import ids
from dashboard.ui.controls import Child, icon_button
from dashboard.ui.formats import count, language
from dashboard.ui.icons import Icon
from dashboard.ui.marks import marks
from dashboard.ui.parts.states import failure_store, post_store, strip
from dashboard.ui.tokens import Theme

Entry = tuple[str, Icon, str, bool]
"""Where a navigation entry leads, its icon, its label, whether it is the current page."""


def frame(
    *,
    nav: Sequence[Child],
    context_bar: Sequence[Child],
    main_children: Sequence[Child],
    user_initials: str,
    user_name: str,
    theme: Theme,
    alerts: int = 0,
    alerts_address: str = "/alerts",
) -> html.Div:
    """A whole page. `nav` holds the links to all pages; `context_bar` the region picker, the as-of date and the
    freshness, in order: `context_rule()` and `context_space()` part them. `alerts`: how many are new, and where."""
    skip = html.A(gettext("Skip to content"), href=f"#{ids.MAIN}", className="skip")
    announcer = html.Div(id=ids.ANNOUNCER, className="hidden-text", role="status", **marks(aria_live="polite"))
    state = marks(data_ready="false", data_updated=gettext("Updated"))
    main = html.Main([strip(), *main_children], id=ids.MAIN, tabIndex=-1, className="main", **state)
    bar = html.Header(
        [
            _menu(),
            *context_bar,
            _bell(alerts, alerts_address),
            *_switches(theme),
            _account(user_initials, user_name, theme),
        ],
        className="context-bar",
    )
    page = html.Div([bar, main], className="page")
    return html.Div([skip, _navigation(nav), page, announcer, failure_store(), post_store()], className="shell")


def context_rule() -> html.Span:
    """A hairline between two things of the context bar."""
    return html.Span(className="context-rule")


def context_space() -> html.Span:
    """Pushes what follows it to the right end of the context bar."""
    return html.Span(className="context-space")


def _navigation(links: Sequence[Child]) -> html.Nav:
    """The links follow the region and the day of the page; the switch that folds them stays."""
    place = html.Div(list(links), className="nav-links")
    inside = html.Div([place, _fold()], className="nav-inside")
    return html.Nav(inside, className="nav", **marks(aria_label=gettext("Main")))


def nav_links(entries: Sequence[Sequence[Entry]], home: str) -> list[Child]:
    """The product's name, which leads home, and the groups of entries, a rule between them."""
    brand = html.A(gettext("Partner analytics"), id=ids.nav(""), href=home, className="brand")
    return [brand, *[html.Ul([html.Li(_entry(entry)) for entry in group]) for group in entries]]


def _fold() -> dbc.Checkbox:
    """A native checkbox: the style sheet folds the navigation while it is checked; the browser remembers it."""
    label = html.Span(gettext("Collapse"), className="fold-label signed icon-fold")
    return dbc.Checkbox(
        id=ids.NAV_FOLD, label=label, value=False, persistence=True, persistence_type="local", class_name="nav-fold"
    )


def _entry(entry: Entry) -> html.A:
    href, sign, label, current = entry
    here = marks(aria_current="page" if current else None)
    id = ids.nav(href.partition("?")[0])
    return html.A(label, id=id, href=href, title=label, className=f"signed icon-{sign}", **here)


def _menu() -> Child:
    """Opens the navigation on a phone (assets/popover.js)."""
    return icon_button(gettext("Menu"), "menu", look="phone-menu", **marks(data_nav=""))


def _bell(alerts: int, href: str) -> html.A:
    """Leads to the alerts; says how many are new."""
    look = "button quiet bare signed icon-bell bell"
    return html.A(bell_words(alerts), id=ids.BELL, href=href, className=look, title=gettext("Alerts"))


def bell_words(alerts: int) -> list[Child]:
    """How many alerts are new, for the eye and for assistive technology."""
    if not alerts:
        return [html.Span(gettext("Alerts"), className="hidden-text")]
    text = ngettext("%(n)s new alert", "%(n)s new alerts", alerts, n=count(alerts))
    return [
        html.Span(count(alerts), className="badge-count", **marks(aria_hidden="true", data_alerts=str(alerts))),
        html.Span(text, className="hidden-text"),
    ]


def _switches(theme: Theme) -> list[Child]:
    return [_theme_switch(theme), _language_switch()]


def _theme_switch(theme: Theme) -> html.Form:
    """Posts the other theme; the server sets the cookie and leads back to the page."""
    if theme == "dark":
        press = icon_button(gettext("Light mode"), "sun", type="submit", name="theme", value="light")
    else:
        press = icon_button(gettext("Dark mode"), "moon", type="submit", name="theme", value="dark")
    return html.Form(press, method="post", action="/theme", className="switch")


def _language_switch() -> html.Form:
    """Posts the other language, under that language's own name for itself."""
    to, label = ("en", "English") if language() == "de" else ("de", "Deutsch")
    text = html.Span(to.upper(), **marks(aria_hidden="true"))
    full = html.Span(label, className="hidden-text", lang=to)
    press = html.Button(
        [text, full], type="submit", name="language", value=to, title=label, className="button quiet bare"
    )
    return html.Form(press, method="post", action="/language", className="switch")


def _account(initials: str, name: str, theme: Theme) -> Child:
    """Who is signed in, the way out, and the switches that a phone's bar has no room for."""
    leave = html.Form(
        html.Button(gettext("Sign out"), type="submit", className="button quiet signed icon-sign-out"),
        method="post",
        action="/logout",
    )
    label = html.Span(gettext("Account: %(name)s", name=name), className="hidden-text")
    summary = html.Summary([initials, " ", label], className="button quiet avatar")
    panel = html.Div(
        [html.P(name, className="muted"), html.Div(_switches(theme), className="phone-only"), leave],
        className="popover-panel menu",
    )
    return html.Details([summary, panel], className="popover account")
