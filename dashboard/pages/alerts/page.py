"""Alerts: what one's rules told, the rules, what they would have told, the weekly digest."""

from collections.abc import Sequence
from typing import Any

from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access import request_scope
from dashboard.access.rights import may
from dashboard.alerts.digest import digest_of
from dashboard.alerts.inbox import history, last_said, told, told_by
from dashboard.alerts.rules import Rule, rules_for
from dashboard.errors import BadParameter, Forbidden, RegionUnavailable
from dashboard.i18n import N_
from dashboard.pages.alerts.asked import Draft, draft_of
from dashboard.pages.alerts.forms import NO_ALERT_MAIL, NO_DIGEST, digest_form, no_mail, rule_form
from dashboard.pages.alerts.lists import history_table, inbox, rule_list
from dashboard.pages.base.frame import page_frame
from dashboard.pages.base.menu import Entry
from dashboard.pages.base.views import views_now
from dashboard.services import services
from dashboard.ui import components, ids
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks

PATH = "/alerts"
TITLE = N_("Alerts")
ENTRY = Entry(PATH, "bell", TITLE, "customers", "reports")


def layout(**query: Any) -> html.Div:
    """The page; who may see no customer is told so. `rule` opens one, `subject` and the rest fill in a new one."""
    title = gettext(TITLE)
    views: list[Child] = []
    refused: list[BadParameter] = []
    about = dict(query)
    try:
        regions = list(request_scope.scopes("customers"))
        draft = draft_of(query, regions, refused)
        about["region"] = draft.wish.region
        body, views = _body(draft, regions, refused), [views_now(PATH, draft.wish.region)]
    except Forbidden as problem:
        body = [components.empty_state("no_data", gettext("Nothing to show"), gettext(str(problem)))]
    return page_frame(PATH, [html.Div([html.H1(title), *views], className="page-head"), *body], address=about)


def _body(draft: Draft, regions: Sequence[str], refused: Sequence[BadParameter]) -> list[Child]:
    return [
        html.Div(id=ids.ALERT_TELL, role="status", className="report-tell"),
        *components.refusals(refused),
        _section(
            gettext("What your rules told"),
            gettext("Each crossing is told once, in your scope at the time of the import. Times are in UTC."),
            [html.Div(inbox_now(), id=ids.ALERT_INBOX)],
        ),
        _section(
            gettext("Rules"),
            gettext("A rule is judged once for each import. It begins with what there is, and tells what changes."),
            [
                html.Div(rules_now(), id=ids.ALERT_RULES),
                *no_mail(gettext(NO_ALERT_MAIL)),
                rule_form(draft, list(dict.fromkeys([*regions, draft.wish.region]))),
            ],
        ),
        *([_history(draft.rule)] if draft.rule else []),
        *_digest(),
    ]


def inbox_now() -> Child:
    """What was told, as it is now."""
    return inbox(told(services(), current_user))


def rules_now() -> Child:
    """The list of rules as it is now."""
    return rule_list(rules_for(services().store, current_user), last_said(services(), current_user))


def _history(rule: Rule) -> Child:
    opened, title = services(), gettext("History of %(name)s", name=rule.wish.name)
    text = gettext("What was judged at which import, what was told to whom, and why not.")
    try:
        said = history(opened, current_user, rule.rule_id)
        shown = history_table(rule, said, told_by(opened, current_user, rule))
    except RegionUnavailable:
        away = gettext("The region's database does not answer. Its history is there when it does again.")
        shown = components.empty_state("failed", gettext("The history is out of reach"), away)
    return _section(title, text, [shown])


def _digest() -> list[Child]:
    if not may(current_user, "analytics"):
        return []
    text = gettext("One mail a week: the KPIs of every region with their change, what came into each section and left.")
    held = digest_of(services(), current_user)
    if held or services().settings.smtp_host:
        shown: list[Child] = [digest_form(held)]
    else:  # what is said of a digest has its place on every page: other presses answer it too
        shown = [*no_mail(gettext(NO_DIGEST)), html.Div(id=ids.ALERT_DIGEST_STATE)]
    return [_section(gettext("Weekly digest"), text, shown)]


def _section(title: str, text: str, children: Sequence[Child]) -> html.Section:
    head = [html.H2(title, className="finding"), html.P(text, className="section-sub")]
    return html.Section([*head, *children], className="section", **marks(aria_label=title))
