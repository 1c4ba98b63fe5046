"""Direct labels of the licence trend: beside the last week, inside a narrow chart, and in its gaps."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from dashboard.ui.formats import count, rate, unknown, week_text
from dashboard.ui.series import SERIES, Point, last_known, runs, series_label, week_name

HEIGHT = 272
_PLOT = HEIGHT - 8 - 28  # without the margins
_LABEL = 36  # a direct label's two lines, in pixels


def beside(points: Sequence[Point], colour: Mapping[str, str], top: float) -> list[dict[str, Any]]:
    """Direct labels to the right of the last known week, pushed apart where the lines run close."""
    last = last_known(points)
    if last is None:
        return []
    heights = _apart([float(last[series]) for series in SERIES], top)
    labels = []
    for series, height in zip(SERIES, heights, strict=True):
        left = {"xanchor": "left", "xshift": 10}
        name = _at(last, height, colour[_text_colour(series)], strong=True)
        labels.append({**name, **left, "yshift": 8, "text": series_label(series)})
        labels.append({**_at(last, height, colour["fg"]), **left, "yshift": -8, "text": _value(last, series)})
    return labels


def inside(points: Sequence[Point], colour: Mapping[str, str]) -> list[dict[str, Any]]:
    """Direct labels of a narrow chart: one line each, above their line, used below."""
    last = last_known(points)
    if last is None:
        return []
    return [
        {
            **_at(last, float(last[series]), colour[_text_colour(series)], strong=True),
            "text": f"{series_label(series)} {count(last[series])}",
            "xanchor": "right",
            "yshift": -12 if series == "used" else 12,
        }
        for series in SERIES
    ]


def _at(point: Point, y: float, colour: str, *, strong: bool = False) -> dict[str, Any]:
    """A text at a week. Its weight is the font's: tags such as <b> become inline styles, which the policy refuses."""
    font = {"color": colour, "size": 12, "weight": 600 if strong else 400}
    return {"x": week_name(point["week"]), "y": y, "showarrow": False, "font": font}


def _text_colour(series: str) -> str:
    return {"purchased": "fg-2", "assigned": "assigned-text", "used": "used"}[series]


def _value(last: Point, series: str) -> str:
    number = count(last[series])
    if series == "purchased" or not last["purchased"]:
        return number
    return f"{number} · {rate(last[series] / last['purchased'], 0)}"


def _apart(values: Sequence[float], top: float) -> list[float]:
    """The values, moved by as little as keeps labels `_LABEL` pixels apart; they come and go highest first."""
    least = top * _LABEL / _PLOT
    placed: list[float] = []
    for value in reversed(values):
        placed.append(max(value, placed[-1] + least) if placed else max(value, least / 2))
    return placed[::-1]


def gaps(points: Sequence[Point], colour: Mapping[str, str]) -> list[dict[str, Any]]:
    """What is missing, above the axis in the middle of each gap; three at most, the newest."""
    labels = []
    for run in runs(points, known=False)[-3:]:
        weeks = [run[0]["week"], run[-1]["week"]] if len(run) > 1 else [run[0]["week"]]
        text = f" {unknown()} ".join(week_text(week) for week in weeks)
        middle = _at(run[len(run) // 2], 0, colour["fg-3"])
        labels.append({**middle, "text": f"{text}<br>{gettext('no import')}", "yanchor": "bottom", "yshift": 4})
    return labels
