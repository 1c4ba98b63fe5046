"""A customer's brief for a review meeting: one page of this customer alone, to print or to save as PDF.

It says what the customer may read: licences and their use, calls, renewals, what to order. What was noted about the
customer, and whatever compares them with others, is not on it.
"""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from dash import html
from flask_babel import force_locale, gettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from dashboard.access import request_scope
from dashboard.access.organisation import own_help_desk, own_organisation
from dashboard.access.rights import may
from dashboard.data.provenance.dates import snapshot_dates
from dashboard.data.provenance.freshness import freshness
from dashboard.errors import BadParameter, NotFound
from dashboard.i18n import LANGUAGES, N_
from dashboard.pages.base.frame import page_frame, quality_address
from dashboard.pages.base.missing import missing_customer
from dashboard.pages.brief.calls import calls_part
from dashboard.pages.brief.licences import history_part, licences_part, renewals_part
from dashboard.pages.customer.context import CustomerContext, customer_of
from dashboard.services import services
from dashboard.ui import components, controls, formats
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.parts import as_of as as_of_parts
from dashboard.ui.parts import head as head_parts
from dashboard.web.address import Reader

TITLE = N_("Brief for a review")
_NAMES = {"en": "English", "de": "Deutsch"}


def layout(org_id: str = "", **query: Any) -> html.Div:
    """The page of a customer, in the language that `language` names, else in the reader's.

    The same answer for an unknown id and for one the user may not see.
    """
    refused: list[BadParameter] = []
    asked = request_scope.question(Reader(MultiDict(query), refused.append), "customers")
    question = replace(asked, scope=asked.scope.unfiltered, compare=None)
    try:
        seen = customer_of(question, org_id)
    except NotFound as missing:
        return missing_customer(gettext(str(missing)), question.scope.region.code, query)
    chosen = query.get("language")
    language = chosen if chosen in LANGUAGES else formats.language()
    with force_locale(language):
        content = _content(seen)
    tools = [*_languages(seen, language), controls.button(gettext("Print or save as PDF"), **marks(data_print=""))]
    back = controls.link_button(gettext("Back to the customer"), f"/customers/{seen.org_id}?{urlencode(seen.query)}")
    bar = html.Div([back, *tools], className="chips brief-tools")
    body = html.Div(content, className="brief-page", lang=language)
    dates = snapshot_dates(question, seen.today)
    past = as_of_parts.strip(dates, question.moment.as_of, question.moment.rules)
    fresh = head_parts.freshness_line(freshness(question), quality_address(question))
    children: list[Child] = [*past, *components.refusals(refused), bar, body]
    return page_frame("/customers", children, question, dates=dates, freshness=fresh)


def _languages(seen: CustomerContext, now: str) -> list[Child]:
    """The same page in the other language: the customer's need not be the reader's."""
    here = f"/customers/{seen.org_id}/brief"
    return [
        controls.link_button(
            _NAMES[language], f"{here}?{urlencode({**seen.query, 'language': language})}", hrefLang=language
        )
        for language in LANGUAGES
        if language != now
    ]


def _content(seen: CustomerContext) -> list[Child]:
    """Everything on the paper."""
    parts = [_head(seen), licences_part(seen), history_part(seen)]
    if may(current_user, "analytics"):
        parts.append(calls_part(seen))
    return [*parts, renewals_part(seen), _foot(seen)]


def _head(seen: CustomerContext) -> html.Div:
    name = seen.summary["customer"] or formats.unknown()
    day = formats.date_text(seen.question.moment.as_of)
    own = own_organisation(services().store).name
    under = " · ".join(filter(None, (gettext("Review of your licences and calls, %(day)s", day=day), own)))
    return html.Div([html.H1(name), html.P(under, className="muted")], className="brief-head")


def _foot(seen: CustomerContext) -> html.Section:
    """Where the numbers come from, and whom to ask."""
    source, desk = freshness(seen.question), own_help_desk(services().store)
    items: list[tuple[str, Child]] = []
    if source is not None:
        text = gettext("Reports of the provider up to %(day)s.", day=formats.date_text(source.snapshot))
        items.append((gettext("Source"), text))
    used = gettext("Licences that were used at least once in the time that the provider's report covers.")
    items.append((gettext("Used"), used))
    if desk.entered:
        items.append((gettext("Questions"), " · ".join(filter(None, (desk.name, desk.email, desk.phone)))))
    return components.notes(items)
