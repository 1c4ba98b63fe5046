"""What the page says of a region: each number with its change, how far its data reaches, what is wrong with it."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from dash import html
from flask_babel import gettext

from dashboard.data.calling.quality import CUSTOMER_QUALITY
from dashboard.data.calling.queues import CUSTOMER_QUEUES
from dashboard.data.overview.region_status import Figure, Standing
from dashboard.data.query.metric import Metric
from dashboard.data.query.question import Question
from dashboard.data.storage.rules import Rules
from dashboard.data.subscriptions.headline import HEADLINE
from dashboard.services import services
from dashboard.ui import comparing, components, formats
from dashboard.ui.controls import Child
from dashboard.ui.formats import Delta
from dashboard.ui.marks import marks
from dashboard.ui.rules import ByRegion, said

_RATES = tuple(
    next(metric for metric in table.metrics if metric.key == key)
    for table, key in ((CUSTOMER_QUALITY, "poor_rate"), (CUSTOMER_QUEUES, "abandonment_rate"))
)
METRICS: tuple[Metric, ...] = (*HEADLINE, *_RATES)
"""In the order of the columns."""

_PLACES = {
    "total_customers": "/subscriptions",
    "nearing_expiration": "/subscriptions#expiring",
    "nearing_renewal": "/subscriptions#renewing",
    "low_assignment": "/subscriptions#low_assignment",
    "over_limit": "/subscriptions#overage",
    "poor_rate": "/calling",
    "abandonment_rate": "/queues",
}
"""The page of each number, and its section there."""


def words(metric: Metric, rules: Rules | ByRegion) -> tuple[str, str, str]:
    """Name, definition and formula in the reader's language, by the rules in force."""
    return gettext(metric.label), said(metric.definition, rules), said(metric.formula, rules)


def number(question: Question, row: Standing, metric: Metric) -> html.Div:
    """The number, which leads to its page; its parts; its change, which leads to its causes."""
    figure, label = row.figures[metric.key], gettext(metric.label)
    text, parts = _text(figure, metric)
    own = marks(aria_label=f"{row.region}, {label}: {text}", data_tip=_full(figure, metric, text))
    link = html.A(text, href=_place(question, row, metric), className="cell-number", **own)
    under = [html.Span(parts, className="muted")] if parts else []
    mark = marks(data_kpi=f"{row.region}.{metric.key}", data_value=_raw(figure))
    return html.Div([link, *under, _change(question, row, metric)], **mark)


def _text(figure: Figure, metric: Metric) -> tuple[str, str]:
    if metric.unit == "ratio":
        return formats.percent(figure.numerator, figure.denominator)
    return formats.compact(figure.now), ""


def _full(figure: Figure, metric: Metric, text: str) -> str | None:
    """The number without shortening, None where it is shown in full."""
    full = formats.count(figure.now)
    return full if metric.unit != "ratio" and full != text else None


def _raw(figure: Figure) -> str:
    now = figure.now
    return formats.raw(int(now) if now is not None and figure.denominator is None else now)


def _change(question: Question, row: Standing, metric: Metric) -> Child:
    figure = row.figures[metric.key]
    delta = _delta(figure, metric)
    if delta is None:
        reason = gettext("no data") if figure.now is None else comparing.no_earlier(question)
        return html.Span(reason, className="muted wraps")
    title = gettext("What changed: %(label)s", label=gettext(metric.label))
    text = components.change_text(delta)
    own = marks(aria_label=f"{text}. {title}")
    href = address("/changes", question, row.region, measure=metric.key)
    return html.A(components.arrow_text(delta), href=href, title=title, className=f"delta {delta.tone} kpi-why", **own)


def _delta(figure: Figure, metric: Metric) -> Delta | None:
    return formats.change(figure.change, metric.good, points=metric.unit == "ratio")


def reach(row: Standing) -> list[Child]:
    """As of when the data is and when more is due: of subscriptions, and of calls."""
    if row.data_as_of is None and row.calls_week is None:
        return [html.Span(gettext("No data yet"), className="muted")]
    parts: list[Child] = []
    if row.data_as_of is not None and row.next_due is not None:
        day = formats.date_text(row.data_as_of)
        parts.append(html.Div([_dot(late=row.late), day, _due(row.next_due, late=row.late)]))
    if row.calls_week is not None and row.calls_due is not None:
        week = gettext("Calls: week of %(day)s", day=formats.week_text(row.calls_week))
        parts.append(html.Div([_dot(late=row.calls_late), week, _due(row.calls_due, late=row.calls_late)]))
    return parts


def _dot(*, late: bool) -> html.Span:
    return html.Span(className=f"freshness-dot {'stale' if late else 'fresh'}", **marks(aria_hidden="true"))


def _due(day: date, *, late: bool) -> html.Span:
    due = formats.date_text(day)
    text = gettext("late since %(due)s", due=due) if late else gettext("next update %(due)s", due=due)
    return html.Span(text, className="late" if late else "muted")


def findings(question: Question, row: Standing) -> Child:
    """How many findings there are in the region's data, which leads to them."""
    text = formats.count(row.findings)
    label = gettext("%(region)s, findings: %(n)s", region=row.region, n=text)
    own = marks(aria_label=label)
    link = html.A(text, href=address("/quality", question, row.region), className="cell-number", **own)
    mark = marks(data_kpi=f"{row.region}.findings", data_value=formats.raw(row.findings))
    return html.Div(link, **mark)


def card(question: Question, row: Standing, metric: Metric, weeks: Sequence[Any]) -> Child:
    """A number as a card; `weeks` are those of its line."""
    figure = row.figures[metric.key]
    text, parts = _text(figure, metric)
    label, definition, formula = words(metric, question.moment.rules)
    why = address("/changes", question, row.region, measure=metric.key)
    return components.kpi_card(
        key=f"{row.region}.{metric.key}",
        label=label,
        value_text=text,
        full_text=_full(figure, metric, text) or text,
        raw=_raw(figure),
        unit_text=parts if metric.unit == "ratio" else gettext("customers"),
        definition=definition,
        formula=formula,
        delta=_delta(figure, metric),
        spark=() if metric.unit == "ratio" else weeks,
        spark_label=gettext("Last %(weeks)s weeks", weeks=len(weeks)),
        href=_place(question, row, metric),
        reason=gettext("no data") if figure.now is None else comparing.no_earlier(question),
        why=why,
        versus=comparing.versus(question),
    )


def _place(question: Question, row: Standing, metric: Metric) -> str:
    path, _, section = _PLACES[metric.key].partition("#")
    return address(path, question, row.region) + (f"#{section}" if section else "")


def address(path: str, question: Question, region: str, **more: str) -> str:
    """A page of a region on the question's day, and with its date to compare with."""
    day = question.moment.as_of
    asked = {
        "region": region,
        **({"as_of": day.isoformat()} if day != services().settings.as_of() else {}),
        **({"compare": question.compare.as_of.isoformat()} if question.compare else {}),
        **more,
    }
    return f"{path}?{urlencode(asked)}"
