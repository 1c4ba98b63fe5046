"""The frame around every page: skip link, navigation, context bar, main."""

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext

from dashboard.ui import ids
from dashboard.ui.controls import Child, icon_button
from dashboard.ui.formats import language
from dashboard.ui.icons import Icon, icon
from dashboard.ui.marks import marks
from dashboard.ui.tokens import Theme

Entry = tuple[str, Icon, str, bool]
"""Where a navigation entry leads, its icon, its label, whether it is the current page."""

CARRYING = ("/", "/subscriptions", "/changes", "/calling", "/queues", "/customers", "/quality")
"""Pages that speak of a region and a day: links to them keep both."""


def frame(
    *,
    nav: Sequence[Sequence[Entry]],
    context_bar: Sequence[Child],
    main_children: Sequence[Child],
    user_initials: str,
    user_name: str,
    theme: Theme,
    ready: bool = False,
    title: str = "",
) -> html.Div:
    """A whole page. `nav` holds groups of entries, a rule between them; `context_bar` the region picker, the as-of date
    and the freshness, in order: `context_rule()` and `context_space()` part them. `title`: the document's, when it is
    not the page's own."""
    skip = html.A(gettext("Skip to content"), href=f"#{ids.MAIN}", className="skip")
    announcer = html.Div(id=ids.ANNOUNCER, className="hidden-text", role="status", **marks(aria_live="polite"))
    state = marks(data_ready="true" if ready else "false", data_updated=gettext("Updated"), data_title=title or None)
    main = html.Main(list(main_children), id=ids.MAIN, tabIndex=-1, className="main", **state)
    bar = html.Header(
        [_menu(nav), *context_bar, *_switches(theme), _account(user_initials, user_name, theme)],
        className="context-bar",
    )
    page = html.Div([bar, main], className="page")
    return html.Div([skip, _navigation(nav), page, announcer], className="shell")


def context_rule() -> html.Span:
    """A hairline between two things of the context bar."""
    return html.Span(className="context-rule")


def context_space() -> html.Span:
    """Pushes what follows it to the right end of the context bar."""
    return html.Span(className="context-space")


def carrying(path: str, query: str) -> str:
    """The address of a page, with the query string when it is one of those that keep it."""
    return f"{path}?{query}" if query and path in CARRYING else path


def _carry(href: str) -> dict[str, Any]:
    """The mark of links whose query assets/state.js keeps up with the page's."""
    return marks(data_carry="" if href.partition("?")[0] in CARRYING else None)


def _navigation(nav: Sequence[Sequence[Entry]]) -> html.Nav:
    query = next((href.partition("?")[2] for group in nav for href, *_ in group if "?" in href), "")
    home = carrying("/", query)
    mark = html.Span([html.Span(className=part) for part in ("used", "assigned", "available")], className="brand-mark")
    brand = html.A(
        [mark, html.Span(gettext("Partner analytics"), className="nav-text")],
        href=home,
        className="brand",
        **_carry(home),
    )
    inside = html.Div([brand, *_groups(nav), _fold()], className="nav-inside")
    return html.Nav(inside, className="nav", **marks(aria_label=gettext("Main")))


def _fold() -> dbc.Checkbox:
    """A native checkbox: the style sheet folds the navigation while it is checked; the browser remembers it."""
    label = html.Span([icon("fold"), html.Span(gettext("Collapse"), className="nav-text")], className="fold-label")
    return dbc.Checkbox(
        id=ids.NAV_FOLD, label=label, value=False, persistence=True, persistence_type="local", class_name="nav-fold"
    )


def _groups(nav: Sequence[Sequence[Entry]]) -> list[Child]:
    return [html.Ul([html.Li(_entry(entry)) for entry in group]) for group in nav]


def _entry(entry: Entry) -> html.A:
    href, sign, label, current = entry
    here = marks(aria_current="page" if current else None)
    return html.A([icon(sign), html.Span(label, className="nav-text")], href=href, title=label, **here, **_carry(href))


def _menu(nav: Sequence[Sequence[Entry]]) -> Child:
    """The navigation of a phone."""
    label = html.Span(gettext("Menu"), className="hidden-text")
    summary = html.Summary([icon("menu"), label], className="button quiet bare")
    panel = html.Nav(_groups(nav), className="popover-panel menu", **marks(aria_label=gettext("Menu")))
    return html.Details([summary, panel], className="popover phone-menu")


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
        html.Button([icon("sign-out"), html.Span(gettext("Sign out"))], type="submit", className="button quiet"),
        method="post",
        action="/logout",
    )
    summary = html.Summary(
        [
            html.Span(initials, className="avatar", **marks(aria_hidden="true")),
            html.Span(gettext("Account: %(name)s", name=name), className="hidden-text"),
            icon("chevron"),
        ],
        className="button quiet",
    )
    panel = html.Div(
        [html.P(name, className="muted"), html.Div(_switches(theme), className="phone-only"), leave],
        className="popover-panel menu",
    )
    return html.Details([summary, panel], className="popover account")
