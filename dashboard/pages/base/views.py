"""Saved views of a page: links, and forms to keep, share, begin with and forget one, in a menu of its head."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.account.saved_views import LONGEST_NAME, View, home_of, views_of
from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.renewals.table import RENEWALS
from dashboard.services import services
from dashboard.ui import controls, ids, post_forms
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks

KIND = "views"


def views_menu(page: str) -> html.Details:
    """The menu of the page of that name."""
    return controls.menu(gettext("Views"), "table", ids.menu(page, KIND), ids.panel(page, KIND))


def views_now(page: str, region: str) -> html.Details:
    """The menu of a path whose page asks no question, with what it holds."""
    return controls.popover(gettext("Views"), "table", views_panel(page, region))


def views_panel(page: str, region: str, as_of: date | None = None) -> list[Child]:
    """What the menu of a path holds; assets/address.js sends the address along. A view opens on the day of the page."""
    today = services().settings.as_of()
    day = f"as_of={as_of.isoformat()}" if as_of and as_of != today else ""
    every = views_of(services().store, current_user, page)
    own, shared = [view for view in every if view.own], [view for view in every if not view.own]
    whole = f"{page}?{'&'.join(filter(None, (urlencode({'region': region}), day)))}"
    parts: list[Child] = [html.A(gettext("Without a view"), href=whole)]
    parts += _group(gettext("Work"), [html.A(name, href=f"{whole}&{query}") for name, query in _of_work(page)])
    parts += _group(gettext("My views"), [_own(view, day) for view in own])
    parts += _group(gettext("Shared by colleagues"), [_link(view, day, view.owner) for view in shared])
    if any(view.start for view in own):
        parts.append(_form(page, "/views/0/start", [post_forms.submit(gettext("Start without a view"))]))
    if (home := home_of(services().store, current_user)) is not None:
        beginning = html.P(gettext("After signing in you begin with %(name)s.", name=home.name), className="muted")
        parts += [beginning, _form(page, "/views/0/home", [post_forms.submit(gettext("Begin with the overview"))])]
    return [html.Div(parts, className="views"), _save(page)]


def _of_work(page: str) -> list[tuple[str, str]]:
    """Views that everybody has where rows have work: name and query."""
    table = {"/customers": CUSTOMERS, "/renewals": RENEWALS}.get(page)
    if table is None:
        return []
    views = {gettext("Mine"): "owner=me", gettext("Due this week"): "due=this_week"}
    views[gettext("Without owner")] = "owner=unknown"
    return [(name, f"{table.name}.filter.{condition}") for name, condition in views.items()]


def _address(view: View, day: str) -> str:
    return f"{view.page}?{'&'.join(filter(None, (view.query, day)))}"


def _group(title: str, entries: Sequence[Child]) -> list[Child]:
    return [html.P(title, className="menu-title"), html.Ul([html.Li(entry) for entry in entries])] if entries else []


def _link(view: View, day: str, detail: str = "") -> html.Span:
    more: list[Child] = [" ", html.Span(detail, className="muted")] if detail else []
    return html.Span([html.A(view.name, href=_address(view, day)), *more])


def _own(view: View, day: str) -> html.Div:
    words = [
        *([gettext("start")] if view.start else []),
        *([gettext("first page")] if view.home else []),
        *([gettext("shared")] if view.shared else []),
    ]
    acts: list[Child] = []
    if not view.start:
        label = gettext("Start with the view %(name)s", name=view.name)
        acts.append(_act(view, "start", gettext("Start with this"), label))
    if not view.home:
        label = gettext("Begin with the view %(name)s after signing in", name=view.name)
        acts.append(_act(view, "home", gettext("As first page"), label))
    acts.append(_act(view, "delete", gettext("Delete"), gettext("Delete the view %(name)s", name=view.name)))
    return html.Div([_link(view, day, ", ".join(words)), html.Div(acts, className="acts")], className="view")


def _act(view: View, act: str, text: str, label: str) -> html.Form:
    return _form(view.page, f"/views/{view.view_id}/{act}", [post_forms.submit(text, label=label)])


def _save(page: str) -> Child:
    box = dbc.Checkbox(name="shared", value=False, label=gettext("Share with colleagues"), class_name="choice")
    fields: list[Child] = [
        post_forms.field(
            gettext("Name of the view"), "name", maxlength=LONGEST_NAME, required=True, autocomplete="off"
        ),
        box,
        post_forms.submit(gettext("Save this view"), "primary"),
    ]
    return _form(page, "/views", fields, look="form")


def _form(page: str, action: str, fields: Sequence[Child], look: str = "inline-form") -> html.Form:
    inside = [*fields, post_forms.hidden("page", page), post_forms.hidden("query", "")]
    return html.Form(inside, method="post", action=action, className=look, **marks(data_view=""))
