"""Counts of weeks as stacked bars, with a line of another number of the same weeks above them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
from flask_babel import gettext

from dashboard.data.storage.weeks import WEEK
from dashboard.ui.charts.figures import template
from dashboard.ui.charts.series import on_axis, values, week_name, week_ticks
from dashboard.ui.formats import compact, count, date_text, language, rate
from dashboard.ui.tokens import TOKENS, Theme

HEIGHT = 340
_BESIDE = 14  # letters that stand beside the bars in a line


@dataclass(frozen=True)
class Part:
    """A part of the bars: its key in the frame, its name, and how it looks."""

    key: str
    name: str
    look: Literal["good", "poor", "unmeasured"]


@dataclass(frozen=True)
class WeekChart:
    """What is drawn: bars of `parts`, and above them the line of a key, a share or a number."""

    parts: tuple[Part, ...]
    bars: str  # what the parts are together
    line: str
    line_name: str
    line_short: str
    share: bool = True

    def text(self, value: float | None) -> str:
        """A value of the line in words."""
        return rate(value) if self.share else count(value)

    def short(self, value: float | None) -> str:
        """The same at the line, "" when unknown."""
        if value is None:
            return ""
        return rate(value).rstrip("%").strip() if self.share else compact(value)


def by_week(weeks: pd.DataFrame, chart: WeekChart, theme: Theme) -> go.Figure:
    """A press on a week before the last changes the address to it (`layout.meta.press`).

    `weeks`: `week` (its Sunday) and the numbers by key, <NA> in a week that no file speaks of; oldest first.
    """
    colour, sundays = TOKENS[theme], values(weeks["week"])
    names = [*map(week_name, sundays)]
    labels, ticks, fewer = _titles(chart, colour), _ticks(sundays), _ticks(sundays, 2)
    beside = [*labels, *_labels(weeks, chart, colour)]
    layout = {
        "template": template(theme),
        "height": HEIGHT,
        "barmode": "stack",
        "bargap": 0.45,
        "margin": {"l": 52, "r": 120, "t": 8, "b": 28},
        "xaxis": {"type": "category", "tickmode": "array", "tickangle": 0, **ticks, "categoryarray": names},
        "yaxis": {"domain": [0, 0.62], "tickformat": ",.0f", "automargin": "left"},
        "yaxis2": {
            "domain": [0.76, 0.94],
            "range": [0, _top(weeks[chart.line], chart)],
            "tickformat": ".0%" if chart.share else ",.0f",
            "nticks": 3,
            "automargin": "left",
        },
        "annotations": beside,
        "separators": ",." if language() == "de" else ".,",
        "meta": {
            "below": 480,
            "wide": {"margin.r": 120, "annotations": beside, **on_axis(ticks)},
            "narrow": {"margin.r": 20, "annotations": labels, **on_axis(fewer)},
            "press": {
                name: {"as_of": (week + WEEK).isoformat()} for name, week in zip(names[:-1], sundays[:-1], strict=True)
            },
        },
    }
    bars = [_bars(values(weeks[part.key]), names, part, colour) for part in chart.parts]
    return go.Figure([_line(values(weeks[chart.line]), names, chart, colour), *bars], layout)


def twin(weeks: pd.DataFrame, chart: WeekChart, more: Sequence[Part] = ()) -> tuple[list[str], list[list[str]]]:
    """Headers and rows of the weeks as text, newest first; `more` are counts that are not drawn."""
    parts = (*chart.parts, *more)
    headers = [gettext("Week of"), *(part.name for part in parts), chart.line_short]
    columns = [
        map(date_text, values(weeks["week"])),
        *(map(count, values(weeks[part.key])) for part in parts),
        map(chart.text, values(weeks[chart.line])),
    ]
    return headers, [list(row) for row in zip(*columns, strict=True)][::-1]


def _line(numbers: list[Any], names: list[str], chart: WeekChart, colour: Mapping[str, str]) -> go.Scatter:
    tone = colour["over"] if chart.share else colour["assigned"]
    return go.Scatter(
        x=names,
        y=numbers,
        customdata=[*map(chart.text, numbers)],
        text=[*map(chart.short, numbers)],
        mode="lines+markers+text",
        textposition="top center",
        textfont={"color": colour["fg-3"], "size": 11},
        name=chart.line_name,
        line={"color": tone, "width": 2},
        marker={"size": 6, "color": tone},
        yaxis="y2",
        cliponaxis=False,
        hovertemplate=f"{chart.line_short}  %{{customdata}}<extra></extra>",
    )


def _bars(counts: list[Any], names: list[str], part: Part, colour: Mapping[str, str]) -> go.Bar:
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
        x=names,
        y=counts,
        customdata=[*map(count, counts)],
        name=part.name,
        marker=look[part.look],
        hovertemplate=f"{part.name}  %{{customdata}}<extra></extra>",
    )


def _top(numbers: "pd.Series[Any]", chart: WeekChart) -> float:
    highest = max((number for number in values(numbers) if number is not None), default=0)
    return max(highest * 1.5, 0.02 if chart.share else 1)


def _ticks(sundays: Sequence[date], every: int = 1) -> dict[str, list[str]]:
    """Every n-th week counted from the last."""
    chosen = sundays[::-1][::every]
    return week_ticks(chosen)


def _titles(chart: WeekChart, colour: Mapping[str, str]) -> list[dict[str, Any]]:
    """The two rows' titles: above each, at the left."""
    return [_title(chart.line_name, 1.0, colour), _title(chart.bars, 0.69, colour)]


def _title(text: str, height: float, colour: Mapping[str, str]) -> dict[str, Any]:
    font = {"color": colour["fg-2"], "size": 12, "weight": 600}
    place = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "y": height, "yanchor": "middle"}
    return {**place, "text": text, "showarrow": False, "font": font}


def _labels(weeks: pd.DataFrame, chart: WeekChart, colour: Mapping[str, str]) -> list[dict[str, Any]]:
    """Direct labels to the right of the last week, one under the other, the highest part first."""
    tones = {"good": "used", "poor": "over", "unmeasured": "fg-2"}
    last = {part.key: values(weeks[part.key].tail(1))[0] for part in chart.parts}
    known = [part for part in reversed(chart.parts) if last[part.key] is not None]
    labels = []
    for place, part in enumerate(known):
        font = {"color": colour[tones[part.look]], "size": 12, "weight": 600}
        at = {"xref": "paper", "yref": "paper", "x": 1, "xanchor": "left", "xshift": 10, "y": 0.56 - place * 0.16}
        text = "<br>".join((*wrap(part.name, _BESIDE), compact(last[part.key])))
        labels.append({**at, "yanchor": "middle", "align": "left", "text": text, "showarrow": False, "font": font})
    return labels
