"""A change as a waterfall of lying bars: the number before, what raised and what lowered it, the number now."""

import math
import textwrap
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from dashboard.ui.charts.figures import template
from dashboard.ui.formats import language
from dashboard.ui.tokens import TOKENS, Theme

ROW, EDGES = 34, 44
"""Pixels: of a bar with its gap, of what stands above and below the bars."""
_NAME = 20  # letters of a name in a line
BEFORE, NOW = "before", "now"


Kind = Literal["rise", "fall", "total"]
_KINDS: tuple[Kind, ...] = ("rise", "fall", "total")


@dataclass(frozen=True)
class Step:
    """A bar from one value to another: a row of the frame that is drawn, `pandas.DataFrame` of a list of them.

    `key` names it for presses, `text` stands at its end, `tip` is its hover.
    """

    key: str
    name: str
    kind: Kind
    start: float
    end: float
    text: str
    tip: str


def axis_from(steps: pd.DataFrame) -> float:
    """Where the axis begins: at zero, unless the change would be too small to see beside the whole."""
    ends = steps.loc[steps["kind"] != "total", ["start", "end"]].to_numpy()
    low, high = (float(ends.min()), float(ends.max())) if ends.size else (0.0, 0.0)
    room = high - low
    return 0 if low <= room * 1.5 or not room else float(max(math.floor(low - max(room / 2, 1)), 0))


def waterfall(
    steps: pd.DataFrame, theme: Theme, press: dict[str, dict[str, Any]], to: str, *, percent: bool = False
) -> go.Figure:
    """The bars of `steps`, a row each (`Step`), in order.

    `press`: by a bar's key what a press on it changes in the address; `to`: where it leads; `percent`: their values are
    per cent.
    """
    colour, origin = TOKENS[theme], axis_from(steps)
    steps = steps.assign(start=steps["start"].mask(steps["kind"] == "total", origin))
    figure = go.Figure([_links(steps, colour["axis"]), *(_bars(steps, kind, colour[kind]) for kind in _KINDS)])
    figure.update_layout(
        template=template(theme),
        height=EDGES + ROW * len(steps),
        bargap=0.36,
        barmode="overlay",
        hovermode="closest",
        separators=",." if language() == "de" else ".,",
        margin={"l": 150, "r": 64, "t": 8, "b": 36},
        xaxis={**_scale(steps, origin, percent), "showgrid": True, "gridcolor": colour["grid"]},
        yaxis={**_names(steps), "tickfont": {"color": colour["fg-2"], "size": 12}},
        meta={
            "press": press,
            "to": to,
            "wide": {"margin.r": 64, "margin.l": 150, "xaxis.nticks": 5},
            "narrow": {"margin.r": 48, "margin.l": 132, "xaxis.nticks": 3},
        },
    )
    return figure


def _scale(steps: pd.DataFrame, origin: float, percent: bool) -> dict[str, Any]:
    """The axis of values, with room for what stands at the ends of bars: whole numbers, or per cent."""
    top = float(steps[["start", "end"]].to_numpy().max())
    end = origin + ((top - origin) * 1.1 or 1)
    axis = {"range": [origin, end], "tickangle": 0}
    if percent:
        return {**axis, "nticks": 5, "tickformat": ",.2~f", "ticksuffix": "\N{NO-BREAK SPACE}%"}
    return {**axis, "tickformat": ",.0f", **({"dtick": 1} if end - origin < 5 else {"nticks": 5})}


def _names(steps: pd.DataFrame) -> dict[str, Any]:
    """The axis of names, the first on top; long ones in two lines."""
    keys = steps["key"].tolist()
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": keys,
        "range": [len(steps) - 0.5, -0.5],
        "tickvals": keys,
        "ticktext": ["<br>".join(textwrap.wrap(name, _NAME)) for name in steps["name"]],
        "showgrid": False,
        "ticks": "outside",
        "ticklen": 6,
        "tickcolor": "rgba(0,0,0,0)",
    }


def _bars(steps: pd.DataFrame, kind: str, colour: str) -> go.Bar:
    mine = steps[steps["kind"] == kind]
    return go.Bar(
        orientation="h",
        y=mine["key"].tolist(),
        base=mine["start"].tolist(),
        x=(mine["end"] - mine["start"]).tolist(),
        text=mine["text"].tolist(),
        textposition="outside",
        textangle=0,
        cliponaxis=False,
        customdata=mine["tip"].tolist(),
        marker={"color": colour, "line": {"width": 0}},
        hovertemplate="%{customdata}<extra></extra>",
    )


def _links(steps: pd.DataFrame, colour: str) -> go.Scatter:
    """Hairlines from where a bar ends to where the next one begins."""
    x: list[float | None] = []
    y: list[str | None] = []
    for (key, end), following in zip(steps[["key", "end"]].to_numpy(), steps["key"][1:], strict=False):
        x += [end, end, None]
        y += [key, following, None]
    return go.Scatter(x=x, y=y, mode="lines", line={"color": colour, "width": 1}, hoverinfo="skip")
