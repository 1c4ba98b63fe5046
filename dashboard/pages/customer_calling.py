"""A customer's calling: its weeks of usage and quality, its queues and their weeks."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from flask_babel import gettext

from dashboard.data.calling.customer import calling_weeks, queue_weeks, queues
from dashboard.data.question import Question
from dashboard.ui import components, formats
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.sparkline import sparkline

Row = Mapping[str, Any]


def calling_parts(question: Question, customer_key: int) -> list[Child]:
    """The sections; what no file tells is said to be unknown."""
    return [_calls(calling_weeks(question, customer_key)), _queues(question, customer_key)]


def _calls(weeks: Sequence[Row]) -> html.Section:
    title = gettext("Calls by week")
    if not any(week["usage_source"] for week in weeks):
        text = gettext("No file of the last eight weeks names a call of this customer.")
        return _section(title, [components.empty_state("no_data", gettext("No calls known"), text)])
    name = gettext("Usage and quality of the last eight weeks")
    headers = [
        gettext("Week of"),
        gettext("Calls"),
        gettext("Call legs"),
        gettext("Minutes"),
        gettext("Active users"),
        gettext("% poor"),
        gettext("Poor legs"),
        gettext("Unmeasured legs"),
    ]
    return _section(title, [components.plain_table(headers, [_call_cells(week) for week in weeks], name, numbers=True)])


def _call_cells(week: Row) -> list[str]:
    return [
        formats.date_text(week["week"]),
        formats.count(week["calls"]),
        formats.count(week["legs"]),
        formats.decimal(week["minutes"]),
        formats.count(week["active_users"]),
        formats.rate(week["poor_rate"]),
        formats.count(week["poor"]),
        formats.count(week["unmeasured"]),
    ]


def _queues(question: Question, customer_key: int) -> html.Section:
    title = gettext("Call queues")
    every, named = queue_weeks(question, customer_key), queues(question, customer_key)
    if not any(week["source"] for week in every):
        text = gettext("No file of the last eight weeks names a call queue of this customer.")
        return _section(title, [components.empty_state("no_data", gettext("No queues known"), text)])
    parts: list[Child] = [_queue(gettext("All queues"), every, opened=True)]
    parts += [_queue(" · ".join(filter(None, key)) or formats.unknown(), weeks) for key, weeks in named.items()]
    if not named:
        note = gettext("Calling Usage Detail counts all queues together; Call Queue Stats names each, with its waits.")
        parts.append(html.P(note, className="muted"))
    return _section(title, parts)


def _queue(name: str, weeks: Sequence[Row], *, opened: bool = False) -> html.Details:
    """A queue's last week in a line, its weeks when it is opened."""
    headers = [
        gettext("Week of"),
        gettext("Queue calls"),
        gettext("Answered"),
        gettext("Abandoned"),
        gettext("Abandonment rate"),
        gettext("Average answer time"),
        gettext("Average wait before abandonment"),
        gettext("Overflowed"),
        gettext("Timed out"),
        gettext("Transferred"),
    ]
    last = weeks[0]
    told = gettext("%(offered)s calls, %(rate)s abandoned", offered=formats.count(last["offered"]), rate=_rate(last))
    line = sparkline([week["abandonment_rate"] for week in reversed(weeks)], gettext("Abandonment rate of eight weeks"))
    summary: list[Child] = [html.B(name), html.Span(told, className="muted"), *([] if line is None else [line])]
    table = components.plain_table(headers, [_queue_cells(week) for week in weeks], name, numbers=True)
    return html.Details([html.Summary(summary), table], className="queue", open=opened)


def _rate(week: Row) -> str:
    return formats.rate(week["abandonment_rate"])


def _queue_cells(week: Row) -> list[str]:
    return [
        formats.date_text(week["week"]),
        *(formats.count(week[key]) for key in ("offered", "answered", "abandoned")),
        _rate(week),
        *(formats.duration(week[key]) for key in ("average_answer_seconds", "average_abandon_wait_seconds")),
        *(formats.count(week[key]) for key in ("overflowed", "timed_out", "transferred")),
    ]


def _section(title: str, parts: Sequence[Child]) -> html.Section:
    return html.Section([html.H2(title, className="finding"), *parts], className="section", **marks(aria_label=title))
