"""The head of an analytics page: title, filters in force, what to know first, the KPI row."""

import json
from collections.abc import Sequence

from dash import html
from flask_babel import gettext

from dashboard import asking
from dashboard.data.customers import tags_in_use
from dashboard.data.question import Question
from dashboard.errors import BadParameter
from dashboard.pages.frame import carried, quality_address
from dashboard.services import services
from dashboard.ui import as_of_parts, components, controls, formats, head_parts, ids
from dashboard.ui.controls import Child
from dashboard.ui.drawn import answer
from dashboard.ui.marks import marks
from dashboard.ui.sections import Page


def head_frame(title: str, picks: Sequence[Child] = ()) -> list[Child]:
    """The slots of the page's head, and what it is chosen by."""
    return [
        html.Div(className="past-slot", role="status"),
        html.Div([html.H1(title), html.Div(className="chips")], className="page-head"),
        *([html.Div(list(picks), className="picks")] if picks else []),
        html.Div(className="notices"),
        html.Div(components.skeleton("kpis"), className="kpis"),
    ]


def head_answer(page: Page, question: Question, share: str, refused: Sequence[BadParameter]) -> str:
    """What fills them, and what stands around them."""
    slots = {**around(page, question, refused), ".kpis": page.kpis(question)}
    return answer(share, slots, **told_of(page, question, gettext(page.title)))


def around(page: Page, question: Question, refused: Sequence[BadParameter]) -> dict[str, Sequence[Child]]:
    """What stands around the KPIs, by slot: the past, chips, notices; date and freshness in the context bar; notes."""
    found, as_of = page.fresh(question), question.moment.as_of
    dates = page.dates(question, services().settings.as_of())
    return {
        ".past-slot": as_of_parts.strip(dates, as_of),
        ".chips": page_chips(question),
        ".notices": head_parts.notices(found, refused, dates.is_past(as_of)),
        f"#{ids.AS_OF}": as_of_parts.control(dates, as_of),
        f"#{ids.FRESHNESS}": head_parts.freshness_line(found, quality_address(question)),
        f"#{ids.NOTES}": [components.notes(page.notes(question))],
    }


def told_of(page: Page, question: Question, title: str) -> dict[str, str]:
    """Facts: `title` of the document, `carried`, the query that links to other pages keep, the data's `version`."""
    title = as_of_parts.title(title, page.dates(question, services().settings.as_of()), question.moment.as_of)
    return {"title": title, "carried": carried(question), "version": asking.data_version(question)}


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
