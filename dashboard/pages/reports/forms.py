"""The forms of the page of reports: what runs are made with, a schedule, a custom template."""

from collections.abc import Sequence
from zoneinfo import available_timezones

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.rights import may
from dashboard.data.exports.formats import NAMES as FORMAT_NAMES
from dashboard.data.query.table import Table
from dashboard.data.reporting.tables import takes_weeks
from dashboard.pages.reports.words import (
    EVERY,
    HEADERS,
    MAIL,
    browser_zone,
    coming_runs,
    narrowing_words,
    template_name,
    weekday,
)
from dashboard.reports.limits import WEEKS_MOST
from dashboard.reports.schedules import Plan
from dashboard.reports.templates import BASES, LONGEST_NAME, Template
from dashboard.ui import controls, formats, forms, ids
from dashboard.ui.controls import Child
from dashboard.ui.parts import filter_rows

FILTERS = 3
"""Rows for filters in the form of a template, more where it has more."""


ABOVE = "-"
"""Stands for the template that the form above holds, and that is saved when it is scheduled."""


def run_form(regions: Sequence[str]) -> html.Div:
    """What "Run now" goes by: the region where there are several, weeks of usage, language and kind of the file."""
    return html.Div([*_region("run", regions), _weeks("run"), _headers("run"), _format("run")], className="form-row")


def schedule_form(regions: Sequence[str], templates: Sequence[Template], mails: bool, above: bool = False) -> html.Div:
    """Which report, when, and how it is delivered; the next five runs are told as it is filled in.

    `above`: the form for a template holds one, which can be scheduled at once.
    """
    names = [(template.template_id, template_name(template)) for template in templates]
    names = [*([(ABOVE, gettext("The new template above"))] if above else []), *names]
    every = [(key, gettext(text)) for key, text in EVERY.items()]
    days = [(str(number), weekday(number)) for number in range(1, 8)]
    begun = Plan("", "", "weekly", "06:00", browser_zone())
    children = [
        _select("schedule-template", gettext("Report"), names, names[0][0]),
        *_region("schedule", regions),
        _select("schedule-every", gettext("How often"), every, begun.every),
        _select("schedule-weekday", gettext("Day of the week"), days, str(begun.weekday), look="only-weekly"),
        _whole("schedule-day", gettext("Day of the month"), 1, 31, gettext("31 is the last day"), look="only-monthly"),
        _text("schedule-at", gettext("Time"), begun.at, type="time"),
        _zone(begun.zone),
        html.Div(_weeks("schedule"), id=ids.REPORT_WEEKS, hidden=not takes_weeks(templates[0].base)),
        _headers("schedule"),
        _format("schedule"),
        *_mail(mails),
        *_others(),
    ]
    due = html.Div(coming_runs(begun), id=ids.REPORT_DUE, className="due-preview", role="status")
    save = controls.button(gettext("Schedule"), id=ids.REPORT_SCHEDULE, look="primary")
    return html.Div([html.Div(children, className="form-row"), due, save], className="report-form")


def template_form(regions: Sequence[str], changed: Template | None = None) -> html.Details:
    """A custom template: a base, a name, columns, filters, whether others may use it.

    `changed`: the one that is to be changed, whose base stays, or without an id one that a table was made to; else a
    new one.
    """
    bases = [(changed.base.name, gettext(changed.base.title))] if changed else [
        (base.template_id, gettext(base.name)) for base in BASES
    ]  # fmt: skip
    name = ids.report_field("template-name")
    children = [
        _hidden("template-id", changed.template_id if changed else ""),
        _hidden("template-version", changed.version if changed else ""),
        _hidden("template-narrowed", changed.narrowed if changed else ""),
        _select("template-base", gettext("Based on"), bases, bases[0][0]),
        forms.field(
            gettext("Name"),
            forms.text(name, changed.name if changed else "", maxlength=LONGEST_NAME),
            name,
            ids.report_error("template-name"),
            gettext("begins the names of its files"),
        ),
    ]
    narrowed = [html.P(text, className="muted") for text in (narrowing_words(changed.narrowed) if changed else ())]
    of_base = html.Div(base_fields(changed.base if changed else BASES[0].base, changed), id=ids.REPORT_BASE)
    row = html.Div(children, className="form-row")
    body = html.Div([row, *narrowed, of_base, *_keeping(changed, regions[0])], className="report-form")
    exists = changed is not None and bool(changed.template_id)
    title = gettext("Edit %(name)s", name=changed.name) if changed and exists else gettext("Make a custom template")
    summary = html.Summary(title, className="button")
    return html.Details([summary, body], className="fold", id=ids.REPORT_FORM, open=changed is not None)


def _keeping(changed: Template | None, region: str) -> list[Child]:
    """Who else may run the template, and the buttons below."""
    shared = forms.tick(ids.report_field("template-shared"), gettext("Others may run it, with their own customers"))
    shared.value = bool(changed and changed.shared)
    save = controls.button(gettext("Save template"), id=ids.REPORT_TEMPLATE, look="primary")
    away = [controls.link_button(gettext("Make another one"), f"/reports?region={region}")] if changed else []
    return [shared, html.Div([save, *away], className="acts")]


def _hidden(name: str, value: str) -> dbc.Input:
    return dbc.Input(id=ids.report_field(name), type="hidden", value=value)


def base_fields(base: Table, changed: Template | None = None) -> list[Child]:
    """The columns and filters that a base has, as a template chose them."""
    options = [(column.key, gettext(column.label)) for column in base.columns]
    columns = forms.choices(
        gettext("Columns"),
        ids.report_field("template-columns"),
        options,
        list((changed and changed.columns) or (key for key, _label in options)),
        ids.report_error("template-columns"),
    )
    filters = filter_rows.rows(
        lambda name: ids.report_field(f"template-{name}"),
        lambda name: ids.report_row(f"template-{name}"),
        base.columns,
        changed.filters if changed else (),
        FILTERS,
    )
    return [columns, filters, forms.error(ids.report_error("template-filters"))]


def _select(name: str, label: str, options: Sequence[tuple[str, str]], value: str, *, look: str = "") -> html.Div:
    id = ids.report_field(name)
    return forms.field(label, forms.select(id, options, value), id, ids.report_error(name), look=look)


def _whole(name: str, label: str, least: int, most: int, help: str, *, look: str = "") -> html.Div:
    id = ids.report_field(name)
    return forms.field(label, forms.whole(id, 1, least, most), id, ids.report_error(name), help, look=look)


def _text(name: str, label: str, value: str, help: str = "", **more: str) -> html.Div:
    id = ids.report_field(name)
    return forms.field(label, forms.text(id, value, **more), id, ids.report_error(name), help)


def _region(form: str, regions: Sequence[str]) -> list[Child]:
    """Nothing to choose where there is only one, which is told."""
    if len(regions) < 2:
        return [html.Div([html.Span(gettext("Region")), html.B(regions[0])], className="form-field")]
    return [_select(f"{form}-region", gettext("Region"), [(code, code) for code in regions], regions[0])]


def _weeks(form: str) -> html.Div:
    return _whole(f"{form}-weeks", gettext("Weeks"), 1, WEEKS_MOST, gettext("of usage, the last completed ones"))


def _headers(form: str) -> html.Div:
    options = list(HEADERS.items())
    return _select(f"{form}-headers", gettext("Language of the header"), options, formats.language())


def _format(form: str) -> html.Div:
    """What a person chose for their files comes first."""
    options = [(key, gettext(name)) for key, name in FORMAT_NAMES.items()]
    return _select(f"{form}-format", gettext("File"), options, current_user.export_format or "csv")


def _others() -> list[Child]:
    """Who else gets it, for those who may see who there is."""
    if not may(current_user, "users_view"):
        return []
    help = gettext("e-mail addresses of users; each gets the customers that they may see")
    return [_text("schedule-recipients", gettext("Others who get it"), "", help)]


def _zone(zone: str) -> html.Div:
    """Every zone as a suggestion."""
    names = [html.Option(value=zone) for zone in sorted(available_timezones())]
    known = html.Datalist(names, id="time-zones")
    return html.Div([_text("schedule-zone", gettext("Time zone"), zone, list="time-zones", autocomplete="off"), known])


def _mail(mails: bool) -> list[Child]:
    if not mails:
        return []
    return [_select("schedule-mail", gettext("E-mail"), [(key, gettext(text)) for key, text in MAIL.items()], "none")]
