"""The head of an analytics page: title, filters in force, what to know first, the KPI row."""

from collections.abc import Mapping, Sequence

from dash import html
from flask_babel import gettext

from dashboard.data.customers.profile import tags_in_use
from dashboard.data.query.question import Question
from dashboard.errors import BadParameter
from dashboard.pages.base.frame import quality_address
from dashboard.pages.base.views import views_menu
from dashboard.services import services
from dashboard.ui import components, controls, formats, ids
from dashboard.ui.controls import Child
from dashboard.ui.names import manager_names
from dashboard.ui.parts import as_of as as_of_parts
from dashboard.ui.parts import facets as facet_parts
from dashboard.ui.parts import head as head_parts
from dashboard.ui.sections import Page

HeadAnswer = Mapping[str, Sequence[Child]]
"""Components by slot: those of the page's head, and of the frame around it."""


def head_answer(page: Page, question: Question, refused: Sequence[BadParameter] = ()) -> HeadAnswer:
    """Notices and KPI row, chips, notes; date and freshness in the context bar; links that keep region and day."""
    fresh, as_of = page.fresh(question), question.moment.as_of
    dates = page.dates(question, services().settings.as_of())
    notices = head_parts.notices(fresh, refused, dates.is_past(as_of) or page.every_region)
    return {
        "past": as_of_parts.strip(dates, as_of, question.moment.rules),
        "chips": page_chips(question),
        "kpis": [*([html.Div(notices, className="notices")] if notices else []), *page.kpis(question)],
        "freshness": [] if page.every_region else head_parts.freshness_line(fresh, quality_address(question)),
        "notes": [components.notes(page.notes(question))],
        "title": [as_of_parts.title(dates, as_of)],
    }


def head_frame(page: Page, question: Question, answer: HeadAnswer) -> list[Child]:
    """The slots of the page's head, filled, and what it is chosen by."""
    picks = page.picks(question)
    own = page.every_region or any(section.facets for section in page.sections)
    menu = [] if own else [_filter_menu(question)]
    chosen = html.Div(answer["chips"], id=ids.head("chips"), className="chips")
    chips = html.Div([chosen, *menu, views_menu(page.name)], className="chips")
    as_of = html.Span(answer["title"], id=ids.head("title"), className="hidden-text")
    return [
        html.Div(answer["past"], id=ids.head("past"), role="status"),
        html.Div(
            [html.H1([gettext(page.title), as_of]), chips],
            className="page-head",
        ),
        *([html.Div(list(picks), className="picks")] if picks else []),
        html.Div(answer["kpis"], id=ids.head("kpis"), className="kpis"),
    ]


def page_chips(question: Question) -> list[Child]:
    """The filters of the whole page, each removable."""
    scope = question.scope
    shown: list[Child] = [
        controls.chip(gettext("Tag"), tag, {"tag": [other for other in scope.tags if other != tag] or None})
        for tag in scope.tags
    ]
    if scope.managed_by:
        shown.append(
            controls.chip(gettext("Managed by"), formats.managed_by_name(scope.managed_by), {"managed_by": None})
        )
    if scope.search:
        shown.append(controls.chip(gettext("Name contains"), scope.search, {"q": None}))
    return shown


def _filter_menu(question: Question) -> Child:
    """The controls that narrow the customers of the whole page."""
    scope, names, counted = question.scope, manager_names(), tags_in_use(question.scope)
    managers = facet_parts.options(dict.fromkeys(names), names)
    tags = facet_parts.several(ids.TAGS, gettext("Tag"), tag_options(question, counted), spelled(question, counted))
    groups = [
        facet_parts.search_box(gettext("Name, or e-mail of a user"), scope.search),
        facet_parts.one(ids.MANAGED_BY, gettext("Managed by"), managers, scope.managed_by or facet_parts.ANY),
        tags,
    ]
    return controls.popover(gettext("Filter customers"), "filter", [html.Div(groups, className="customer-filters")])


def tag_options(question: Question, counted: Mapping[str, int]) -> facet_parts.Options:
    """The tags in use, each with its customers; those in force always among them."""
    return facet_parts.options({**dict.fromkeys(spelled(question, counted), 0), **counted}, {}, question.scope.tags)


def spelled(question: Question, counted: Mapping[str, int]) -> list[str]:
    """The tags in force, spelled as they are in use: a control compares letters."""
    spellings = {tag.casefold(): tag for tag in counted}
    return [spellings.get(tag.casefold(), tag) for tag in question.scope.tags]
