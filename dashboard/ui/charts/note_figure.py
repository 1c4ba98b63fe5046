"""Notes on weeks in a figure: a dotted line each, and beside it what happened."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import plotly.graph_objects as go

from dashboard.ui.charts.series import week_name
from dashboard.ui.tokens import TOKENS, Theme

_LETTERS = 34  # of a note beside its line; the table has all of it


def with_notes(figure: go.Figure, notes: Mapping[date, str], theme: Theme) -> go.Figure:
    """The figure, whose x axis names weeks, with the notes of its weeks (by their Sunday)."""
    if not notes:
        return figure
    colour, names = TOKENS[theme], list(figure.layout.xaxis.categoryarray)
    left = 0.5 if any(trace.type == "bar" for trace in figure.data) else 0  # where the bar of the week begins
    places = {week: names.index(week_name(week)) - left for week in notes}
    labels = [_label(places[week], text, colour) for week, text in notes.items()]
    figure.update_layout(
        shapes=[*figure.layout.shapes, *(_line(at, colour) for at in places.values())],
        annotations=[*figure.layout.annotations, *labels],
    )
    meta = dict(figure.layout.meta or {})
    for room in ("wide", "narrow"):  # assets/chart.js applies them whole
        if room in meta:
            meta[room] = {**meta[room], "annotations": [*meta[room].get("annotations", []), *labels]}
    figure.update_layout(meta=meta)
    return figure


def _line(at: float, colour: Mapping[str, str]) -> dict[str, Any]:
    line = {"color": colour["fg-3"], "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": line}


def _label(at: float, text: str, colour: Mapping[str, str]) -> dict[str, Any]:
    short = text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1].rstrip()}…"
    place = {"x": at, "xanchor": "right", "yref": "paper", "y": 1, "yanchor": "top", "textangle": -90}
    font = {"color": colour["fg-2"], "size": 11}
    look = {"bgcolor": colour["bg"], "opacity": 0.85, "showarrow": False, "font": font}
    return {**place, **look, "text": _plain(short), "hovertext": _plain(text)}


def _plain(text: str) -> str:
    """A text as Plotly shows it: it would read tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
