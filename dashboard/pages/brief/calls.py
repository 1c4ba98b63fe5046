"""Calls on a brief: the last completed week, eight weeks as a table and as a chart of quality, call queues."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from flask_babel import gettext

from dashboard.access import request_scope
from dashboard.data.calling.covered_weeks import week_of
from dashboard.data.calling.customer import calling_now, calling_weeks
from dashboard.data.calling.trends import QUALITY_KINDS
from dashboard.data.query.frame import frame_of
from dashboard.pages.base.week_words import rule_text
from dashboard.pages.brief.numbers import number, section
from dashboard.pages.customer.context import CustomerContext
from dashboard.ui import components, formats
from dashboard.ui.charts import figures, quality_figure
from dashboard.ui.controls import Child
from dashboard.ui.sections import Drawn

Row = Mapping[str, Any]


def calls_part(seen: CustomerContext) -> html.Section:
    """What no file tells is said to be unknown."""
    question, title = seen.question, gettext("Calls and their quality")
    weeks = calling_weeks(question, seen.key)
    if not any(week["usage_source"] or week["quality_source"] for week in weeks):
        return section(title, html.P(gettext("No call of the last eight weeks is known."), className="muted"))
    now = calling_now(question, seen.key)
    rule = rule_text(question.moment.rules.quality(question.scope.region.quality))
    parts: list[Child] = [_last_week(seen, now.usage, now.quality, now.queues), _table(weeks)]
    if any(week["good"] is not None for week in weeks):
        parts += [_chart(weeks[::-1]), html.P(rule, className="section-sub")]
    return section(title, *parts)


def _last_week(seen: CustomerContext, usage: Row | None, quality: Row | None, queues: Row | None) -> html.Dl:
    """The last completed week in numbers."""
    week = formats.week_range(week_of(seen.question))
    facts: list[tuple[str, Child]] = [(gettext("Last completed week"), week)]
    if usage is not None:
        facts.append((gettext("Calls"), number("calls", usage["calls"])))
        facts.append((gettext("Minutes"), number("minutes", usage["minutes"], formats.decimal(usage["minutes"]))))
        facts.append((gettext("Active users"), number("active_users", usage["active_users"])))
    if quality is not None:
        poor = quality["poor_rate"]
        facts.append((gettext("% poor"), number("poor_rate", poor, formats.rate(poor))))
    if queues is not None:
        rate = queues["abandonment_rate"]
        facts.append((gettext("Queue calls"), number("offered", queues["offered"])))
        facts.append((gettext("Abandonment rate"), number("abandonment_rate", rate, formats.rate(rate))))
    return html.Dl([html.Div([html.Dt(term), html.Dd(text)]) for term, text in facts], className="terms")


def _table(weeks: Sequence[Row]) -> Child:
    headers = [
        gettext("Week of"),
        gettext("Calls"),
        gettext("Minutes"),
        gettext("Active users"),
        gettext("Measured legs"),
        gettext("% poor"),
    ]
    name = gettext("Calls of the last eight weeks")
    return components.plain_table(headers, [_cells(week) for week in weeks], name, numbers=True)


def _cells(week: Row) -> list[Child]:
    measured = None if week["good"] is None else week["good"] + week["poor"]
    return [
        formats.date_text(week["week"]),
        formats.count(week["calls"]),
        formats.decimal(week["minutes"]),
        formats.count(week["active_users"]),
        formats.count(measured),
        formats.rate(week["poor_rate"]),
    ]


def _chart(weeks: Sequence[Row]) -> Child:
    words, frame = gettext("Call legs by quality per week"), frame_of(weeks, QUALITY_KINDS)
    slots: dict[str, Sequence[Child]] = {
        "words": [html.Div(html.H3(words), className="chart-title")],
        "twin": [components.data_table_twin(*quality_figure.twin(frame), words)],
    }
    return figures.chart_frame(
        "brief_quality", Drawn(slots, quality_figure.quality_trend(frame, request_scope.theme()))
    )
