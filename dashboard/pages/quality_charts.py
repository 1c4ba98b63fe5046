"""Call quality in two charts: by week, and by endpoint type in the week."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from flask_babel import gettext

from dashboard.data.calling.coverage import told_by, week_of
from dashboard.data.calling.sight import week_sight
from dashboard.data.calling.trends import quality_by_endpoint, quality_trend
from dashboard.data.question import Question
from dashboard.pages.week_words import missing_title, no_week, rule_text
from dashboard.ui import bars, components, figures, formats, quality_figure, section_parts
from dashboard.ui.controls import Child
from dashboard.ui.names import endpoint_name
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme
from dashboard.words import N_

NAME = "quality_trend"
_PARTS = ("good", "poor", "unmeasured")

Point = Mapping[str, Any]


def draw(question: Question, theme: Theme) -> Drawn:
    """The figure by week and the bars by endpoint type; the reason takes their place when the week is not known."""
    if not told_by("usage", "legs")(question):
        slots: dict[str, Sequence[Child]] = {
            section_parts.HEAD: [section_parts.heading(NAME, missing_title(question))],
            section_parts.FOOT: [no_week(question)],
            ".endpoint-bars": [],
        }
        return Drawn(slots, facts={"label": missing_title(question), "empty": True})
    weeks, endpoints = quality_trend(question), quality_by_endpoint(question)
    words = gettext("Call legs by quality per week, %(region)s", region=question.scope.region.code)
    slots = {
        section_parts.HEAD: [section_parts.heading(NAME, _finding(weeks, endpoints))],
        section_parts.FOOT: [html.P(rule_text(question.scope.region.quality), className="section-sub")],
        ".chart-words": [_title(words, gettext("8 weeks, each named by its Sunday (UTC); a press on one opens it"))],
        ".chart-twin": [components.data_table_twin(*quality_figure.twin(weeks), words)],
        ".endpoint-bars": _endpoints(question, endpoints),
    }
    facts = {"label": f"{words}. {_finding(weeks, endpoints)}", "empty": False}
    return Drawn(slots, quality_figure.quality_trend(weeks, theme), facts)


def _title(words: str, under: str) -> html.Div:
    return html.Div([html.H3(words), html.P(under, className="muted")], className="chart-title")


def _finding(weeks: Sequence[Point], endpoints: Sequence[Point]) -> str:
    now, before = weeks[-1]["poor_rate"], weeks[-2]["poor_rate"]
    if now is None:
        return gettext("No call leg of this week was measured")
    share = formats.rate(now)
    if before is None:
        text = gettext("%(share)s of the measured call legs were poor", share=share)
    else:
        text = gettext(
            "%(share)s of the measured call legs were poor, %(change)s against the week before",
            share=share,
            change=formats.delta_pp(now - before),
        )
    rated = [one for one in endpoints if one["poor"]]
    if len(endpoints) < 2 or not rated:
        return text
    worst = max(rated, key=lambda one: (one["poor_rate"], one["poor"]))
    name = endpoint_name(worst["endpoint_type"])
    return gettext("%(text)s; the worst endpoint type is %(name)s", text=text, name=name)


def _endpoints(question: Question, points: Sequence[Point]) -> list[Child]:
    title = gettext("Call legs by endpoint type, %(region)s", region=question.scope.region.code)
    under = gettext("Week %(week)s, most legs first", week=formats.week_range(week_of(question)))
    words = _title(title, under)
    if not points:
        text = gettext("Calling Usage Detail tells no endpoint types; import Call Legs of this week to see them.")
        return [words, components.empty_state("not_measured", gettext("No endpoint types in this week"), text)]
    most = max(sum(point[part] for part in _PARTS) for point in points)
    headers = [gettext("Endpoint type"), "", gettext("Legs"), gettext("% poor")]
    rows = [_endpoint(point, most) for point in points]
    return [words, bars.table("quality_by_endpoint", title, headers, rows), bars.legend()]


def _endpoint(point: Point, most: int) -> list[Child]:
    legs = sum(point[part] for part in _PARTS)
    name = endpoint_name(point["endpoint_type"])
    change = {"customer_quality.filter.worst_endpoint_type": f"={point['endpoint_type']}"}
    sentence = gettext(
        "%(name)s: good %(good)s · poor %(poor)s · unmeasured %(unmeasured)s of %(legs)s legs",
        name=name,
        legs=formats.count(legs),
        **{part: formats.count(point[part]) for part in _PARTS},
    )
    parts = [(part, point[part] / most) for part in _PARTS if point[part]] if most else []
    return [bars.press(name, change), bars.bar(parts, sentence), formats.count(legs), formats.rate(point["poor_rate"])]


QUALITY = Drawing(
    name=NAME,
    eyebrow=N_("Call quality"),
    short=N_("Quality charts"),
    asks=(),
    body=lambda: [html.Div([figures.chart_frame(NAME), html.Div(className="endpoint-bars")], className="side-by-side")],
    draw=draw,
    sight=week_sight("quality"),
)
