"""The forms of the page of reports: what runs are made with, a schedule, a custom template."""

from collections.abc import Sequence
from zoneinfo import available_timezones

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext

from dashboard.data.table import Table
from dashboard.pages.report_words import EVERY, HEADERS, MAIL, template_name, weekday
from dashboard.reports.runs import WEEKS_MOST
from dashboard.reports.templates import BASES, LONGEST_NAME, Template
from dashboard.ui import controls, formats, forms, ids
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks

FILTERS = 3
"""Rows for filters in the form of a template, more where it has more."""
NO_FILTER = "-"


def run_form(regions: Sequence[str]) -> html.Div:
    """What "Run now" goes by: the region where there are several, weeks of usage, the language of the header."""
    return html.Div([*_region("run", regions), _weeks("run"), _headers("run")], className="form-row")


def schedule_form(regions: Sequence[str], templates: Sequence[Template], mails: bool) -> html.Div:
    """Which report, when, and how it is delivered; the next five runs are told as it is filled in."""
    names = [(one.template_id, template_name(one)) for one in templates]
    every = [(key, gettext(text)) for key, text in EVERY.items()]
    days = [(str(number), weekday(number)) for number in range(1, 8)]
    children = [
        _select("schedule-template", gettext("Report"), names, names[0][0]),
        *_region("schedule", regions),
        _select("schedule-every", gettext("How often"), every, "weekly"),
        _select("schedule-weekday", gettext("Day of the week"), days, "1", gettext("when weekly")),
        _whole("schedule-day", gettext("Day of the month"), 1, 31, gettext("when monthly; 31 is the last day")),
        _text("schedule-at", gettext("Time"), "06:00", type="time"),
        _zone(),
        _weeks("schedule"),
        _headers("schedule"),
        *_mail(mails),
    ]
    due = html.Div(id=ids.REPORT_DUE, className="due-preview", role="status")
    save = controls.button(gettext("Schedule"), id=ids.REPORT_SCHEDULE, look="primary")
    return html.Div([html.Div(children, className="form-row"), due, save], className="report-form")


def template_form(changed: Template | None = None) -> html.Details:
    """A custom template: a base, a name, columns, filters, whether others may use it.

    `changed`: the one that is to be changed, whose base stays; else a new one.
    """
    bases = [(one.template_id, gettext(one.name)) for one in BASES if changed is None or one.base is changed.base]
    name = ids.report_field("template-name")
    children = [
        _hidden("template-id", changed.template_id if changed else ""),
        _hidden("template-version", changed.version if changed else ""),
        _select("template-base", gettext("Based on"), bases, bases[0][0]),
        forms.field(
            gettext("Name"),
            forms.text(name, changed.name if changed else "", maxlength=LONGEST_NAME),
            name,
            ids.report_error("template-name"),
            gettext("begins the names of its files"),
        ),
    ]
    shared = forms.tick(ids.report_field("template-shared"), gettext("Others may run it, with their own customers"))
    shared.value = bool(changed and changed.shared)
    save = controls.button(gettext("Save template"), id=ids.REPORT_TEMPLATE, look="primary")
    away = [controls.link_button(gettext("Make another one"), "/reports")] if changed else []
    of_base = html.Div(base_fields(changed.base if changed else BASES[0].base, changed), id=ids.REPORT_BASE)
    body = html.Div(
        [html.Div(children, className="form-row"), of_base, shared, html.Div([save, *away], className="acts")],
        className="report-form",
    )
    title = gettext("Edit %(name)s", name=changed.name) if changed else gettext("Make a custom template")
    summary = html.Summary(title, className="button")
    return html.Details([summary, body], className="fold", id=ids.REPORT_FORM, open=changed is not None)


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
    legend = html.Legend(gettext("Filters"))
    hint = html.P(gettext("Such as 5, >=5, 5..10, a date, part of a text, unknown, known."), className="muted")
    filters = [*(changed.filters if changed else ()), *[(NO_FILTER, "")] * FILTERS]
    rows = [_filter(number, options, *filters[number]) for number in range(max(FILTERS, len(filters) - FILTERS))]
    error = forms.error(ids.report_error("template-filters"))
    return [columns, html.Fieldset([legend, hint, *rows, error], className="form-field wide")]


def _filter(number: int, options: Sequence[tuple[str, str]], key: str, text: str) -> html.Div:
    column = forms.select(
        ids.report_field(f"template-column{number}"), [(NO_FILTER, gettext("no filter")), *options], key
    )
    value = forms.text(ids.report_field(f"template-text{number}"), text, maxlength=200)
    named = [
        html.Label(
            [html.Span(gettext("Column of filter %(number)s", number=number + 1), className="hidden-text"), column]
        ),
        html.Label([html.Span(gettext("Filter %(number)s", number=number + 1), className="hidden-text"), value]),
    ]
    return html.Div(named, className="filter-row")


def _select(name: str, label: str, options: Sequence[tuple[str, str]], value: str, help: str = "") -> html.Div:
    id = ids.report_field(name)
    return forms.field(label, forms.select(id, options, value), id, ids.report_error(name), help)


def _whole(name: str, label: str, least: int, most: int, help: str) -> html.Div:
    id = ids.report_field(name)
    return forms.field(label, forms.whole(id, 1, least, most), id, ids.report_error(name), help)


def _text(name: str, label: str, value: str, help: str = "", **more: str) -> html.Div:
    id = ids.report_field(name)
    return forms.field(label, forms.text(id, value, **more), id, ids.report_error(name), help)


def _region(form: str, regions: Sequence[str]) -> list[Child]:
    """Not shown when there is only one."""
    if len(regions) < 2:
        return []
    return [_select(f"{form}-region", gettext("Region"), [(code, code) for code in regions], regions[0])]


def _weeks(form: str) -> html.Div:
    return _whole(f"{form}-weeks", gettext("Weeks"), 1, WEEKS_MOST, gettext("of usage, the last completed ones"))


def _headers(form: str) -> html.Div:
    options = list(HEADERS.items())
    return _select(f"{form}-headers", gettext("Language of the header"), options, formats.language())


def _zone() -> html.Div:
    """Every zone as a suggestion; the browser's own is filled in (assets/reports.js)."""
    names = [html.Option(value=zone) for zone in sorted(available_timezones())]
    return html.Div(
        [
            _text("schedule-zone", gettext("Time zone"), "UTC", list="time-zones", autocomplete="off"),
            html.Datalist(names, id="time-zones"),
        ],
        **marks(data_zone="true"),
    )


def _mail(mails: bool) -> list[Child]:
    if not mails:
        return []
    return [_select("schedule-mail", gettext("E-mail"), [(key, gettext(text)) for key, text in MAIL.items()], "none")]
