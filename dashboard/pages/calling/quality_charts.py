"""Call quality in two charts: by week, and by endpoint type in the week."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.calling.coverage import week_coverage
from dashboard.data.calling.covered_weeks import told_by, week_of
from dashboard.data.calling.endpoints import ENDPOINT_QUALITY
from dashboard.data.calling.quality import CUSTOMER_QUALITY, POOR_RATE
from dashboard.data.calling.trends import (
    QUALITY_KINDS,
    change_of,
    leg_share,
    quality_by_endpoint,
    quality_trend,
)
from dashboard.data.query.frame import frame_of
from dashboard.data.query.question import Question
from dashboard.i18n import N_
from dashboard.pages.base.week_chart import chart_title, week_chart, week_not_known
from dashboard.pages.base.week_words import rule_text
from dashboard.ui import comparing, components, formats
from dashboard.ui.charts import bars, figures, quality_figure
from dashboard.ui.controls import Child
from dashboard.ui.names import endpoint_name
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme

NAME = "quality_trend"
_PARTS = ("good", "poor", "unmeasured")

Point = Mapping[str, Any]


def draw(question: Question, theme: Theme) -> Drawn:
    """The figure by week and the bars by endpoint type; the reason takes their place when the week is not known."""
    if not told_by("usage", "legs")(question):
        unknown = week_not_known(question, NAME)
        return replace(unknown, slots={**unknown.slots, "bars": []})
    points, endpoints = quality_trend(question), quality_by_endpoint(question)
    title = gettext("Call legs by quality per week, %(region)s", region=question.scope.region.code)
    texts = finding(question, points[-1], endpoints), title, weeks_subtitle(points[-1])
    charts = quality_figure.quality_trend, quality_figure.twin
    rule = html.P(rule_text(question.moment.rules.quality(question.scope.region.quality)), className="section-sub")
    drawn = week_chart(question, theme, NAME, texts, frame_of(points, QUALITY_KINDS), charts, [rule])
    return replace(drawn, slots={**drawn.slots, "bars": _endpoints(question, endpoints)})


def weeks_subtitle(now: Point) -> str:
    """Of whom the chart by week speaks, and how to read it."""
    return ngettext(
        "%(legs)s legs of %(n)s customer in this week, from call legs or else Calling Usage Detail; 8 weeks, each "
        "named by its Sunday (UTC); a press on one opens it",
        "%(legs)s legs of %(n)s customers in this week, from call legs or else Calling Usage Detail; 8 weeks, each "
        "named by its Sunday (UTC); a press on one opens it",
        now["customers"],
        n=formats.count(now["customers"]),
        legs=formats.count(_legs(now)),
    )


def finding(question: Question, now: Point, endpoints: Sequence[Point]) -> str:
    """The share of poor legs of all customers, and the worst endpoint type of those with call legs alone."""
    measured = (now["good"] or 0) + (now["poor"] or 0)
    if not measured:
        return gettext("No call leg of this week was measured")
    text = ngettext(
        "%(share)s of the measured call legs of %(n)s customer were poor",
        "%(share)s of the measured call legs of %(n)s customers were poor",
        now["customers"],
        n=formats.count(now["customers"]),
        share=formats.rate(now["poor_rate"]),
    )
    change = change_of(question, CUSTOMER_QUALITY, POOR_RATE)
    if change is not None:
        text = gettext(
            "%(text)s, %(change)s against %(week)s",
            text=text,
            change=formats.delta_pp(change),
            week=comparing.week(question),
        )
    worst = worst_type(endpoints, question.moment.rules.minimum_legs)
    if worst is None:
        return text
    share = leg_share(question)
    return gettext(
        "%(text)s; the worst endpoint type is %(name)s (%(rate)s), known of %(part)s of the legs",
        text=text,
        name=endpoint_name(worst["endpoint_type"]),
        rate=formats.rate(worst["poor_rate"]),
        part=formats.rate(share.legs / share.of_legs),
    )


def worst_type(endpoints: Sequence[Point], least: int) -> Point | None:
    """The type with the highest share of poor legs, of those with enough measured ones; None with fewer than two."""
    rated = [endpoint for endpoint in endpoints if endpoint["good"] + endpoint["poor"] >= least]
    worst = max(rated, key=lambda endpoint: (endpoint["poor_rate"], endpoint["poor"]), default=None)
    return worst if len(rated) > 1 and worst and worst["poor"] else None


def endpoints_subtitle(question: Question) -> str:
    """Of how many customers the chart by endpoint type speaks, and of what share of the week's legs."""
    share, week = leg_share(question), formats.week_range(week_of(question))
    return ngettext(
        "Week %(week)s, of %(n)s customer with call legs: %(legs)s legs, %(part)s of the %(all)s of this week. A press "
        "on a type lists who has poor legs of it",
        "Week %(week)s, of the %(n)s customers with call legs: %(legs)s legs, %(part)s of the %(all)s of this week. A "
        "press on a type lists who has poor legs of it",
        share.customers,
        week=week,
        n=formats.count(share.customers),
        legs=formats.count(share.legs),
        part=formats.rate(share.legs / share.of_legs if share.of_legs else None),
        all=formats.count(share.of_legs),
    )


def _legs(point: Point) -> int:
    return sum(point[part] or 0 for part in _PARTS)


def _endpoints(question: Question, points: Sequence[Point]) -> list[Child]:
    title = gettext("Call legs by endpoint type, %(region)s", region=question.scope.region.code)
    if not points:
        text = gettext("Calling Usage Detail tells no endpoint types; import Call Legs of this week to see them.")
        week = gettext("Week %(week)s", week=formats.week_range(week_of(question)))
        empty = components.empty_state("not_measured", gettext("No endpoint types in this week"), text)
        return [chart_title(title, week), empty]
    most = max(map(_legs, points))
    headers = [gettext("Endpoint type"), "", gettext("Legs"), gettext("% poor")]
    rows = [_endpoint(point, most) for point in points]
    words = chart_title(title, endpoints_subtitle(question))
    return [words, bars.table("quality_by_endpoint", title, headers, rows), bars.legend()]


def _endpoint(point: Point, most: int) -> list[Child]:
    legs, name = _legs(point), endpoint_name(point["endpoint_type"])
    change = {
        f"{ENDPOINT_QUALITY.name}.filter.endpoint_type": f"={point['endpoint_type']}",
        f"{ENDPOINT_QUALITY.name}.filter.poor": ">0",
    }
    label = gettext("%(name)s: list the customers with poor legs", name=name)
    sentence = gettext(
        "%(name)s: good %(good)s · poor %(poor)s · unmeasured %(unmeasured)s of %(legs)s legs",
        name=name,
        legs=formats.count(legs),
        **{part: formats.count(point[part]) for part in _PARTS},
    )
    parts = [(part, point[part] / most) for part in _PARTS if point[part]] if most else []
    press = bars.press(name, change, label, ENDPOINT_QUALITY.name)
    return [press, bars.bar(parts, sentence), formats.count(legs), formats.rate(point["poor_rate"])]


QUALITY = Drawing(
    name=NAME,
    eyebrow=N_("Call quality"),
    short=N_("Quality charts"),
    body=lambda drawn: [
        html.Div([figures.chart_frame(NAME, drawn), figures.slot(NAME, drawn, "bars")], className="side-by-side")
    ],
    draw=draw,
    sight=week_coverage("quality"),
)
