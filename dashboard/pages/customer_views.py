"""Saved views of the list of customers: links, and forms to keep, share, begin with and forget one."""

from collections.abc import Sequence
from typing import Any

from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.saved_views import LONGEST_NAME, View, views_of
from dashboard.data.question import Question
from dashboard.services import services
from dashboard.ui import controls, posted
from dashboard.ui.controls import Child
from dashboard.ui.drawn import Native
from dashboard.ui.marks import marks

PAGE = "/customers"


def views_menu(question: Question) -> Child:
    """The popover; assets/facets.js sends the address along with its forms. A view opens on the day of the page."""
    day = _day(question)
    every = views_of(services().store, current_user, PAGE)
    own, shared = [one for one in every if one.own], [one for one in every if not one.own]
    parts: list[Child] = [html.A(gettext("All customers"), href=_address(f"region={question.scope.region.code}", day))]
    parts += _group(gettext("My views"), [_own(one, day) for one in own])
    parts += _group(gettext("Shared by colleagues"), [_link(one, day, one.owner) for one in shared])
    if any(one.start for one in own):
        press = posted.submit(gettext("Start without a view"))
        parts.append(_form("/views/0/start", [press]))
    return controls.popover(gettext("Views"), None, [html.Div(parts, className="views"), _save()])


def _day(question: Question) -> str:
    as_of = question.moment.as_of
    return "" if as_of == services().settings.as_of() else f"as_of={as_of.isoformat()}"


def _address(*queries: str) -> str:
    return f"{PAGE}?{'&'.join(filter(None, queries))}"


def _group(title: str, entries: Sequence[Child]) -> list[Child]:
    return [html.P(title, className="menu-title"), html.Ul([html.Li(entry) for entry in entries])] if entries else []


def _link(one: View, day: str, detail: str = "") -> html.Span:
    more: list[Child] = [" ", html.Span(detail, className="muted")] if detail else []
    return html.Span([html.A(one.name, href=_address(one.query, day)), *more])


def _own(one: View, day: str) -> html.Div:
    words = [*([gettext("start")] if one.start else []), *([gettext("shared")] if one.shared else [])]
    acts: list[Child] = []
    if not one.start:
        label = gettext("Start with the view %(name)s", name=one.name)
        acts.append(_form(f"/views/{one.view_id}/start", [posted.submit(gettext("Start with this"), label=label)]))
    label = gettext("Delete the view %(name)s", name=one.name)
    acts.append(_form(f"/views/{one.view_id}/delete", [posted.submit(gettext("Delete"), label=label)]))
    return html.Div([_link(one, day, ", ".join(words)), html.Div(acts, className="acts")], className="view")


def _save() -> Child:
    box: Any = Native("input", {"type": "checkbox", "name": "shared", "value": "1", "class": "form-check-input"})
    fields: list[Child] = [
        posted.field(gettext("Name of the view"), "name", maxlength=str(LONGEST_NAME), required="", autocomplete="off"),
        html.Label([box, gettext("Share with colleagues")], className="choice"),
        posted.submit(gettext("Save this view"), "primary"),
    ]
    return _form("/views", fields, look="form")


def _form(action: str, fields: Sequence[Child], look: str = "inline-form") -> html.Form:
    inside = [*fields, posted.hidden("query", "")]
    return html.Form(inside, method="post", action=action, className=look, **marks(data_view=""))
