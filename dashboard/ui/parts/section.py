"""A section on the screen: its KPI strip, its filters and tools, why it is empty, what stands below its table."""

import json
from collections.abc import Mapping, Sequence
from typing import Literal

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext

from dashboard.data.alerts.subjects import subjects
from dashboard.data.query.metric import Value
from dashboard.data.query.queries import Summary
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Column, Table
from dashboard.data.storage.rules import Rules
from dashboard.ui import components, controls, formats, ids, measures
from dashboard.ui.controls import Child
from dashboard.ui.links import data_address, tell_address
from dashboard.ui.marks import marks
from dashboard.ui.rules import said_of
from dashboard.ui.sections import Section
from dashboard.ui.tables.grids import BAR, FOUND

HEAD, FOOT = "head", "foot"
"""Slots that every section and drawing has: answers fill them."""
EYEBROW = "eyebrow"
"""The slot above the head of a section: what it is called by the region's rules."""


def frame(
    name: str, eyebrow: Child, head: Child, tools: Child, body: Sequence[Child], look: Literal["tabled", "drawn"]
) -> html.Section:
    """A section: answers fill its head and the places of its body, its tools stay."""
    top = html.Div([head, tools], className="section-top")
    parts = [eyebrow, top, *body]
    return html.Section(parts, id=name, className=f"section {look}", **marks(aria_labelledby=ids.heading(name)))


def eyebrow(question: Question, table: Table) -> str:
    """What a section is called, by the rules of the question's region."""
    return said_of(question, table.by_rule or table.title)


def heading(name: str, finding: str) -> html.H2:
    """The finding, which names the section for assistive technology too."""
    return html.H2(finding, id=ids.heading(name), className="finding")


def head(
    section: Section,
    finding: str,
    summary: Summary,
    every: int | None,
    shown: Sequence[Child],
    export: Child,
    hrefs: Mapping[str, str],
    rules: Rules,
) -> list[Child]:
    """The finding, the KPIs, how many of `every` row the filters leave (None: not known), the filters in force.

    `hrefs` are the addresses that the KPIs lead to, by key.
    """
    counted = [] if every is None else [html.P(_row_count(section.table, summary.rows, every), className="row-count")]
    chips = [html.Div(list(shown), className="chips")] if shown else []
    return [
        heading(section.name, finding),
        measures.strip(section.name, section.table.metrics, summary.values, hrefs, rules),
        *counted,
        export,
        *chips,
    ]


def toolbar(section: Section) -> html.Div:
    """Presets, and the menus of a section's table."""
    name = section.table.name
    selected = html.Span(className="muted", role="status", **marks(data_selected=gettext("{n} selected")))
    tools: list[Child] = [
        *([selected] if section.selects else []),
        *(
            controls.menu(gettext(menu.label), menu.sign, ids.menu(name, menu.kind), ids.panel(name, menu.kind))
            for menu in section.menus()
        ),
        *(controls.button(text, **marks(data_set=json.dumps(change))) for text, change in section.presets()),
        controls.menu(gettext("Filter rows"), "filter", ids.menu(name, "filter"), ids.panel(name, "filter")),
        controls.menu(gettext("Columns"), "columns", ids.menu(name, "columns"), ids.panel(name, "columns")),
        *(
            [
                controls.menu(
                    gettext("Tell me when this changes"),
                    "bell",
                    ids.menu(name, "tell"),
                    ids.panel(name, "tell"),
                    look="button bare",
                )
            ]
            if is_watched(section.table)
            else []
        ),
        controls.menu(
            gettext("Other formats"),
            "export",
            ids.menu(name, "export"),
            ids.panel(name, "export"),
            look="button bare",
        ),
    ]
    return controls.toolbar(tools)


def is_watched(table: Table) -> bool:
    """Whether a rule can watch its rows or one of its KPIs."""
    return any(subject.table is table for subject in subjects().values())


def tell_links(table: Table, question: Question, view: View, values: Mapping[str, Value]) -> list[Child]:
    """Where rules about a table and its KPIs are made, as it is narrowed now."""
    named = {
        subject.metric.key if subject.metric else "": key
        for key, subject in subjects().items()
        if subject.table is table
    }
    rows = [(gettext("When a row comes in or leaves"), tell_address(question, named[""], view))] if "" in named else []
    kpis = [
        (gettext(metric.label), tell_address(question, named[metric.key], view, values[metric.key].number))
        for metric in table.metrics
        if metric.key in named
    ]
    return [html.P(gettext("Tell me when this changes"), className="menu-title"),
            *(html.A(text, href=href) for text, href in (*rows, *kpis) if href)]  # fmt: skip


def chooser(table: Table, shown: Sequence[str]) -> html.Fieldset:
    """The columns that the table can show, those that it shows ticked."""
    options = [{"value": column.key, "label": gettext(column.label)} for column in choosable(table)]
    boxes = dbc.Checklist(id=ids.columns(table.name), options=options, value=list(shown), class_name="choices")
    legend = html.Legend(gettext("Columns"), className="hidden-text")
    own = marks(data_columns=table.name, data_default=",".join(table.shown))
    return html.Fieldset([legend, boxes], className="chooser", **own)


def choosable(table: Table) -> list[Column]:
    """The columns that a table can show: its own, and the licence bar or the sentence of a finding when it has one."""
    columns = list(table.columns)
    if "bar" in table.shown:
        columns.insert([column.key for column in columns].index("purchased") + 1, BAR)
    return [*columns, FOUND] if FOUND.key in table.shown else columns


def _row_count(table: Table, shown: int, every: int) -> str:
    numbers = {"shown": formats.count(shown), "total": formats.count(every)}
    words = {
        "subscriptions": gettext("%(shown)s of %(total)s subscriptions", **numbers),
        "customers": gettext("%(shown)s of %(total)s customers", **numbers),
        "rows": gettext("%(shown)s of %(total)s rows", **numbers),
        "findings": gettext("%(shown)s of %(total)s findings", **numbers),
    }
    return words[table.noun]


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
    return components.empty_state("nothing", gettext("Nothing here"), section.nothing(question))


PAGE_FILTERS: dict[str, None] = {"tag": None, "managed_by": None, "q": None}


def _filtered(title: str, text: str, clear: dict[str, None]) -> Child:
    press = controls.button(gettext("Clear filters"), **marks(data_set=json.dumps(clear)))
    return components.empty_state("filtered", title, text, press)


def foot(section: Section, question: Question, why: Child | None, sums: Child = "") -> list[Child]:
    """Why there are no rows; what they sum to; how they were chosen."""
    note = section.note(question) if section.table.known(question) else ""
    parts = [part for part in (sums, note) if part]
    words = [html.P(part, className="section-sub") if isinstance(part, str) else part for part in parts]
    return [*([] if why is None else [why]), *words]


def no_report(question: Question) -> Child:
    """Why a section of subscriptions shows nothing: no report covers the date."""
    text = gettext(
        "Full administrators bring report files of %(region)s on the page Data.",
        region=question.scope.region.code,
    )
    way = controls.link_button(gettext("To the page Data"), data_address(question))
    return components.empty_state("no_data", gettext("No report covers this date"), text, way)


def no_data(question: Question) -> str:
    """The finding of a section of a region that knows nothing by then."""
    return gettext("No data for %(region)s yet", region=question.scope.region.code)
