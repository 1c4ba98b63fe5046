"""Reports: templates to run or to schedule, and every file that was made."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from flask_babel import gettext
from flask_login import current_user

from dashboard import asking
from dashboard.data.store import digest
from dashboard.errors import Forbidden
from dashboard.pages.frame import page_frame
from dashboard.pages.report_forms import run_form, schedule_form, template_form
from dashboard.pages.report_lists import run_list, schedule_list, template_list
from dashboard.pages.report_words import template_name
from dashboard.reports.runs import Run, require_reports, runs_for
from dashboard.reports.schedules import schedules_for
from dashboard.reports.templates import templates_for
from dashboard.services import services
from dashboard.ui import components, ids
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.words import N_

PATH = "/reports"
TITLE = N_("Reports")

_TICK = 2_000  # milliseconds between two looks at runs that wait


def layout(**query: Any) -> html.Div:
    """The page; who may not see reports is told so. `template` opens one of the user's own to be changed."""
    title = gettext(TITLE)
    try:
        require_reports(current_user)
        body = _body(list(asking.scopes()), str(query.get("template") or ""))
    except Forbidden as problem:
        body = [components.empty_state("no_data", gettext("Nothing to show"), gettext(str(problem)))]
    return page_frame(PATH, [html.Div(html.H1(title), className="page-head"), *body])


def _body(regions: Sequence[str], wanted: str) -> list[Child]:
    made, user = services(), current_user
    templates, runs = templates_for(made.store, user), runs_for(made.store, user)
    waiting = is_waiting(runs)
    mine = (one for one in templates if one.owner == user.user_id)
    changed = next((one for one in mine if one.template_id == wanted), None)
    return [
        *([_gone()] if wanted and changed is None else []),
        html.Div(id=ids.REPORT_TELL, role="status", className="report-tell"),
        _section(
            gettext("Templates"),
            gettext("A report is one CSV file of all rows that you may see, made now or on a schedule."),
            [run_form(regions), html.Div(template_list(templates), id=ids.REPORT_TEMPLATES), template_form(changed)],
        ),
        _section(
            gettext("Reports made"),
            _kept(made.settings.reports_keep_days),
            [
                html.Div(run_list(runs), id=ids.REPORT_RUNS, **marks(data_seen=seen_of(runs))),
                html.P(html.A(gettext("Check a file against its sidecar"), href="/verify"), className="section-sub"),
                dcc.Interval(id=ids.REPORT_TICK, interval=_TICK, disabled=not waiting),
            ],
        ),
        _section(
            gettext("Schedules"),
            gettext("What was due while nothing was running is made once, late, and says so."),
            [
                html.Div(schedules(), id=ids.REPORT_SCHEDULES),
                html.H3(gettext("New schedule"), className="form-title"),
                schedule_form(regions, templates, bool(made.settings.smtp_host)),
            ],
        ),
    ]


def _gone() -> Child:
    text = gettext("It was deleted, or is not yours. You can make a new one.")
    return components.notice("warning", gettext("There is no such template."), text)


def schedules() -> Child:
    """The list of schedules as it is now."""
    store, user = services().store, current_user
    names = {one.template_id: template_name(one) for one in templates_for(store, user)}
    return schedule_list(schedules_for(store, user), names)


def is_waiting(runs: Sequence[Run]) -> bool:
    """Whether something is still to come."""
    return any(one.status in ("queued", "running") or one.mail_state in ("due", "sending") for one in runs)


def seen_of(runs: Sequence[Run]) -> str:
    """A text that is another as soon as the list of runs looks different."""
    return digest(" ".join(f"{one.run_id}{one.status}{one.error}{one.file}{one.mail_state}" for one in runs))


def _kept(days: int) -> str:
    return gettext("Files are kept for %(days)s days. Their times are in UTC.", days=days)


def _section(title: str, text: str, children: Sequence[Child]) -> html.Section:
    head = [html.H2(title, className="finding"), html.P(text, className="section-sub")]
    return html.Section([*head, *children], className="section", **marks(aria_label=title))
