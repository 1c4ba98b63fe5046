"""The three lists of the page of reports: templates, schedules, runs."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.region_settings import rules_seen
from dashboard.data.reporting.tables import takes_weeks
from dashboard.pages.reports.words import MAIL, STATUS, moment, narrowing_words, remarks, rhythm, size, template_name
from dashboard.reports.runs import Run
from dashboard.reports.schedules import Schedule
from dashboard.reports.templates import Template
from dashboard.ui import components, controls, formats, forms, ids
from dashboard.ui.controls import Child
from dashboard.ui.icons import Icon
from dashboard.ui.marks import marks
from dashboard.ui.parts import filters
from dashboard.ui.rules import said

_SHORT = 8  # digits of a checksum that are shown


def template_list(templates: Sequence[Template], region: str) -> html.Div:
    """Every template with what it holds, and a button that runs it; beside it the region of which it does."""
    headers = [gettext("Report"), gettext("Holds"), gettext("Period"), gettext("Columns"), ""]
    return forms.table(
        headers, [_template(template, region) for template in templates], gettext("Report templates"), (3,)
    )


def _template(template: Template, region: str) -> list[Any]:
    name = template_name(template)
    held = said(template.base.definition, rules_seen(current_user)) if template.owner is None else _custom(template)
    period = gettext("completed weeks") if takes_weeks(template.base) else gettext("as of today")
    run = _act(gettext("Run now"), gettext("Run now: %(name)s", name=name), f"run:{template.template_id}", "report")
    mine = template.owner is not None and template.owner == current_user.user_id
    more = [_change(template, region), _delete(name, f"forget:{template.template_id}")] if mine else []
    columns = formats.count(len(template.columns or template.base.columns))
    of = html.Span(region, title=gettext("Region"), className="cell-tag")
    return [name, held, period, columns, html.Div([of, run, *more], className="acts")]


def _change(template: Template, region: str) -> html.A:
    """A link: the form that it opens has an address of its own."""
    label = marks(aria_label=gettext("Edit %(name)s", name=template.name))
    query = urlencode({"template": template.template_id, **({"region": region} if region else {})})
    return controls.link_button(gettext("Edit"), f"/reports?{query}#{ids.REPORT_FORM}", **label)


def _custom(template: Template) -> str:
    """A custom template in words: its base, its filters, whether others have it too."""
    filtered = "; ".join(filters.told(template.base, template.filters))
    parts = [
        gettext(template.base.title),
        filtered,
        *narrowing_words(template.narrowed),
        gettext("shared") if template.shared else "",
    ]
    return " · ".join(part for part in parts if part)


def schedule_list(schedules: Sequence[Schedule], names: dict[str, str]) -> Child:
    """Every schedule with its next five runs; `names` are the templates' by id."""
    if not schedules:
        text = gettext("A schedule makes a report by itself, daily, weekly or monthly.")
        return components.empty_state("no_data", gettext("No schedule yet"), text)
    headers = [gettext("Report"), gettext("Region"), gettext("Due"), gettext("Next five runs"), gettext("E-mail")]
    headers += [gettext("Who"), ""]
    return forms.table(headers, [_schedule(schedule, names) for schedule in schedules], gettext("Schedules"))


def _schedule(schedule: Schedule, names: dict[str, str]) -> list[Any]:
    plan = schedule.plan
    name = names.get(plan.template) or gettext("a template that is gone")
    due = html.Span([rhythm(plan), html.Br(), html.Span(plan.zone, className="muted")])
    end = _act(gettext("End"), gettext("End the schedule of %(name)s", name=name), f"end:{schedule.schedule_id}")
    who = html.Span([schedule.email, *(child for address in plan.recipients for child in (html.Br(), address))])
    return [name, plan.region, due, next_runs(schedule, plan.zone), gettext(MAIL[plan.mail]), who, end]


def next_runs(schedule: Schedule, zone: str) -> html.Details:
    """The next one, and four more behind it."""
    first, *others = [moment(due, zone) for due in schedule.next_five()]
    return html.Details([html.Summary(first), html.Ol([html.Li(text) for text in others])], className="next-runs")


def run_list(runs: Sequence[Run]) -> Child:
    """Every run with what became of it."""
    if not runs:
        text = gettext("Run a template above, or schedule one: its files are listed here.")
        return components.empty_state("no_data", gettext("No report yet"), text)
    headers = [gettext("Report"), gettext("Region"), gettext("Due"), gettext("Status"), gettext("Rows")]
    headers += [gettext("Size"), gettext("Checksum"), gettext("Who"), ""]
    return forms.table(headers, [_run(run) for run in runs], gettext("Reports made"), (4, 5))


def _run(run: Run) -> list[Any]:
    state = html.Span(gettext(STATUS[run.status]), className=f"state {run.status}", **marks(data_status=run.status))
    status = html.Div([state, *(html.Span(text, className="muted") for text in remarks(run))], className="run-state")
    rows = formats.unknown() if run.rows is None else formats.count(run.rows)
    named = html.Span([gettext(run.name), html.Br(), html.Span(run.file_name or "", className="muted file-name")])
    facts = [rows, size(run.size), _checksum(run.sha256), run.email]
    return [named, run.region, moment(run.due_at), status, *facts, _acts(run)]


def _checksum(sha256: str | None) -> Child:
    """The first digits; the whole on hover and on focus (assets/tips.js)."""
    if sha256 is None:
        return formats.unknown()
    own = marks(data_tip=sha256, aria_label=gettext("SHA-256 %(digits)s", digits=sha256))
    return html.Button(sha256[:_SHORT], type="button", className="checksum", **own)


def _acts(run: Run) -> html.Div:
    name = run.file_name or gettext(run.name)
    acts: list[Child] = []
    if run.file:
        label = marks(aria_label=gettext("Download %(name)s", name=name))
        href = f"/api/v1/reports/{run.run_id}/file"
        acts.append(controls.link_button(gettext("Download"), href, sign="export", download="", **label))
        beside = marks(aria_label=gettext("Sidecar of %(name)s", name=name))
        acts.append(controls.link_button(gettext("Sidecar"), f"/api/v1/reports/{run.run_id}/sidecar", **beside))
    if run.status != "running":
        acts.append(_delete(name, f"delete:{run.run_id}"))
    return html.Div(acts, className="acts")


def _delete(what: str, name: str) -> html.Button:
    return _act(gettext("Delete"), gettext("Delete: %(name)s", name=what), name)


def _act(text: str, label: str, name: str, sign: Icon | None = None) -> html.Button:
    return controls.button(text, id=ids.report_act(name), sign=sign, **marks(aria_label=label))
