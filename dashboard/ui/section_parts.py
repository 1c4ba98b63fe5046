"""A section on the screen: its KPI strip, its filters and tools, why it is empty, what stands below its table."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from dash import html
from flask_babel import get_locale, gettext

from dashboard.data.queries import Summary
from dashboard.data.question import Question, View
from dashboard.data.table import Column, Table
from dashboard.errors import BadParameter
from dashboard.ui import components, controls, formats, ids, measures
from dashboard.ui.controls import Child
from dashboard.ui.drawn import Native, tree
from dashboard.ui.grids import BAR
from dashboard.ui.marks import marks
from dashboard.ui.names import member_names
from dashboard.ui.sections import Section

OPERATORS = ("", "=", "!=", ">=", "<=", ">", "<", "unknown", "known")


HEAD, FOOT, FACETS = ".head-slot", ".section-foot", ".facets-slot"
"""Selectors of the slots that answers fill."""


def frame(name: str, eyebrow: str, tools: Child, body: Sequence[Child]) -> html.Section:
    """A section: answers fill its head and foot, its tools and its body stay."""
    head = html.Div(className="head-slot", **marks(data_draw=tree(waiting(name))))
    top = html.Div([head, tools], className="section-top")
    foot = [html.Div(className="section-foot"), html.Div(className="sight-slot")]
    parts = [html.P(eyebrow, className="eyebrow"), top, *body, *foot]
    return html.Section(parts, id=name, className="section", **marks(aria_labelledby=ids.heading(name)))


def waiting(name: str) -> list[Child]:
    """A head whose answer is on its way, at its final size."""
    return [heading(name, gettext("Loading")), components.skeleton("strip")]


def heading(name: str, finding: str) -> html.H2:
    """The finding, which names the section for assistive technology too."""
    return html.H2(finding, id=ids.heading(name), className="finding")


def head(
    asked: Section,
    finding: str,
    summary: Summary,
    every: int | None,
    shown: Sequence[Child],
    hrefs: Mapping[str, str] | None = None,
) -> list[Child]:
    """The finding, the KPIs, how many of `every` row the filters leave (None: not known), the filters in force.

    `hrefs` are the addresses that the KPIs lead to, by key.
    """
    counted = [] if every is None else [html.P(_row_count(asked.table, summary.rows, every), className="row-count")]
    return [
        heading(asked.name, finding),
        measures.strip(asked.name, asked.table.metrics, summary.values, hrefs or {}),
        *counted,
        html.Div(list(shown), className="chips"),
    ]


def toolbar(section: Section, shown: Sequence[str]) -> html.Div:
    """Presets, filter form, column chooser and export of a section's table."""
    return html.Div(className="toolbar", **marks(data_draw=_tools(section, tuple(shown), str(get_locale()))))


@lru_cache(maxsize=256)
def _tools(section: Section, shown: tuple[str, ...], _language: str) -> str:
    """Kept, for they are a third of the work on a page's frame and rest on nothing else."""
    table = section.table
    tools: list[Child] = [
        *(controls.button(text, **marks(data_set=json.dumps(change))) for text, change in section.presets()),
        controls.popover(gettext("Filter"), "filter", [_filter_form(table)]),
        controls.popover(gettext("Columns"), "columns", [_chooser(table, shown)]),
        controls.export_menu(table.name, controls.export_links(table.name)),
    ]
    return tree(tools)


def _filter_form(table: Table) -> html.Form:
    columns = [(column.key, gettext(column.label)) for column in table.columns]
    value = Native("input", {"class": "form-control filter-value", "maxlength": "200", "autocomplete": "off"})
    hint = gettext("Numbers: 5 or 5..10 · dates: 2026-01-31 · shares: 20% · yes and no: true, false")
    return html.Form(
        [
            _labelled(gettext("Column"), _select("filter-column", columns, "customer")),
            _labelled(gettext("Condition"), _select("filter-operator", _operators(), "")),
            _labelled(gettext("Value"), value),
            html.P(hint, className="muted"),
            html.Button(gettext("Apply filter"), type="submit", className="button primary"),
        ],
        className="filter-form",
        **marks(data_filter=table.name),
    )


def _select(name: str, options: Sequence[tuple[str, str]], chosen: str) -> html.Select:
    choices = [html.Option(label, value=value, selected=value == chosen or None) for value, label in options]
    return html.Select(choices, className=f"form-select {name}")


def _operators() -> list[tuple[str, str]]:
    names = {
        "": gettext("contains, or is"),
        "=": gettext("is exactly"),
        "!=": gettext("is not"),
        ">=": gettext("at least"),
        "<=": gettext("at most"),
        ">": gettext("more than"),
        "<": gettext("less than"),
        "unknown": gettext("is unknown"),
        "known": gettext("is known"),
    }
    return [(operator, names[operator]) for operator in OPERATORS]


def _labelled(label: str, control: Any) -> html.Label:
    return html.Label([html.Span(label), control], className="field")


def _chooser(table: Table, shown: Sequence[str]) -> html.Fieldset:
    names = {column.key: gettext(column.label) for column in table.columns} | {"bar": gettext("Licence bar")}
    legend = html.Legend(gettext("Columns"), className="hidden-text")
    boxes: list[Any] = [_box(column.key, names[column.key], column.key in shown) for column in choosable(table)]
    own = marks(data_columns=table.name, data_default=",".join(table.shown))
    return html.Fieldset([legend, *boxes], className="chooser", **own)


def _box(key: str, label: str, checked: bool) -> html.Label:
    attributes = {"type": "checkbox", "value": key, "class": "form-check-input"} | ({"checked": ""} if checked else {})
    box: Any = Native("input", attributes)
    return html.Label([box, label], className="choice")


def choosable(table: Table) -> list[Column]:
    """The columns that a table can show: its own, and the licence bar when it has one."""
    columns = list(table.columns)
    if "bar" in table.shown:
        columns.insert([column.key for column in columns].index("purchased") + 1, BAR)
    return columns


def chips(table: Table, view: View, refused: Sequence[BadParameter]) -> list[Child]:
    """The filters in force, each with a cross, and what of the address meant nothing."""
    shown: list[Child] = []
    for part in view.filters:
        column = table.column(part.column)
        label = gettext(column.label) if column else part.column
        rest = [other.text for other in view.filters if other.column == part.column and other.text != part.text]
        change = {f"{table.name}.filter.{part.column}": rest or None}
        shown.append(controls.chip(label, _condition(part.column, part.text), change))
    if view.filters:
        every = {f"{table.name}.filter.{part.column}": None for part in view.filters}
        shown.append(controls.button(gettext("Clear all"), look="quiet", **marks(data_set=json.dumps(every))))
    return shown + components.refusals(refused)


def _condition(column: str, text: str) -> str:
    words = {"unknown": gettext("unknown"), "known": gettext("known")}
    if text in words:
        return words[text]
    names = member_names(column)
    operator = "!=" if names and text.startswith("!=") else ""
    members = text.removeprefix(operator or "=" if names else "").split(",")
    return operator + ", ".join(names.get(one.strip().lower(), one) for one in members)


def _row_count(table: Table, shown: int, every: int) -> list[Child]:
    total = formats.count(every)
    words = {
        "subscriptions": gettext("of %(total)s subscriptions", total=total),
        "customers": gettext("of %(total)s customers", total=total),
        "rows": gettext("of %(total)s rows", total=total),
        "findings": gettext("of %(total)s findings", total=total),
    }
    return [html.B(formats.count(shown)), " ", words[table.noun]]


def empty(section: Section, question: Question, view: View, every: int) -> Child:
    """Why the section shows no row: no data, filtered away, or nothing that belongs here."""
    scope = question.scope
    if not section.table.known(question):
        return section.missing(question)
    if every and view.filters:
        text = gettext("%(rows)s rows are in this section without them.", rows=formats.count(every))
        clear = {f"{section.name}.filter.{part.column}": None for part in view.filters}
        return _filtered(gettext("Nothing matches these filters"), text, clear)
    if not scope.whole_region and scope.unfiltered != scope:
        text = gettext("No customer that these filters leave belongs in this section.")
        return _filtered(gettext("Nothing matches the filters of the page"), text, PAGE_FILTERS)
    return components.empty_state("not_licensed", gettext("Nothing here"), section.nothing(question))


PAGE_FILTERS: dict[str, None] = {"tag": None, "managed_by": None, "q": None}


def _filtered(title: str, text: str, clear: dict[str, None]) -> Child:
    press = controls.button(gettext("Clear filters"), **marks(data_set=json.dumps(clear)))
    return components.empty_state("filtered", title, text, press)


def foot(section: Section, question: Question, why: Child | None, sums: str = "") -> list[Child]:
    """Why there are no rows, or the legend of the bars; what they sum to; how they were chosen."""
    note = section.note(question) if section.table.known(question) else ""
    words = [html.P(text, className="section-sub") for text in (sums, note) if text]
    if why is not None:
        return [why, *words]
    return [*([components.legend()] if "bar" in section.table.shown else []), *words]


def no_report(question: Question) -> Child:
    """Why a section of subscriptions shows nothing: no report covers the date."""
    text = gettext(
        "No report of this region covers this date. Import one: python -m dashboard import FILE --region %(region)s",
        region=question.scope.region.code,
    )
    return components.empty_state("no_data", no_data(question), text)


def no_data(question: Question) -> str:
    """The finding of a section of a region that knows nothing by then."""
    return gettext("No data for %(region)s yet", region=question.scope.region.code)
