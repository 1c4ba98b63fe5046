"""A change as a waterfall of lying bars: the number before, what raised and what lowered it, the number now."""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import plotly.graph_objects as go

from dashboard.ui.figures import template
from dashboard.ui.formats import compact, language
from dashboard.ui.tokens import TOKENS, Theme

ROW, EDGES = 34, 44
"""Pixels: of a bar with its gap, of what stands above and below the bars."""
_NAME = 20  # letters of a name in a line
BEFORE, NOW = "before", "now"


Kind = Literal["rise", "fall", "total"]
_KINDS: tuple[Kind, ...] = ("rise", "fall", "total")


@dataclass(frozen=True)
class Step:
    """A bar from one value to another. `key` names it for presses, `text` stands at its end, `tip` is its hover."""

    key: str
    name: str
    kind: Kind
    start: float
    end: float
    text: str
    tip: str


def axis_from(steps: Sequence[Step]) -> float:
    """Where the axis begins: at zero, unless the change would be too small to see beside the whole."""
    ends = [value for step in steps if step.kind != "total" for value in (step.start, step.end)]
    low, high = min(ends, default=0), max(ends, default=0)
    room = high - low
    return 0 if low <= room * 1.5 or not room else float(max(math.floor(low - max(room / 2, 1)), 0))


def waterfall(steps: Sequence[Step], theme: Theme, press: dict[str, dict[str, Any]], to: str) -> go.Figure:
    """The bars in order. `press`: by a bar's key what a press on it changes in the address; `to`: where it leads."""
    colour, origin = TOKENS[theme], axis_from(steps)
    figure = go.Figure([_links(steps, colour["axis"]), *(_bars(steps, kind, origin, colour[kind]) for kind in _KINDS)])
    figure.update_layout(
        template=template(theme),
        height=EDGES + ROW * len(steps),
        bargap=0.36,
        barmode="overlay",
        hovermode="closest",
        separators=",." if language() == "de" else ".,",
        margin={"l": 150, "r": 64, "t": 8, "b": 36},
        xaxis={**_scale(steps, origin), "showgrid": True, "gridcolor": colour["grid"], "tickformat": ",.0f"},
        yaxis={**_names(steps), "tickfont": {"color": colour["fg-2"], "size": 12}},
        meta={
            "press": press,
            "to": to,
            "wide": {"margin.r": 64, "margin.l": 150, "xaxis.nticks": 5},
            "narrow": {"margin.r": 48, "margin.l": 132, "xaxis.nticks": 3},
        },
    )
    return figure


def _scale(steps: Sequence[Step], origin: float) -> dict[str, Any]:
    """The axis of values: whole numbers, with room for what stands at the ends of bars."""
    top = max((max(step.start, step.end) for step in steps), default=0)
    end = origin + ((top - origin) * 1.1 or 1)
    return {"range": [origin, end], "tickangle": 0, **({"dtick": 1} if end - origin < 5 else {"nticks": 5})}


def _names(steps: Sequence[Step]) -> dict[str, Any]:
    """The axis of names, the first on top; long ones in two lines."""
    keys = [step.key for step in steps]
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": keys,
        "range": [len(steps) - 0.5, -0.5],
        "tickvals": keys,
        "ticktext": ["<br>".join(textwrap.wrap(step.name, _NAME)) for step in steps],
        "showgrid": False,
        "ticks": "outside",
        "ticklen": 6,
        "tickcolor": "rgba(0,0,0,0)",
    }


def _bars(steps: Sequence[Step], kind: str, origin: float, colour: str) -> go.Bar:
    mine = [step for step in steps if step.kind == kind]
    starts = [origin if step.kind == "total" else step.start for step in mine]
    return go.Bar(
        orientation="h",
        y=[step.key for step in mine],
        base=starts,
        x=[step.end - start for step, start in zip(mine, starts, strict=True)],
        text=[step.text for step in mine],
        textposition="outside",
        textangle=0,
        cliponaxis=False,
        customdata=[step.tip for step in mine],
        marker={"color": colour, "line": {"width": 0}},
        hovertemplate="%{customdata}<extra></extra>",
    )


def _links(steps: Sequence[Step], colour: str) -> go.Scatter:
    """Hairlines from where a bar ends to where the next one begins."""
    x: list[float | None] = []
    y: list[str | None] = []
    for one, other in zip(steps, steps[1:], strict=False):
        x += [one.end, one.end, None]
        y += [one.key, other.key, None]
    return go.Scatter(x=x, y=y, mode="lines", line={"color": colour, "width": 1}, hoverinfo="skip")


def number(value: float) -> str:
    """A value as it stands at a bar."""
    return compact(value)
