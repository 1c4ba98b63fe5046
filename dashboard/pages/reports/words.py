"""What the page of reports says of templates, schedules and runs."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_datetime, get_day_names
from flask import request
from flask_babel import gettext, ngettext

from dashboard.data.storage.store import now
from dashboard.errors import BadParameter
from dashboard.i18n import N_
from dashboard.reports.due import upcoming
from dashboard.reports.runs import Run
from dashboard.reports.schedules import Plan, rhythm_of
from dashboard.reports.templates import Template
from dashboard.ui import formats
from dashboard.ui.names import manager_names, product_names

EVERY = {"daily": N_("Daily"), "weekly": N_("Weekly"), "monthly": N_("Monthly")}
MAIL = {"none": N_("No e-mail"), "link": N_("E-mail with a link"), "attachment": N_("E-mail with the file")}
STATUS = {"queued": N_("Waiting"), "running": N_("Being made"), "done": N_("Done"), "failed": N_("Failed")}
MAIL_STATE = {
    "due": N_("E-mail is being sent"),
    "sending": N_("E-mail is being sent"),
    "sent": N_("E-mail sent"),
    "failed": N_("E-mail not sent"),
}
HEADERS = {"en": "English", "de": "Deutsch"}


def template_name(template: Template) -> str:
    """The name as people gave it; those of the five in the reader's language."""
    return gettext(template.name) if template.owner is None else template.name


def narrowing_words(narrowed: str) -> list[str]:
    """What narrows the rows of a template beside its filters, in words."""
    labels = {
        "product": (gettext("Product"), product_names()),
        "tag": (gettext("Tag"), {}),
        "managed_by": (gettext("Managed by"), manager_names()),
        "q": (gettext("Name contains"), {}),
        "days": (gettext("Days ahead"), {}),
        "window": (gettext("Weeks of peak use"), {}),
        "buffer": (gettext("Buffer in percent"), {}),
        "measure": (gettext("Number"), {}),
    }  # fmt: skip
    sentences = []
    for key, text in parse_qsl(narrowed):
        label, names = labels.get(key, (key, {}))
        sentences.append(f"{label}: {names.get(text, text)}")
    return sentences


def moment(utc: datetime | None, zone: str = "UTC") -> str:
    """A moment in a zone, with the zone's name: Mon 23 Nov 2026, 06:00 CET."""
    if utc is None:
        return formats.unknown()
    aware = utc if utc.tzinfo else utc.replace(tzinfo=UTC)
    pattern = "EEE, dd.MM.yyyy, HH:mm" if formats.language() == "de" else "EEE d MMM yyyy, HH:mm"
    local = aware.astimezone(ZoneInfo(zone))
    return f"{format_datetime(local, pattern, locale=formats.language())} {local.tzname()}"


def weekday(number: int) -> str:
    """The name of a day, 1 for Monday."""
    return str(get_day_names("wide", locale=formats.language())[number - 1])


def rhythm(plan: Plan) -> str:
    """When a plan is due, in words."""
    if plan.every == "weekly":
        return gettext("%(day)s at %(time)s", day=weekday(plan.weekday), time=plan.at)
    if plan.every == "monthly":
        return gettext("Day %(day)s of the month at %(time)s", day=plan.day, time=plan.at)
    return gettext("Daily at %(time)s", time=plan.at)


def coming_runs(plan: Plan) -> str:
    """The next five runs of a plan that is being filled in, nothing while it is not."""
    try:
        runs = upcoming(rhythm_of(plan), now().replace(tzinfo=UTC))
    except BadParameter:
        return ""
    return gettext("Next five runs: %(moments)s", moments=" · ".join(moment(due, plan.zone) for due in runs))


def browser_zone() -> str:
    """The time zone that the browser told (assets/zone.js), else UTC."""
    zone = request.cookies.get("time_zone", "")
    return zone if zone in available_timezones() else "UTC"


def size(number: int | None) -> str:
    """Bytes in a unit that people read."""
    if number is None:
        return formats.unknown()
    if number < 1_000:
        return f"{number} B"
    return (
        f"{formats.decimal(number / 1_000)} kB" if number < 1_000_000 else f"{formats.decimal(number / 1_000_000)} MB"
    )


def remarks(run: Run) -> list[str]:
    """What else is to be said of a run: why it failed, that it is late or its file is gone, its e-mail."""
    sentences = [gettext(run.error)] if run.error and run.status != "done" else []
    if run.missed:
        missed = ngettext("for %(num)s earlier due time too", "for %(num)s earlier due times too", run.missed)
        sentences.append(gettext("Late, %(missed)s: nothing was running.", missed=missed))
    elif run.late:
        sentences.append(gettext("Late: nothing was running when it was due."))
    if run.deleted:
        sentences.append(gettext(run.deleted))
    if run.mail_state:
        sentences.append(gettext(MAIL_STATE[run.mail_state]))
    if run.mail_error:
        sentences.append(gettext(run.mail_error))
    return sentences
