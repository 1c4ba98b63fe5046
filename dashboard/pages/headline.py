"""The head of the subscriptions page: title, filters in force, what to know first, the five KPIs."""

import json
from collections.abc import Sequence
from dataclasses import replace

from dash import html
from flask_babel import gettext

from dashboard.data.customers import tags_in_use
from dashboard.data.freshness import freshness
from dashboard.data.headline import headline, headline_weeks, unlicensed_customers
from dashboard.data.moment import is_latest, moment_at
from dashboard.data.question import Question
from dashboard.data.weeks import WEEK
from dashboard.errors import BadParameter
from dashboard.ui import components, controls, formats, headline_parts, ids
from dashboard.ui.controls import Child
from dashboard.ui.drawn import answer
from dashboard.ui.headline_parts import Headline
from dashboard.ui.marks import marks


def ask_headline(question: Question) -> Headline:
    """Everything the KPI row shows, in one connection."""
    scope, moment = question.scope, question.moment
    with scope.region.read() as connection:
        earlier = moment_at(connection, moment.as_of - WEEK)
        now = headline(connection, scope, moment)
        weeks = headline_weeks(connection, scope, moment, headline_parts.SPARK_WEEKS)
        before = headline(connection, scope, earlier)
        unlicensed = unlicensed_customers(connection, scope, moment) if moment.snapshot else 0
    return Headline(now, before, weeks, unlicensed)


def head_frame(title: str) -> list[Child]:
    """The slots of the page's head."""
    return [
        html.Div([html.H1(title), html.Div(className="chips")], className="page-head"),
        html.Div(className="notices"),
        html.Div(components.skeleton("kpis"), className="kpis"),
    ]


def head_answer(question: Question, share: str, refused: Sequence[BadParameter]) -> str:
    """What fills them, and the freshness in the context bar."""
    found = freshness(question)
    slots = {
        ".chips": page_chips(question),
        ".notices": headline_parts.notices(question, found, refused, is_latest(question.scope, question.moment)),
        ".kpis": kpis(question),
        f"#{ids.FRESHNESS}": headline_parts.freshness_line(found),
    }
    return answer(share, slots)


def kpis(question: Question) -> list[Child]:
    """The KPI row and what it speaks of, or why there is none."""
    if question.moment.snapshot is None:
        code = question.scope.region.code
        text = gettext("Nothing was imported for this region by this date. Figures appear with the first import.")
        title = gettext("No data for %(region)s yet", region=code)
        empty = components.empty_state("no_data", title, text)
        return [headline_parts.kpi_row(_unknown(question)), empty]
    under = gettext(
        "Meetings and Calling together. Lines show the last %(weeks)s weeks.", weeks=headline_parts.SPARK_WEEKS
    )
    return [headline_parts.kpi_row(ask_headline(question)), html.P(under, className="muted")]


def _unknown(question: Question) -> Headline:
    with question.scope.region.read() as connection:
        values = headline(connection, question.scope, replace(question.moment, snapshot=None))
    return Headline(values, values, [None] * headline_parts.SPARK_WEEKS, 0)


def page_chips(question: Question) -> list[Child]:
    """The filters of the whole page, each removable, and the menu that adds one."""
    scope = question.scope
    shown: list[Child] = [
        controls.chip(gettext("Tag"), tag, {"tag": [other for other in scope.tags if other != tag]})
        for tag in scope.tags
    ]
    if scope.managed_by:
        shown.append(
            controls.chip(gettext("Managed by"), formats.managed_by_name(scope.managed_by), {"managed_by": None})
        )
    if scope.search:
        shown.append(controls.chip(gettext("Name contains"), scope.search, {"q": None}))
    return [*shown, _filter_menu(question)]


def _filter_menu(question: Question) -> Child:
    scope = question.scope
    tags = [
        _choice(tag, number, {"tag": [*scope.tags, tag]})
        for tag, number in tags_in_use(scope).items()
        if tag not in scope.tags
    ]
    managers = [_choice(formats.managed_by_name(key), None, {"managed_by": key}) for key in ("own", "external")]
    groups = [html.P(gettext("Managed by"), className="menu-title"), *managers]
    if tags:
        groups = [html.P(gettext("Tag"), className="menu-title"), *tags, *groups]
    return controls.popover(gettext("Filter"), "plus", [html.Div(groups, className="menu")])


def _choice(label: str, number: int | None, change: dict[str, object]) -> html.Button:
    count = [html.Span(formats.count(number), className="muted")] if number is not None else []
    return html.Button([html.Span(label), *count], type="button", **marks(data_set=json.dumps(change)))
