"""Help: the partner's links and help desk, and what every number means."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.organisation import own_help_desk
from dashboard.access.region_settings import rules_seen
from dashboard.access.rights import may
from dashboard.data.changes.causes import CAUSES
from dashboard.data.changes.table import MEASURES
from dashboard.data.query.metric import Metric
from dashboard.data.subscriptions.headline_rows import BEHIND
from dashboard.data.tables import TABLES
from dashboard.i18n import N_
from dashboard.pages.base.frame import page_frame
from dashboard.pages.base.menu import Entry, carrying, kept
from dashboard.pages.help import guide
from dashboard.resources import Desk, Resource, in_language, resources
from dashboard.services import services
from dashboard.ui import components, controls, formats, post_forms
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.rules import ByRegion, said

PATH = "/help"
TITLE = N_("Help")
ENTRY = Entry(PATH, "help", TITLE, None, "administration")


def layout(**query: Any) -> html.Div:
    """The page; `q` and `category` narrow the list of all resources."""
    read = resources(services().settings.help_file)
    every, keeps = read.resources.resource, kept(query)
    body: list[Child] = [html.Div(html.H1(gettext(TITLE)), className="page-head")]
    if read.problem and may(current_user, "users_edit"):
        body.append(components.notice("warning", gettext("Your help file is not shown."), read.problem))
    body += [
        _section(gettext("What each page answers"), [guide.pages_part(keeps)]),
        *_cards(gettext("Quick links"), [resource for resource in every if resource.place == "quick"]),
        *_cards(gettext("Featured"), [resource for resource in every if resource.place == "featured"]),
        _all(every, query),
        _desk(_own_desk() or read.resources.desk),
        _section(gettext("How to get each report"), guide.reports_part(keeps)),
        _section(gettext("Glossary"), [guide.glossary_part()]),
        _definitions(),
    ]
    return page_frame(PATH, body, address=query)


def _says(text: Any) -> str:
    return in_language(text, formats.language())


def _cards(title: str, chosen: Sequence[Resource]) -> list[Child]:
    return [_section(title, [_links(chosen)])] if chosen else []


def _links(chosen: Sequence[Resource]) -> html.Ul:
    return html.Ul([html.Li(_link(resource)) for resource in chosen], className="resources")


def _link(resource: Resource) -> list[Child]:
    away: dict[str, Any] = {"target": "_blank", "rel": "noopener noreferrer"} if resource.url.startswith("http") else {}
    more = " · ".join(filter(None, (_says(resource.category), _says(resource.summary))))
    return [html.A(_says(resource.title), href=resource.url, **away), html.Span(more, className="muted")]


def _all(every: Sequence[Resource], query: Mapping[str, Any]) -> html.Section:
    wanted, category = str(query.get("q", "")).strip()[:200], str(query.get("category", ""))
    categories = sorted({_says(resource.category) for resource in every} - {""}, key=str.casefold)
    shown = [resource for resource in every if _matches(resource, wanted, category if category in categories else "")]
    parts: list[Child] = [_search(wanted, category, categories, kept(query))]
    count = gettext("%(shown)s of %(all)s resources", shown=formats.count(len(shown)), all=formats.count(len(every)))
    parts.append(html.P(count, className="row-count"))
    if shown:
        parts.append(_links(shown))
    else:
        clear = controls.link_button(gettext("Show all"), carrying(PATH, kept(query)))
        text = gettext("No resource has these words in this category.")
        parts.append(components.empty_state("filtered", gettext("Nothing found"), text, clear))
    return _section(gettext("All resources"), parts)


def _matches(resource: Resource, wanted: str, category: str) -> bool:
    text = " ".join(map(_says, (resource.title, resource.summary, resource.category))).casefold()
    return wanted.casefold() in text and category in ("", _says(resource.category))


def _search(wanted: str, category: str, categories: Sequence[str], keeps: str) -> html.Form:
    """A plain form whose address is the state: it works without any script of ours. It sends along what is kept."""
    field = dbc.Input(name="q", type="search", value=wanted, maxlength=200)
    options = [html.Option(gettext("All categories"), value="")]
    options += [html.Option(name, value=name, selected=name == category or None) for name in categories]
    choice = html.Select(options, name="category", className="form-select")
    words: Any = [html.Span(gettext("Search")), field]
    return html.Form(
        [
            html.Label(words, className="field"),
            html.Label([html.Span(gettext("Category")), choice], className="field"),
            html.Button(gettext("Search"), type="submit", className="button"),
            *(post_forms.hidden(name, text) for name, text in parse_qsl(keeps)),
        ],
        className="resource-search",
        action=PATH,
        method="get",
        **marks(role="search"),
    )


def _own_desk() -> Desk | None:
    """The help desk as it was entered on the page of settings, if it was."""
    desk = own_help_desk(services().store)
    if not desk.entered:
        return None
    return Desk(name=desk.name, note=desk.note, email=desk.email, phone=desk.phone, hours=desk.hours)


def _desk(desk: Desk) -> html.Section:
    facts = [
        (gettext("E-mail"), html.A(desk.email, href=f"mailto:{desk.email}") if desk.email else None),
        (gettext("Telephone"), html.A(desk.phone, href=f"tel:{desk.phone}") if desk.phone else None),
        (gettext("Hours"), _says(desk.hours) or None),
        (gettext("Note"), _says(desk.note) or None),
    ]
    lines = [html.Div([html.Dt(term), html.Dd(value)]) for term, value in facts if value is not None]
    return _section(_says(desk.name), [html.Dl(lines, className="desk")])


def _definitions() -> html.Section:
    groups = [
        (gettext("Subscriptions"), MEASURES),
        *((gettext(table.title), table.metrics) for table in TABLES if table not in BEHIND),
    ]
    rules = rules_seen(current_user)
    shown = [_group(title, metrics, rules) for title, metrics in groups if metrics]
    return _section(gettext("What the numbers mean"), [*shown, _causes(rules)])


def _causes(rules: ByRegion) -> html.Details:
    title = gettext("Causes of a change since last week")
    lines: list[list[Child]] = [[gettext(cause.label), said(cause.definition, rules)] for cause in CAUSES]
    table = components.plain_table([gettext("Cause"), gettext("Meaning")], lines, title)
    return html.Details([html.Summary(html.B(title)), table], className="queue definitions")


def _group(title: str, metrics: Sequence[Metric], rules: ByRegion) -> html.Details:
    headers = [gettext("Number"), gettext("Meaning"), gettext("Formula")]
    lines: list[list[Child]] = [
        [gettext(metric.label), said(metric.definition, rules), html.Code(said(metric.formula, rules))]
        for metric in metrics
    ]
    table = components.plain_table(headers, lines, title)
    return html.Details([html.Summary(html.B(title)), table], className="queue definitions")


def _section(title: str, parts: Sequence[Child]) -> html.Section:
    return html.Section([html.H2(title, className="finding"), *parts], className="section", **marks(aria_label=title))
