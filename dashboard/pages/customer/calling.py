"""A customer's calling: its weeks of usage and quality, its queues and their weeks."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from flask_babel import gettext

from dashboard.access import request_scope
from dashboard.data.calling.covered_weeks import week_of
from dashboard.data.calling.customer import Now, calling_now, calling_weeks, queue_weeks, queues
from dashboard.data.calling.trends import QUEUE_KINDS
from dashboard.data.query.frame import frame_of
from dashboard.data.query.question import Question
from dashboard.data.query.table import Kind
from dashboard.pages.base.chart_notes import noted, noted_twin
from dashboard.ui import comparing, components, formats
from dashboard.ui.charts import figures, queue_figure
from dashboard.ui.charts.sparkline import sparkline
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.sections import Drawn
from dashboard.ui.tokens import Theme

Row = Mapping[str, Any]


def calling_parts(question: Question, customer_key: int) -> list[Child]:
    """The sections; what no file tells is said to be unknown."""
    now = calling_now(question, customer_key)
    return [_calls(question, now, calling_weeks(question, customer_key)), _queues(question, now, customer_key)]


def _calls(question: Question, now: Now, weeks: Sequence[Row]) -> html.Section:
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
    table = components.plain_table(headers, [_call_cells(week) for week in weeks], name, numbers=True)
    return _section(title, [*call_changes(question, now), table])


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


def call_changes(question: Question, now: Now) -> list[Child]:
    """The week's calls and quality beside the week compared with; what no file tells is left out."""
    usage, quality = now.usage, now.quality
    if usage is None:
        return []
    names = {"calls": gettext("Calls"), "legs": gettext("Call legs"), "minutes": gettext("Minutes")}
    names["active_users"] = gettext("Active users")
    cells = [[name, *_changed(usage, key)] for key, name in names.items()]
    if quality is not None:
        change = formats.delta_pp(quality["poor_rate_change"])
        cells.append([gettext("% poor"), formats.rate(quality["poor_rate"]), change])
    return [*_not_named(usage), _compared(question, cells)]


def _changed(row: Row, key: str) -> list[str]:
    change = row[f"{key}_change"]
    kinds: tuple[Kind, Kind] = ("number", "number_change") if key == "minutes" else ("integer", "change")
    return [formats.number(row[key], kinds[0]), formats.number(change, kinds[1])]


def _not_named(row: Row) -> list[Child]:
    text = gettext("No file of this week names this customer: it counts with 0.")
    return [html.P(text, className="muted")] if row["silent"] else []


def _compared(question: Question, cells: Sequence[Sequence[str]]) -> Child:
    name = gettext("This week against %(week)s", week=comparing.week(question))
    headers = [gettext("Number"), gettext("Week %(week)s", week=formats.week_range(week_of(question))), name]
    return components.plain_table(headers, [list(cell) for cell in cells], name, numbers=True)


def queue_changes(question: Question, now: Now) -> list[Child]:
    """The same of its queues together, then of each queue, the worst first."""
    row = now.queues
    if row is None:
        return []
    names = {"offered": gettext("Offered"), "answered": gettext("Answered"), "abandoned": gettext("Abandoned")}
    cells = [[name, *_changed(row, key)] for key, name in names.items()]
    rates = [formats.rate(row["abandonment_rate"]), formats.delta_pp(row["abandonment_rate_change"])]
    return [_compared(question, [*cells, [gettext("Abandonment rate"), *rates]]), *_worst(now.worst_queues)]


def _worst(rows: Sequence[Row]) -> list[Child]:
    if not rows:
        return []
    headers = [
        gettext("Call queue"),
        gettext("Offered"),
        gettext("Abandoned"),
        gettext("Abandonment rate"),
        gettext("Rate change"),
        gettext("Average answer time"),
    ]
    return [components.plain_table(headers, [_worst_cells(row) for row in rows], gettext("Worst queues"), numbers=True)]


def _worst_cells(row: Row) -> list[str]:
    name = " · ".join(filter(None, (row["queue"], row["location"]))) or formats.unknown()
    return [
        name,
        formats.count(row["offered"]),
        formats.count(row["abandoned"]),
        formats.rate(row["abandonment_rate"]),
        formats.delta_pp(row["abandonment_rate_change"]),
        formats.duration(row["average_answer_seconds"]),
    ]


def queue_chart(question: Question, weeks: Sequence[Row], theme: Theme) -> Child:
    """The weeks of its queues, oldest first, as the page of call queues draws them."""
    words, frame = gettext("Queue calls of this customer per week"), frame_of(weeks, QUEUE_KINDS)
    slots: dict[str, Sequence[Child]] = {
        "words": [html.Div(html.H3(words), className="chart-title")],
        "twin": [components.data_table_twin(*noted_twin(question, queue_figure.twin(frame), frame), words)],
    }
    figure = noted(question, queue_figure.queue_trend(frame, theme), frame, theme)
    return figures.chart_frame("customer_queue_trend", Drawn(slots, figure))


def _queues(question: Question, now: Now, customer_key: int) -> html.Section:
    title = gettext("Call queues")
    every, named = queue_weeks(question, customer_key), queues(question, customer_key)
    if not any(week["source"] for week in every):
        text = gettext("No file of the last eight weeks names a call queue of this customer.")
        return _section(title, [components.empty_state("no_data", gettext("No queues known"), text)])
    parts: list[Child] = [queue_chart(question, every[::-1], request_scope.theme()), *queue_changes(question, now)]
    parts.append(_queue(gettext("All queues"), every, opened=True))
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
    text = gettext("%(offered)s calls, %(rate)s abandoned", offered=formats.count(last["offered"]), rate=_rate(last))
    line = sparkline([week["abandonment_rate"] for week in reversed(weeks)], gettext("Abandonment rate of eight weeks"))
    summary: list[Child] = [html.B(name), html.Span(text, className="muted"), *([] if line is None else [line])]
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
