"""Reports: templates to run or to schedule, and every file that was made."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from dashboard.access import request_scope
from dashboard.data.storage.store import digest
from dashboard.errors import BadParameter, Forbidden
from dashboard.i18n import N_
from dashboard.pages.base.frame import page_frame
from dashboard.pages.base.menu import Entry, carrying, kept
from dashboard.pages.base.views import views_now
from dashboard.pages.reports.forms import run_form, schedule_form, template_form
from dashboard.pages.reports.lists import run_list, schedule_list, template_list
from dashboard.pages.reports.words import template_name
from dashboard.reports.narrowing import narrowing
from dashboard.reports.runs import Run, require_reports, runs_for
from dashboard.reports.schedules import schedules_for
from dashboard.reports.templates import LONGEST_NAME, Template, base_named, templates_for
from dashboard.services import services
from dashboard.ui import components, ids
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.web.address import Reader

PATH = "/reports"
TITLE = N_("Reports")
ENTRY = Entry(PATH, "report", TITLE, "analytics", "reports")

_TICK = 2_000  # milliseconds between two looks at runs that wait


def layout(**query: Any) -> html.Div:
    """The page; who may not see reports is told so. `template` opens one of the user's own to be changed, `table` fills
    in a new one of a table as a page shows it."""
    title = gettext(TITLE)
    views: list[Child] = []
    try:
        require_reports(current_user)
        from_table = _of_table(MultiDict(query)) if query.get("table") else None
        regions = _regions(str(query.get("region") or ""))
        body, views = (
            _body(regions, str(query.get("template") or ""), from_table, kept(query)),
            [views_now(PATH, regions[0])],
        )
    except Forbidden as problem:
        body = [components.empty_state("no_data", gettext("Nothing to show"), gettext(str(problem)))]
    return page_frame(PATH, [html.Div([html.H1(title), *views], className="page-head"), *body], address=query)


def _regions(wanted: str) -> list[str]:
    """The regions that the user may see, the one that the reader comes from first."""
    return sorted(request_scope.scopes(), key=lambda code: code != wanted)


def _of_table(arguments: MultiDict[str, str]) -> Template | None:
    """A template of the table that the address names, None where there is none; it is not kept yet."""
    try:
        base = base_named(arguments.get("table", ""))
        view = Reader(arguments, lambda problem: None).view(base)
        narrowed = narrowing(urlencode(list(arguments.items(multi=True))))
    except BadParameter:
        return None
    filters = tuple((part.column, part.text) for part in view.filters)
    return Template("", gettext(base.title)[:LONGEST_NAME], base, view.columns, filters, narrowed=narrowed)


def _body(regions: Sequence[str], wanted: str, from_table: Template | None, keeps: str) -> list[Child]:
    opened, user = services(), current_user
    templates, runs = templates_for(opened.store, user), runs_for(opened.store, user)
    waiting = is_waiting(runs)
    mine = (template for template in templates if template.owner == user.user_id)
    changed = next((template for template in mine if template.template_id == wanted), from_table)
    return [
        *([_gone()] if wanted and changed is None else []),
        html.Div(id=ids.REPORT_TELL, role="status", className="report-tell"),
        _section(
            gettext("Templates"),
            gettext("A report is one file of all rows that you may see, made now or on a schedule."),
            [
                run_form(regions),
                html.Div(template_list(templates, regions[0]), id=ids.REPORT_TEMPLATES),
                template_form(regions, changed),
            ],
        ),
        _section(
            gettext("Reports made"),
            _kept(opened.settings.reports_keep_days),
            [
                html.Div(run_list(runs), id=ids.REPORT_RUNS, **marks(data_seen=seen_of(runs))),
                html.P(_check(keeps), className="section-sub"),
                dcc.Interval(id=ids.REPORT_TICK, interval=_TICK, disabled=not waiting),
            ],
        ),
        _section(
            gettext("Schedules"),
            gettext(
                "A report that was due while the server was down is made once, when it is up again, and marked as late."
            ),
            [
                html.Div(schedules(), id=ids.REPORT_SCHEDULES),
                html.H3(gettext("New schedule"), className="form-title"),
                schedule_form(regions, templates, bool(opened.settings.smtp_host), from_table is not None),
            ],
        ),
    ]


def _gone() -> Child:
    text = gettext("It was deleted, or is not yours. You can make a new one.")
    return components.notice("warning", gettext("There is no such template."), text)


def _check(keeps: str) -> Child:
    return html.A(gettext("Check a file against its sidecar"), href=carrying("/verify", keeps))


def schedules() -> Child:
    """The list of schedules as it is now."""
    store, user = services().store, current_user
    names = {template.template_id: template_name(template) for template in templates_for(store, user)}
    return schedule_list(schedules_for(store, user), names)


def is_waiting(runs: Sequence[Run]) -> bool:
    """Whether something is still to come."""
    return any(run.status in ("queued", "running") or run.mail_state in ("due", "sending") for run in runs)


def seen_of(runs: Sequence[Run]) -> str:
    """A text that is another as soon as the list of runs looks different."""
    return digest(" ".join(f"{run.run_id}{run.status}{run.error}{run.file}{run.mail_state}" for run in runs))


def _kept(days: int) -> str:
    return gettext("Files are kept for %(days)s days. Their times are in UTC.", days=days)


def _section(title: str, text: str, children: Sequence[Child]) -> html.Section:
    head = [html.H2(title, className="finding"), html.P(text, className="section-sub")]
    return html.Section([*head, *children], className="section", **marks(aria_label=title))
