"""What the buttons and forms of the page of reports do: values of a browser become runs, schedules, templates."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from flask_login import current_user

from dashboard import asking
from dashboard.api.reports import wake
from dashboard.errors import BadParameter
from dashboard.pages.report_forms import NO_FILTER
from dashboard.pages.report_words import moment, template_name
from dashboard.reports.runs import WEEKS_MOST, ask_run, delete_run
from dashboard.reports.schedules import Plan, add_schedule, delete_schedule
from dashboard.reports.templates import (
    BASES,
    MOST_FILTERS,
    Template,
    change_template,
    delete_template,
    save_template,
    template_for,
)
from dashboard.services import services
from dashboard.words import N_

Values = dict[str, Any]
"""Values of the fields by name, such as "schedule-zone"; everything in them comes from a browser."""


def _run(which: str, given: Values) -> str:
    template = template_for(services().store, current_user, which)
    weeks = _weeks(given.get("run-weeks"))
    ask_run(services(), current_user, template, _region(given, "run"), weeks=weeks, headers=_headers(given, "run"))
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


def save_schedule(given: Values) -> str:
    """Keeps a schedule and says when it is due next. Raises BadParameter, whose parameter is the field."""
    own = {key.removeprefix("schedule-"): value for key, value in given.items() if key.startswith("schedule-")}
    plan = Plan(
        str(own.get("template")),
        _region(given, "schedule"),
        str(own.get("every")),
        clock_time(own.get("at")),
        str(own.get("zone") or "").strip(),
        weekday=whole(own.get("weekday")),
        day=whole(own.get("day")),
        weeks=_weeks(own.get("weeks")),
        headers=_headers(given, "schedule"),
        mail=str(own.get("mail") or "none"),
    )
    made = add_schedule(services(), current_user, plan)
    return gettext("Scheduled; next on %(moment)s.", moment=moment(made.next_due, plan.zone))


def save_custom(given: Values) -> Template:
    """Keeps a custom template, a new one or the one that the form holds.

    Raises BadParameter, whose parameter is the field, NotFound, and Conflict when it was changed meanwhile.
    """
    filters = [(given.get(f"template-column{n}"), given.get(f"template-text{n}")) for n in range(MOST_FILTERS)]
    columns, base = given.get("template-columns"), str(given.get("template-base"))
    if not columns:
        raise BadParameter("columns", N_("at least one"))
    store, template_id = services().store, str(given.get("template-id") or "")
    values: Values = {
        "name": str(given.get("template-name") or ""),
        "columns": _in_order(base, columns),
        "filters": [(str(column), str(text or "")) for column, text in filters if column not in (None, NO_FILTER)],
        "shared": given.get("template-shared") is True,
    }
    if template_id:
        version = str(given.get("template-version") or "")
        return change_template(store, current_user, template_id, version, **values)
    return save_template(store, current_user, base=base, **values)


def _in_order(base: str, columns: Any) -> list[str]:
    """The chosen columns in the order of the report; a name that it does not have goes last and is refused."""
    order = next((one.base.shown for one in BASES if one.template_id == base), ())
    chosen = [str(key) for key in columns] if isinstance(columns, list) else []
    return sorted(chosen, key=lambda key: order.index(key) if key in order else len(order))


def values_of(fields: Any, values: Any) -> Values:
    """Values of the fields by name; everything in them comes from a browser."""
    names = [one.get("name") if isinstance(one, dict) else None for one in fields or ()]
    return {str(name): value for name, value in zip(names, values or (), strict=False)}


def _region(given: Values, form: str) -> str:
    """The one that was chosen, or the only one that the user may see."""
    return str(given.get(f"{form}-region") or next(iter(asking.scopes())))


def _headers(given: Values, form: str) -> str:
    value = str(given.get(f"{form}-headers"))
    if value not in ("en", "de"):
        raise BadParameter("headers", N_("one of %(names)s"), names="en, de")
    return value


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
