"""Rows → Plotly figures. One template per theme, from the token values; nothing from data is read as markup."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from dash import dcc, html
from flask_babel import gettext

from dashboard.ui import ids, labels
from dashboard.ui.formats import compact, count, date_text, week_text
from dashboard.ui.labels import HEIGHT
from dashboard.ui.marks import marks
from dashboard.ui.series import SERIES, Point, last_known, runs, series_label, week_name
from dashboard.ui.tokens import FONT, TOKENS, Theme

_CONFIG: Any = {"displayModeBar": False, "responsive": True}


def chart_frame(name: str) -> html.Div:
    """A chart with its mark, and slots for its title and its text twin; answers give it its accessible name."""
    graph = dcc.Graph(id=ids.chart(name), config=_CONFIG, className="chart-graph")
    chart = html.Div(graph, className="chart", role="img", **marks(data_chart=name, aria_label=name))
    words, twin = html.Div(className="chart-words"), html.Div(className="chart-twin")
    return html.Div([words, twin, chart], className="chart-block")


def template(theme: Theme) -> go.layout.Template:
    """The look of every figure in a theme."""
    colour = TOKENS[theme]
    axis = {"linecolor": colour["axis"], "tickcolor": colour["axis"], "fixedrange": True}
    spike = {"spikecolor": colour["fg-3"], "spikethickness": 1, "spikedash": "dot"}
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 12, "color": colour["fg-3"]},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": [colour[part] for part in ("used", "assigned", "available", "over")],
            "margin": {"l": 48, "r": 168, "t": 8, "b": 28, "pad": 0},
            "xaxis": {**axis, **spike, "showgrid": False, "ticks": "outside", "ticklen": 4, "zeroline": False},
            "yaxis": {**axis, "gridcolor": colour["grid"], "zerolinecolor": colour["axis"], "rangemode": "tozero"},
            "hovermode": "x unified",
            "hoverlabel": {
                "bgcolor": colour["bg"],
                "bordercolor": colour["axis"],
                "font": {"color": colour["fg"], "size": 12},
            },
            "showlegend": False,
            "dragmode": False,
        }
    )


def licence_trend(points: Sequence[Point], theme: Theme) -> go.Figure:
    """Purchased, assigned and used by week, the idle area between the last two, gaps where nothing was imported.

    `points`: `week` (a date) and the three counts, None in a week without a snapshot; oldest first.
    The layout for narrow charts travels in `layout.meta`; assets/chart.js applies it.
    """
    colour = TOKENS[theme]
    figure = go.Figure()
    figure.add_trace(_idle_area(points, colour))
    for series in SERIES:
        figure.add_trace(_line(points, series, colour))
    ticks, top = _scale(points)
    wide, narrow = labels.beside(points, colour, top), labels.inside(points, colour)
    gaps = labels.gaps(points, colour)
    few, many = _week_ticks(points, 4), _week_ticks(points, 7)
    full, short = [count(tick) for tick in ticks], [compact(tick) for tick in ticks]
    figure.update_layout(
        template=template(theme),
        height=HEIGHT,
        xaxis={
            "type": "category",
            "range": [0, max(len(points) - 1, 1)],
            "tickmode": "array",
            **_weeks(points),
            **many,
        },
        yaxis={"range": [0, top * 1.02], "tickvals": ticks, "ticktext": full},
        annotations=[*gaps, *wide],
        meta={
            "wide": {"margin.r": 168, "annotations": [*gaps, *wide], "yaxis.ticktext": full, **_x(many)},
            "narrow": {"margin.r": 20, "annotations": [*gaps, *narrow], "yaxis.ticktext": short, **_x(few)},
        },
    )
    return figure


def trend_summary(points: Sequence[Point], title: str) -> str:
    """One sentence for those who cannot see the chart: its last known week."""
    last = last_known(points)
    if last is None:
        return gettext("%(title)s: no week has data", title=title)
    return gettext(
        "%(title)s: purchased %(purchased)s, assigned %(assigned)s, used %(used)s in the week of %(week)s",
        title=title,
        week=date_text(last["week"]),
        **{series: count(last[series]) for series in SERIES},
    )


def trend_rows(points: Sequence[Point]) -> tuple[list[str], list[list[str]]]:
    """Headers and rows of the trend as text, newest week first."""
    headers = [gettext("Week of"), *map(series_label, SERIES)]
    rows = [[date_text(point["week"]), *(count(point[series]) for series in SERIES)] for point in reversed(points)]
    return headers, rows


def _line(points: Sequence[Point], series: str, colour: Mapping[str, str]) -> go.Scatter:
    part = "available" if series == "purchased" else series
    name = series_label(series)
    return go.Scatter(
        x=[week_name(point["week"]) for point in points],
        y=[point[series] for point in points],
        customdata=[count(point[series]) for point in points],
        name=name,
        mode="lines+markers",
        line={"color": colour[part], "width": 1.5 if series == "purchased" else 2},
        marker={"size": _dots(points), "color": colour[part], "opacity": 1},
        connectgaps=False,
        cliponaxis=False,
        hovertemplate=f"{name}  %{{customdata}}<extra></extra>",
    )


def _dots(points: Sequence[Point]) -> list[int]:
    """A dot at the last known week, and where a line would be a single point between gaps."""
    known = [point["used"] is not None for point in points]
    last = max((i for i, yes in enumerate(known) if yes), default=-1)
    padded = [False, *known, False]
    alone = [yes and not padded[i] and not padded[i + 2] for i, yes in enumerate(known)]
    return [6 if i == last or alone[i] else 0 for i in range(len(points))]


def _idle_area(points: Sequence[Point], colour: Mapping[str, str]) -> go.Scatter:
    """Between assigned and used: a closed shape per run of known weeks."""
    x: list[str | None] = []
    y: list[float | None] = []
    for run in runs(points, known=True):
        names = [week_name(point["week"]) for point in run]
        x += [*names, *reversed(names), None]
        y += [*(point["assigned"] for point in run), *(point["used"] for point in reversed(run)), None]
    fill = {"fill": "toself", "fillcolor": colour["idle-area"], "line": {"width": 0}}
    return go.Scatter(x=x, y=y, mode="lines", hoverinfo="skip", name="", **fill)


def _scale(points: Sequence[Point]) -> tuple[list[float], float]:
    """Ticks from zero in round steps, and the top: the first tick above every value."""
    most = max((point[series] or 0 for point in points for series in SERIES), default=0) or 1
    rough = most / 5
    power = 10 ** (len(str(int(rough))) - 1) if rough >= 1 else 1
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    steps = -(-most // step)
    return [step * i for i in range(int(steps) + 1)], step * steps


def _weeks(points: Sequence[Point]) -> dict[str, Any]:
    """Every week in order, the gaps too, whichever trace names it first."""
    return {"categoryorder": "array", "categoryarray": [week_name(point["week"]) for point in points]}


def _week_ticks(points: Sequence[Point], most: int) -> dict[str, list[Any]]:
    """Every n-th week counted from the last, at most so many."""
    every = -(-len(points) // most)
    chosen = [point["week"] for point in reversed(points)][::every]
    return {"tickvals": [week_name(week) for week in chosen], "ticktext": [week_text(week) for week in chosen]}


def _x(ticks: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    return {f"xaxis.{key}": value for key, value in ticks.items()}
