"""The page of reports: its buttons, its two forms, and runs that are looked at while one waits."""

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from flask_babel import gettext
from flask_login import current_user

from dashboard.callbacks.report_work import ACTS, clock_time, save_custom, save_schedule, values_of, whole
from dashboard.data.store import now
from dashboard.errors import BadParameter, Conflict, Forbidden, NotFound
from dashboard.pages.report_forms import base_fields
from dashboard.pages.report_lists import run_list, template_list
from dashboard.pages.report_words import moment, template_name
from dashboard.pages.reports import is_waiting, schedules, seen_of
from dashboard.reports.due import upcoming
from dashboard.reports.runs import runs_for
from dashboard.reports.schedules import Plan, rhythm_of
from dashboard.reports.templates import (
    BASES,
    templates_for,
)
from dashboard.services import services
from dashboard.ui import ids

Told = str | BadParameter
"""What was done, in words, or what of a form is wrong."""

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
    made = Input(ids.REPORT_SCHEDULE, "n_clicks")
    app.callback(_TELL, errors, _SCHEDULES, made, *_FIELDS, named, **quiet)(schedule)
    kept = Input(ids.REPORT_TEMPLATE, "n_clicks")
    version = Output(ids.report_field("template-version"), "value", allow_duplicate=True)
    app.callback(_TELL, errors, _TEMPLATES, _OPTIONS, version, kept, *_FIELDS, named, **quiet)(keep_template)
    base = Input(ids.report_field("template-base"), "value")
    app.callback(Output(ids.REPORT_BASE, "children"), base, **quiet)(choose_base)
    names = ("every", "weekday", "day", "at", "zone")
    rhythm = [Input(ids.report_field(f"schedule-{name}"), "value") for name in names]
    app.callback(Output(ids.REPORT_DUE, "children"), *rhythm)(preview)
    zone = ids.report_field("schedule-zone")
    guess = ClientsideFunction("partnerReports", "zone")
    client: Any = app.clientside_callback
    client(guess, Output(zone, "value"), Input(zone, "id"))


def act(clicks: Any, fields: Any, values: Any, errors: Any) -> tuple[Any, ...]:
    """What a button of a list asks for: its name holds what and which."""
    name = ctx.triggered_id.get("name") if isinstance(ctx.triggered_id, dict) else None
    if not any(one.get("value") for one in ctx.triggered) or not isinstance(name, str):
        return (no_update, [no_update] * len(errors), *[no_update] * 6)  # a list was drawn anew, nobody pressed
    verb, _, which = name.partition(":")
    told = _tried(lambda: ACTS[verb](which, values_of(fields, values))) if verb in ACTS else _unknown(name)
    shown: list[Any] = [no_update] * 6
    if verb in ("run", "delete"):
        shown[:3] = look(0, "")
    elif verb == "end":
        shown[3] = schedules()
    else:
        shown[4:] = _templates()
    return (_said(told), _beside(told, "run", errors), *shown)


def look(_ticks: Any, seen: Any) -> tuple[Any, Any, bool]:
    """The runs as they are now, what was seen of them, and whether there is nothing to wait for.

    A list that did not change is not drawn anew: the focus may be in it.
    """
    runs = runs_for(services().store, current_user)
    now_seen = seen_of(runs)
    return no_update if now_seen == seen else run_list(runs), now_seen, not is_waiting(runs)


def schedule(_clicks: Any, fields: Any, values: Any, errors: Any) -> tuple[Any, Any, Any]:
    """Keeps a schedule, or says what is wrong beside the field."""
    given = values_of(fields, values)
    told = _tried(lambda: save_schedule(given))
    return _said(told), _beside(told, "schedule", errors), no_update if isinstance(told, BadParameter) else schedules()


def keep_template(_clicks: Any, fields: Any, values: Any, errors: Any) -> tuple[Any, ...]:
    """Keeps a custom template, or says what is wrong beside the field."""
    given = values_of(fields, values)
    versions: list[str] = []

    def work() -> str:
        made = save_custom(given)
        versions.append(made.version if given.get("template-id") else "")
        return gettext("The template %(name)s was saved.", name=made.name)

    told = _tried(work)
    shown = (no_update, no_update) if isinstance(told, BadParameter) else _templates()
    return (_said(told), _beside(told, "template", errors), *shown, versions[0] if versions else no_update)


def choose_base(name: Any) -> Any:
    """The columns and filters of a base."""
    return next((base_fields(one.base) for one in BASES if one.template_id == name), no_update)


def preview(every: Any, weekday: Any, day: Any, at: Any, zone: Any) -> str:
    """The next five runs of a schedule as it is filled in, nothing while it is not."""
    plan = Plan("", "", str(every), clock_time(at), str(zone), whole(weekday), whole(day))
    try:
        found = upcoming(rhythm_of(plan), now().replace(tzinfo=UTC))
    except BadParameter:
        return ""
    told = " · ".join(moment(one, plan.zone) for one in found)
    return gettext("Next five runs: %(moments)s", moments=told)


def _tried(work: Callable[[], str]) -> Told:
    try:
        return work()
    except BadParameter as problem:
        return problem
    except (Conflict, Forbidden, NotFound) as problem:
        return BadParameter("", str(problem))


def _unknown(name: str) -> BadParameter:
    raise BadParameter("act", f"{name!r} is no button of this page")


def _said(told: Told) -> Any:
    """What is announced; a field that is wrong is told beside it, and here that something is."""
    if isinstance(told, str):
        return told
    if told.parameter:
        return gettext("Nothing was changed: a field is not right.")
    return gettext(told.text, **told.values)


def _beside(told: Told, form: str, errors: Sequence[Any]) -> list[Any]:
    """What each field's place says: the wrong one what it may hold, the others of the form nothing."""
    wrong = told.parameter.partition(".")[0] if isinstance(told, BadParameter) else None
    found = "filters" if wrong == "filter" else wrong
    names = [one.get("name", "") if isinstance(one, dict) else "" for one in errors]
    return [
        no_update
        if not name.startswith(f"{form}-")
        else gettext(told.text, **told.values)
        if isinstance(told, BadParameter) and name == f"{form}-{found}"
        else ""
        for name in names
    ]


def _templates() -> tuple[Any, Any]:
    """The list of templates, and the options of the form for schedules."""
    found = templates_for(services().store, current_user)
    return template_list(found), [{"value": one.template_id, "label": template_name(one)} for one in found]
