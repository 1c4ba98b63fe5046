"""What the buttons and forms of the page of reports do: values of a browser become runs, schedules, templates."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_login import current_user

from dashboard.access import request_scope
from dashboard.api.reports import wake
from dashboard.errors import BadParameter
from dashboard.i18n import N_
from dashboard.pages.reports.forms import ABOVE
from dashboard.pages.reports.words import moment, template_name
from dashboard.reports.limits import WEEKS_MOST
from dashboard.reports.runs import ask_run, delete_run, require_format
from dashboard.reports.schedules import Plan, add_schedule, addresses, check_delivery, delete_schedule, rhythm_of
from dashboard.reports.templates import (
    MOST_FILTERS,
    Template,
    base_named,
    change_template,
    delete_template,
    save_template,
    template_for,
)
from dashboard.services import services
from dashboard.ui.parts.filter_rows import filters_of

Values = dict[str, Any]
"""Values of the fields by name, such as "schedule-zone"; everything in them comes from a browser."""


def _run(which: str, entered: Values) -> str:
    template = template_for(services().store, current_user, which)
    weeks = _weeks(entered.get("run-weeks"))
    how = {"headers": _headers(entered, "run"), "format": _format(entered, "run")}
    ask_run(services(), current_user, template, region_of(entered, "run"), weeks=weeks, **how)
    wake()
    return gettext("Being made: %(name)s.", name=template_name(template))


def _delete(which: str, _given: Values) -> str:
    delete_run(services(), current_user, which)
    return gettext("The report was deleted.")


def _end(which: str, _given: Values) -> str:
    delete_schedule(services().store, current_user, which)
    return gettext("The schedule was ended.")


def _forget(which: str, _given: Values) -> str:
    delete_template(services().store, current_user, which)
    return gettext("The template was deleted.")


ACTS: dict[str, Callable[[str, Values], str]] = {"run": _run, "delete": _delete, "end": _end, "forget": _forget}


def save_schedule(entered: Values) -> str:
    """Keeps a schedule, and the template that it is of where that is new; says when it is due next.

    Raises BadParameter, whose parameter is the field.
    """
    own = {key.removeprefix("schedule-"): value for key, value in entered.items() if key.startswith("schedule-")}
    plan = Plan(
        str(own.get("template")),
        region_of(entered, "schedule"),
        str(own.get("every")),
        clock_time(own.get("at")),
        str(own.get("zone") or "").strip(),
        weekday=whole(own.get("weekday")),
        day=whole(own.get("day")),
        weeks=_weeks(own.get("weeks")),
        headers=_headers(entered, "schedule"),
        mail=str(own.get("mail") or "none"),
        format=_format(entered, "schedule"),
        recipients=addresses(str(own.get("recipients") or "")),
    )
    if plan.template == ABOVE:
        rhythm_of(plan)
        check_delivery(services(), current_user, plan)
        plan = replace(plan, template=save_custom(entered).template_id)
    schedule = add_schedule(services(), current_user, plan)
    return gettext("Scheduled; next on %(moment)s.", moment=moment(schedule.next_due, plan.zone))


def save_custom(entered: Values) -> Template:
    """Keeps a custom template, a new one or the one that the form holds.

    Raises BadParameter, whose parameter is the field, NotFound, and Conflict when it was changed meanwhile.
    """
    columns, base = entered.get("template-columns"), str(entered.get("template-base"))
    if not columns:
        raise BadParameter("columns", N_("at least one"))
    store, template_id = services().store, str(entered.get("template-id") or "")
    own = {key.removeprefix("template-"): value for key, value in entered.items() if key.startswith("template-")}
    values: Values = {
        "name": str(entered.get("template-name") or ""),
        "columns": _in_order(base, columns),
        "filters": filters_of(own, base_named(base).columns, MOST_FILTERS),
        "shared": entered.get("template-shared") is True,
    }
    if template_id:
        version = str(entered.get("template-version") or "")
        return change_template(store, current_user, template_id, version, **values)
    narrowed = str(entered.get("template-narrowed") or "")
    return save_template(store, current_user, base=base, narrowed=narrowed, **values)


def _in_order(base: str, columns: Any) -> list[str]:
    """The chosen columns in the order of the report; a name that it does not have goes last and is refused."""
    order = base_named(base).keys
    chosen = [str(key) for key in columns] if isinstance(columns, list) else []
    return sorted(chosen, key=lambda key: order.index(key) if key in order else len(order))


def values_of(fields: Any, values: Any) -> Values:
    """Values of the fields by name; everything in them comes from a browser."""
    names = [field.get("name") if isinstance(field, dict) else None for field in fields or ()]
    return {str(name): value for name, value in zip(names, values or (), strict=False)}


def region_of(entered: Values, form: str) -> str:
    """The region that was chosen in a form, or the only one that the user may see."""
    return str(entered.get(f"{form}-region") or next(iter(request_scope.scopes())))


def _headers(entered: Values, form: str) -> str:
    value = str(entered.get(f"{form}-headers"))
    if value not in ("en", "de"):
        raise BadParameter("headers", N_("one of %(names)s"), names="en, de")
    return value


def _format(entered: Values, form: str) -> str:
    return require_format(str(entered.get(f"{form}-format") or "csv"))


def _weeks(value: Any) -> int:
    number = whole(value)
    if not 1 <= number <= WEEKS_MOST:
        limits = {"least": 1, "most": WEEKS_MOST}
        raise BadParameter("weeks", N_("a whole number from %(least)s to %(most)s"), **limits)
    return number


def whole(value: Any) -> int:
    """A whole number, 0 for anything else."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def clock_time(value: Any) -> str:
    """Hours and minutes: a browser may add seconds."""
    return str(value)[:5]
