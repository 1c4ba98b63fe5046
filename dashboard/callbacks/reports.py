"""The page of reports: its buttons, its two forms, and runs that are looked at while one waits."""

from typing import Any

from dash import ALL, MATCH, Dash, Input, Output, State, ctx, no_update
from flask_babel import gettext
from flask_login import current_user

from dashboard.access import request_scope
from dashboard.callbacks.form_answers import beside, said, tried
from dashboard.callbacks.report_work import (
    ACTS,
    Values,
    clock_time,
    region_of,
    save_custom,
    save_schedule,
    values_of,
    whole,
)
from dashboard.data.reporting.tables import takes_weeks
from dashboard.errors import BadParameter, NotFound
from dashboard.pages.reports.forms import base_fields
from dashboard.pages.reports.lists import run_list, template_list
from dashboard.pages.reports.page import is_waiting, schedules, seen_of
from dashboard.pages.reports.words import coming_runs, template_name
from dashboard.reports.runs import runs_for
from dashboard.reports.schedules import Plan
from dashboard.reports.templates import base_named, template_for, templates_for
from dashboard.services import services
from dashboard.ui import ids
from dashboard.ui.parts.filter_rows import asks_of

_FIELDS = (State(ids.report_field(ALL), "id"), State(ids.report_field(ALL), "value"))
_ERRORS = (Output(ids.report_error(ALL), "children", allow_duplicate=True), State(ids.report_error(ALL), "id"))
_TELL = Output(ids.REPORT_TELL, "children", allow_duplicate=True)
_RUNS = Output(ids.REPORT_RUNS, "children", allow_duplicate=True)
_SEEN = Output(ids.REPORT_RUNS, "data-seen", allow_duplicate=True)
_TICK = Output(ids.REPORT_TICK, "disabled", allow_duplicate=True)
_SCHEDULES = Output(ids.REPORT_SCHEDULES, "children", allow_duplicate=True)
_TEMPLATES = Output(ids.REPORT_TEMPLATES, "children", allow_duplicate=True)
_OPTIONS = Output(ids.report_field("schedule-template"), "options", allow_duplicate=True)


def register(app: Dash) -> None:
    """Add the callbacks of the page."""
    quiet: dict[str, Any] = {"prevent_initial_call": True}
    acts = Input(ids.report_act(ALL), "n_clicks")
    errors, named = _ERRORS
    app.callback(_TELL, errors, _RUNS, _SEEN, _TICK, _SCHEDULES, _TEMPLATES, _OPTIONS, acts, *_FIELDS, named, **quiet)(
        act
    )
    tick, seen = Input(ids.REPORT_TICK, "n_intervals"), State(ids.REPORT_RUNS, "data-seen")
    app.callback(_RUNS, _SEEN, _TICK, tick, seen, **quiet)(look)
    pressed = Input(ids.REPORT_SCHEDULE, "n_clicks")
    app.callback(_TELL, errors, _SCHEDULES, _TEMPLATES, _OPTIONS, pressed, *_FIELDS, named, **quiet)(schedule)
    kept = Input(ids.REPORT_TEMPLATE, "n_clicks")
    version = Output(ids.report_field("template-version"), "value", allow_duplicate=True)
    app.callback(_TELL, errors, _TEMPLATES, _OPTIONS, version, kept, *_FIELDS, named, **quiet)(keep_template)
    region = Input(ids.report_field("run-region"), "value")
    app.callback(_TEMPLATES, region, **quiet)(name_region)
    base = Input(ids.report_field("template-base"), "value")
    app.callback(Output(ids.REPORT_BASE, "children"), base, **quiet)(choose_base)
    field = ids.report_field
    column = [Input(field(MATCH), "value"), State(field(MATCH), "id"), State(field("template-base"), "value")]
    app.callback(Output(ids.report_row(MATCH), "children"), *column, **quiet)(of_column)
    chosen = Input(ids.report_field("schedule-template"), "value")
    app.callback(Output(ids.REPORT_WEEKS, "hidden"), chosen, **quiet)(without_weeks)
    names = ("every", "weekday", "day", "at", "zone")
    rhythm = [Input(ids.report_field(f"schedule-{name}"), "value") for name in names]
    app.callback(Output(ids.REPORT_DUE, "children"), *rhythm, **quiet)(preview)


def act(clicks: Any, fields: Any, values: Any, errors: Any) -> tuple[Any, ...]:
    """What a button of a list asks for: its name holds what and which."""
    name = ctx.triggered_id.get("name") if isinstance(ctx.triggered_id, dict) else None
    if not any(trigger.get("value") for trigger in ctx.triggered) or not isinstance(name, str):
        return (no_update, [no_update] * len(errors), *[no_update] * 6)  # a list was drawn anew, nobody pressed
    verb, _, which = name.partition(":")
    answer = tried(lambda: ACTS[verb](which, values_of(fields, values))) if verb in ACTS else _unknown(name)
    shown: list[Any] = [no_update] * 6
    if verb in ("run", "delete"):
        shown[:3] = look(0, "")
    elif verb == "end":
        shown[3] = schedules()
    else:
        shown[4:] = _templates(values_of(fields, values))
    return (said(answer), beside(answer, "run", errors), *shown)


def look(_ticks: Any, seen: Any) -> tuple[Any, Any, bool]:
    """The runs as they are now, what was seen of them, and whether there is nothing to wait for.

    A list that did not change is not drawn anew: the focus may be in it.
    """
    runs = runs_for(services().store, current_user)
    now_seen = seen_of(runs)
    return no_update if now_seen == seen else run_list(runs), now_seen, not is_waiting(runs)


def schedule(_clicks: Any, fields: Any, values: Any, errors: Any) -> tuple[Any, ...]:
    """Keeps a schedule, with the template above where it is of that, or says what is wrong beside the field."""
    entered = values_of(fields, values)
    answer = tried(lambda: save_schedule(entered))
    form = "template" if isinstance(answer, BadParameter) and answer.parameter in _OF_TEMPLATES else "schedule"
    if isinstance(answer, BadParameter):
        return (said(answer), beside(answer, form, errors), *[no_update] * 3)
    return (said(answer), beside(answer, form, errors), schedules(), *_templates(entered))


_OF_TEMPLATES = ("name", "base", "columns", "filters", "narrowed")


def keep_template(_clicks: Any, fields: Any, values: Any, errors: Any) -> tuple[Any, ...]:
    """Keeps a custom template, or says what is wrong beside the field."""
    entered = values_of(fields, values)
    versions: list[str] = []

    def work() -> str:
        template = save_custom(entered)
        versions.append(template.version if entered.get("template-id") else "")
        return gettext("The template %(name)s was saved.", name=template.name)

    answer = tried(work)
    shown = (no_update, no_update) if isinstance(answer, BadParameter) else _templates(entered)
    return (said(answer), beside(answer, "template", errors), *shown, versions[0] if versions else no_update)


def name_region(code: Any) -> Any:
    """The templates, each with the region of which its button makes it."""
    return _templates({"run-region": code})[0]


def choose_base(name: Any) -> Any:
    """The columns and filters of a base."""
    try:
        return base_fields(base_named(str(name)))
    except BadParameter:
        return no_update


def of_column(key: Any, id: Any, base: Any) -> Any:
    """What a row of filters asks of the column that was chosen in it."""
    columns = base_named(str(base)).columns
    return asks_of(lambda name: ids.report_field(f"template-{name}"), id, key, columns)


def without_weeks(name: Any) -> bool:
    """Whether a schedule of that template has no weeks to choose: it shows what there is on its day."""
    try:
        return not takes_weeks(template_for(services().store, current_user, str(name)).base)
    except NotFound:  # one that is not kept yet, of a table: what there is on its day
        return True


def preview(every: Any, weekday: Any, day: Any, at: Any, zone: Any) -> str:
    """The next five runs of a schedule as it is filled in, nothing while it is not."""
    return coming_runs(Plan("", "", str(every), clock_time(at), str(zone), whole(weekday), whole(day)))


def _unknown(name: str) -> BadParameter:
    raise BadParameter("act", f"{name!r} is no button of this page")


def _templates(entered: Values) -> tuple[Any, Any]:
    """The list of templates, and the options of the form for schedules."""
    templates, code = templates_for(services().store, current_user), region_of(entered, "run")
    regions = request_scope.scopes("reports")
    shown = template_list(templates, code if code in regions else next(iter(regions)))
    return shown, [{"value": template.template_id, "label": template_name(template)} for template in templates]
