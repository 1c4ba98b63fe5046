"""Call quality by week: the share of poor legs as a line above the legs as stacked bars."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from flask_babel import gettext

from dashboard.data.weeks import WEEK
from dashboard.ui.figures import template
from dashboard.ui.formats import compact, count, date_text, language, rate, unknown, week_text
from dashboard.ui.series import week_name
from dashboard.ui.tokens import TOKENS, Theme

Point = Mapping[str, Any]
"""`week` (its Sunday), `good`, `poor`, `unmeasured`, `poor_rate`; None in a week that no file speaks of."""

PARTS = ("good", "poor", "unmeasured")
HEIGHT = 340


def part_name(part: str) -> str:
    """What a part of the legs is called."""
    return {"good": gettext("Good"), "poor": gettext("Poor"), "unmeasured": gettext("Unmeasured")}[part]


def quality_trend(points: Sequence[Point], theme: Theme) -> go.Figure:
    """Weeks oldest first. A press on a week before the last changes the address to it (`layout.meta.press`)."""
    colour = TOKENS[theme]
    figure = go.Figure([_rates(points, colour), *(_bars(points, part, colour) for part in PARTS)])
    labels = _titles(colour)
    names = [week_name(point["week"]) for point in points]
    beside = [*labels, *_labels(points, colour)]
    figure.update_layout(
        template=template(theme),
        height=HEIGHT,
        barmode="stack",
        bargap=0.45,
        xaxis={"type": "category", "tickmode": "array", "tickangle": 0, **_ticks(points), "categoryarray": names},
        yaxis={"domain": [0, 0.62], "tickformat": ",.0f"},
        yaxis2={"domain": [0.76, 0.94], "range": [0, _top(points)], "tickformat": ".0%", "nticks": 3},
        annotations=beside,
        separators=",." if language() == "de" else ".,",
        meta={
            "below": 480,
            "wide": {"margin.r": 120, "annotations": beside, **_x(_ticks(points))},
            "narrow": {"margin.r": 20, "annotations": labels, **_x(_ticks(points, 2))},
            "press": {week_name(point["week"]): {"as_of": (point["week"] + WEEK).isoformat()} for point in points[:-1]},
        },
    )
    figure.update_layout(margin={"l": 52, "r": 120, "t": 8, "b": 28})
    return figure


def _rates(points: Sequence[Point], colour: Mapping[str, str]) -> go.Scatter:
    texts = [rate(point["poor_rate"]) for point in points]
    return go.Scatter(
        x=[week_name(point["week"]) for point in points],
        y=[point["poor_rate"] for point in points],
        customdata=texts,
        text=[text.rstrip("%").strip() if text != unknown() else "" for text in texts],
        mode="lines+markers+text",
        textposition="top center",
        textfont={"color": colour["fg-3"], "size": 11},
        name=gettext("% poor of measured legs"),
        line={"color": colour["over"], "width": 2},
        marker={"size": 6, "color": colour["over"]},
        yaxis="y2",
        cliponaxis=False,
        hovertemplate=f"{gettext('Poor')}  %{{customdata}}<extra></extra>",
    )


def _bars(points: Sequence[Point], part: str, colour: Mapping[str, str]) -> go.Bar:
    look: dict[str, dict[str, Any]] = {
        "good": {"color": colour["used"]},
        "poor": {
            "color": colour["bg"],
            "line": {"color": colour["over"], "width": 1},
            "pattern": {"shape": "/", "fgcolor": colour["over"], "bgcolor": colour["bg"], "size": 5, "solidity": 0.4},
        },
        "unmeasured": {"color": colour["bg"], "line": {"color": colour["available"], "width": 1}},
    }
    return go.Bar(
        x=[week_name(point["week"]) for point in points],
        y=[point[part] for point in points],
        customdata=[count(point[part]) for point in points],
        name=part_name(part),
        marker=look[part],
        hovertemplate=f"{part_name(part)}  %{{customdata}}<extra></extra>",
    )


def _top(points: Sequence[Point]) -> float:
    highest: float = max((point["poor_rate"] or 0 for point in points), default=0)
    return max(highest * 1.5, 0.02)


def _ticks(points: Sequence[Point], every: int = 1) -> dict[str, list[str]]:
    """Every n-th week counted from the last."""
    chosen = [point["week"] for point in reversed(points)][::every]
    return {"tickvals": [week_name(week) for week in chosen], "ticktext": [week_text(week) for week in chosen]}


def _x(ticks: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {f"xaxis.{key}": value for key, value in ticks.items()}


def _titles(colour: Mapping[str, str]) -> list[dict[str, Any]]:
    """The two rows' titles: above each, at the left."""
    return [_title(gettext("% poor of measured legs"), 1.0, colour), _title(gettext("Call legs"), 0.69, colour)]


def _title(text: str, height: float, colour: Mapping[str, str]) -> dict[str, Any]:
    font = {"color": colour["fg-2"], "size": 12, "weight": 600}
    place = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "y": height, "yanchor": "middle"}
    return {**place, "text": text, "showarrow": False, "font": font}


def _labels(points: Sequence[Point], colour: Mapping[str, str]) -> list[dict[str, Any]]:
    """Direct labels to the right of the last week, one under the other, the highest part first."""
    last = points[-1]
    if last["good"] is None:
        return []
    tones = {"good": "used", "poor": "over", "unmeasured": "fg-2"}
    labels = []
    for place, part in enumerate(reversed(PARTS)):
        font = {"color": colour[tones[part]], "size": 12, "weight": 600}
        at = {"xref": "paper", "yref": "paper", "x": 1, "xanchor": "left", "xshift": 10, "y": 0.56 - place * 0.16}
        text = f"{part_name(part)} {compact(last[part])}"
        labels.append({**at, "yanchor": "middle", "text": text, "showarrow": False, "font": font})
    return labels


def twin(points: Sequence[Point]) -> tuple[list[str], list[list[str]]]:
    """Headers and rows of the weeks as text, newest first."""
    headers = [gettext("Week of"), *map(part_name, PARTS), gettext("% poor")]
    rows = [
        [date_text(point["week"]), *(count(point[part]) for part in PARTS), rate(point["poor_rate"])]
        for point in reversed(points)
    ]
    return headers, rows
