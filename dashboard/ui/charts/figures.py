"""DataFrames → Plotly figures. One template per theme, from the token values; nothing from data is read as markup."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import dcc, html
from flask_babel import gettext

from dashboard.ui import controls, ids
from dashboard.ui.charts import labels
from dashboard.ui.charts.labels import HEIGHT
from dashboard.ui.charts.series import SERIES, last_known, on_axis, runs, series_label, values, week_name, week_ticks
from dashboard.ui.formats import compact, count, date_text
from dashboard.ui.marks import marks
from dashboard.ui.sections import Drawn
from dashboard.ui.tokens import FONT, TOKENS, Theme

_RIGHT, _TOP = 168, 8
"""Pixels beside and above the licence trend where it is wide."""
_CONFIG: Any = {"displayModeBar": False, "responsive": True}

Trace = dict[str, Any]
"""A trace as Plotly has it in JSON: a figure of such is checked once, one of `go.Scatter` twice."""


def chart_frame(name: str, drawn: Drawn) -> html.Div:
    """A chart with its mark between its title and its menus, text twin and image; the title is its accessible name.

    The twin is asked for when it is opened (callbacks/menus.py), unless a slot brings it.
    """
    graph = dcc.Graph(id=ids.chart(name), figure=drawn.figure or go.Figure(), config=_CONFIG, className="chart-graph")
    own = marks(data_chart=name, aria_labelledby=f"words-{name}")
    tall = drawn.figure is not None and (drawn.figure.layout.height or 0) > HEIGHT
    chart = html.Div(graph, className="chart tall" if tall else "chart", role="img", **own)
    words = html.Div(slot(name, drawn, "words"), id=f"words-{name}", className="chart-words")
    look, at_hand = "button signed icon-table", drawn.slots.get("twin")
    asks: Any = {} if at_hand else {"id": ids.menu(name, "twin")}
    button = html.Summary(gettext("View as table"), className=look, **asks)
    panel = html.Div(list(at_hand)) if at_hand else html.Div(id=ids.panel(name, "twin"))
    twin = html.Details([button, panel], className="twin chart-twin")
    return html.Div([words, image_menu(), twin, chart], className="chart-block")


def image_menu() -> html.Details:
    """The image of the chart as a file (assets/image.js)."""
    name = gettext("Image of this chart")
    summary = html.Summary(className="button bare signed icon-export", title=name, **marks(aria_label=name))
    kinds = [
        controls.button(gettext("Save as %(format)s", format=kind.upper()), **marks(data_image=kind))
        for kind in ("png", "svg")
    ]
    return html.Details([summary, html.Div(kinds, className="popover-panel menu")], className="popover chart-image")


def slot(name: str, drawn: Drawn, place: str) -> html.Div:
    """A place of a drawing that answers fill."""
    return html.Div(
        list(drawn.slots.get(place, ())), id=ids.drawing(name, place), className=f"drawing-{place} {name}-{place}"
    )


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
            "margin": {"l": 48, "r": _RIGHT, "t": _TOP, "b": 28, "pad": 0},
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


def licence_trend(weeks: pd.DataFrame, theme: Theme) -> go.Figure:
    """Purchased, assigned and used by week, the idle area between the last two, gaps where nothing was imported.

    `weeks`: `week` (its Sunday) and the three counts, <NA> in a week without a snapshot; oldest first.
    The layout for narrow charts travels in `layout.meta`; assets/chart.js applies it.
    """
    weeks = weeks.reset_index(drop=True)  # of a filtered frame, whose rows keep their numbers
    colour, last = TOKENS[theme], last_known(weeks)
    names = [*map(week_name, values(weeks["week"]))]
    traces = [_idle_area(weeks, names, colour), *(_line(weeks, names, series, colour) for series in SERIES)]
    ticks, top = _scale(weeks)
    wide, narrow = labels.beside(last, colour, top), labels.inside(last, colour, top)
    gaps = labels.gaps(weeks, colour)
    few, many = _week_ticks(weeks, 4), _week_ticks(weeks, 7)
    full, short = [count(tick) for tick in ticks], [compact(tick, ticks[-1]) for tick in ticks]
    layout = {
        "template": template(theme),
        "height": HEIGHT,
        "margin": {"r": _RIGHT, "t": _TOP},  # assets/chart.js knows the wide layout by them
        "xaxis": {
            "type": "category",
            "range": [0, max(len(weeks) - 1, 1)],
            "tickmode": "array",
            "categoryorder": "array",  # every week in order, the gaps too, whichever trace names it first
            "categoryarray": names,
            **many,
        },
        "yaxis": {"range": [0, top * 1.02], "tickvals": ticks, "ticktext": full},
        "annotations": [*gaps, *wide],
        "meta": {
            "wide": _arrangement(_RIGHT, _TOP, [*gaps, *wide], full, many),
            "narrow": _arrangement(20, 24, [*gaps, *narrow], short, few),
        },
    }
    return go.Figure(traces, layout)


def _arrangement(
    right: int, top: int, annotations: list[Any], counts: list[str], weeks: dict[str, Any]
) -> dict[str, Any]:
    """What of the chart depends on its width: margins in pixels, words, the ticks of both axes."""
    margins = {"margin.r": right, "margin.t": top}
    return {**margins, "annotations": annotations, "yaxis.ticktext": counts, **on_axis(weeks)}


def trend_summary(weeks: pd.DataFrame, title: str) -> str:
    """One sentence for those who cannot see the chart: its last known week."""
    last = last_known(weeks)
    if last is None:
        return gettext("%(title)s: no week has data", title=title)
    return gettext(
        "%(title)s: purchased %(purchased)s, assigned %(assigned)s, used %(used)s in the week of %(week)s",
        title=title,
        week=date_text(last["week"]),
        **{series: count(last[series]) for series in SERIES},
    )


def trend_rows(weeks: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Headers and rows of the trend as text, newest week first."""
    headers = [gettext("Week of"), *map(series_label, SERIES)]
    columns = [map(date_text, values(weeks["week"])), *(map(count, values(weeks[series])) for series in SERIES)]
    return headers, [list(row) for row in zip(*columns, strict=True)][::-1]


def _line(weeks: pd.DataFrame, names: list[str], series: str, colour: Mapping[str, str]) -> Trace:
    part = "available" if series == "purchased" else series
    name, counts = series_label(series), values(weeks[series])
    return {
        "type": "scatter",
        "x": names,
        "y": counts,
        "customdata": [*map(count, counts)],
        "name": name,
        "mode": "lines+markers",
        "line": {"color": colour[part], "width": 1.5 if series == "purchased" else 2},
        "marker": {"size": dots(weeks[series]), "color": colour[part], "opacity": 1},
        "connectgaps": False,
        "cliponaxis": False,
        "hovertemplate": f"{name}  %{{customdata}}<extra></extra>",
    }


def dots(counts: "pd.Series[Any]") -> list[int]:
    """A dot at the last known week, and where a line would be a single point between gaps."""
    known = [False, *counts.notna(), False]
    last = max((week for week, yes in enumerate(known) if yes), default=0)
    alone = [yes and not known[week - 1] and not known[week + 1] for week, yes in enumerate(known[:-1])]
    return [6 if week == last or alone[week] else 0 for week in range(1, len(known) - 1)]


def _idle_area(weeks: pd.DataFrame, names: list[str], colour: Mapping[str, str]) -> Trace:
    """Between assigned and used: a closed shape per run of weeks that know both."""
    x: list[str | None] = []
    y: list[float | None] = []
    for run in runs(weeks, weeks[["assigned", "used"]].notna().all(axis=1)):
        named = [names[place] for place in run.index]
        x += [*named, *reversed(named), None]
        y += [*values(run["assigned"]), *values(run["used"][::-1]), None]
    fill = {"fill": "toself", "fillcolor": colour["idle-area"], "line": {"width": 0}}
    return {"type": "scatter", "x": x, "y": y, "mode": "lines", "hoverinfo": "skip", "name": "", **fill}


def _scale(weeks: pd.DataFrame) -> tuple[list[float], float]:
    """Ticks from zero in round steps, and the top: the first tick above every value."""
    most = int(weeks[list(SERIES)].max().fillna(0).max()) or 1
    power = 10 ** max(len(str(int(most / 5))) - 1, 0)
    steps = [power * factor for factor in (1, 2, 2.5, 5, 10) if power > 1 or factor != 2.5]  # licences are whole
    fitting = [step for step in steps if most / step <= 6 and (most / step > 2 or step == 1)]
    step = min(fitting, key=lambda size: (-(-most // size) * size, -size))  # as little above the values as can be
    number = int(-(-most // step))
    return [step * i for i in range(number + 1)], step * number


def _week_ticks(weeks: pd.DataFrame, most: int) -> dict[str, list[Any]]:
    """Every n-th week counted from the last, at most so many."""
    chosen = values(weeks["week"])[::-1][:: -(-len(weeks) // most)]
    return week_ticks(chosen)
