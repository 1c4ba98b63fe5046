"""Direct labels of the licence trend: beside the last week, inside a narrow chart, and in its gaps."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from flask_babel import gettext

from dashboard.ui.charts.series import SERIES, imported, runs, series_label, values, week_name
from dashboard.ui.formats import count, rate, unknown, week_text

Point = Mapping[str, Any]
"""The newest week with a snapshot: `week`, and the counts of SERIES, None where unknown."""

HEIGHT = 272
_PLOT = HEIGHT - 8 - 28  # without the margins
_LABEL, _LINE = 36, 16  # a direct label's two lines, and one, in pixels
_LIFT = 12  # between a line and its label inside the chart


def beside(last: Point | None, colour: Mapping[str, str], top: float) -> list[dict[str, Any]]:
    """Direct labels to the right of the last known week, pushed apart where the lines run close."""
    if last is None:
        return []
    known = [series for series in SERIES if last[series] is not None]
    heights = _apart([float(last[series]) for series in known], top)
    labels = []
    for series, height in zip(known, heights, strict=True):
        left = {"xanchor": "left", "xshift": 10}
        name = _at(last, height, colour[_text_colour(series)], strong=True)
        labels.append({**name, **left, "yshift": 8, "text": series_label(series)})
        labels.append({**_at(last, height, colour["fg"]), **left, "yshift": -8, "text": _value(last, series)})
    return labels


def inside(last: Point | None, colour: Mapping[str, str], top: float) -> list[dict[str, Any]]:
    """Direct labels of a narrow chart: one line each, above their line, used below, pushed apart; the lines that they
    cross do not show through."""
    if last is None:
        return []
    known = [series for series in SERIES if last[series] is not None]
    pixel = top / _PLOT
    counts = [float(last[series]) for series in known]
    wanted = [
        number + pixel * (-_LIFT if series == "used" else _LIFT) for series, number in zip(known, counts, strict=True)
    ]
    lifts = [(to - number) / pixel for to, number in zip(_apart(wanted, top, _LINE), counts, strict=True)]
    return [
        {
            **_at(last, number, colour[_text_colour(series)], strong=True),
            "yshift": round(lift, 1),  # what stands above the axis would not be drawn
            "text": f"{series_label(series)} {count(last[series])}",
            "xanchor": "right",
            "bgcolor": colour["bg"],
            "opacity": 0.9,
            "borderpad": 0,
        }
        for series, number, lift in zip(known, counts, lifts, strict=True)
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


def _apart(values: Sequence[float], top: float, apart: float = _LABEL) -> list[float]:
    """The values, moved by as little as keeps labels so many pixels apart; they come and go highest first."""
    least = top * apart / _PLOT
    placed: list[float] = []
    for value in reversed(values):
        placed.append(max(value, placed[-1] + least) if placed else max(value, least / 2))
    return placed[::-1]


def gaps(weeks: pd.DataFrame, colour: Mapping[str, str]) -> list[dict[str, Any]]:
    """What is missing, above the axis in the middle of each gap; three at most, the newest."""
    labels, nothing = [], gettext("no import")
    for run in runs(weeks, ~imported(weeks))[-3:]:
        missing = values(run["week"])
        text = f" {unknown()} ".join(week_text(week) for week in dict.fromkeys((missing[0], missing[-1])))
        middle = _at({"week": missing[len(missing) // 2]}, 0, colour["fg-3"])
        labels.append({**middle, "text": f"{text}<br>{nothing}", "yanchor": "bottom", "yshift": 4})
    return labels
