"""Licences that end by week as stacked bars: those at high risk at the bottom, where weeks compare best."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go
from dash import html
from flask_babel import gettext

from dashboard.data.renewals.summaries import Stretch
from dashboard.data.renewals.table import BANDS, RENEWALS
from dashboard.data.storage.weeks import WEEK
from dashboard.ui import components
from dashboard.ui.charts.figures import template
from dashboard.ui.charts.series import on_axis, week_name, week_ticks
from dashboard.ui.formats import count, language
from dashboard.ui.tokens import TOKENS, Theme

HEIGHT = 272
_DAY = WEEK / 7
_SIGNS = {"high": "over", "medium": "assigned", "low": "available"}
"""How each level looks: hatched, solid, outlined."""


def level_names() -> dict[str, str]:
    """The levels of risk as series, by key."""
    return {"high": gettext("High risk"), "medium": gettext("Medium risk"), "low": gettext("Low risk")}


def legend() -> html.Div:
    """What the parts of the bars mean."""
    names = level_names()
    parts = [html.Span([components.swatch(_SIGNS[key]), names[key]]) for key, _points in BANDS]
    return html.Div(parts, className="legend")


def by_week(weeks: Sequence[Stretch], worth: Mapping[date, str], theme: Theme) -> go.Figure:
    """A press on a week shows its renewals in the table (`layout.meta.press`). `worth`: of a week, in words."""
    colour, names = TOKENS[theme], [week_name(week.of) for week in weeks]
    bars = [_bars(weeks, names, key, name, colour) for key, name in level_names().items()]
    many, few = _ticks(weeks, 14), _ticks(weeks, 5)
    layout = {
        "template": template(theme),
        "height": HEIGHT,
        "barmode": "stack",
        "bargap": 0.35,
        "margin": {"l": 56, "r": 20, "t": 8, "b": 28},
        "xaxis": {"type": "category", "tickmode": "array", "tickangle": 0, **many, "categoryarray": names},
        "yaxis": {"tickformat": ",.0f"},
        "separators": ",." if language() == "de" else ".,",
        "meta": {
            "wide": {"margin.r": 20, **on_axis(many)},
            "narrow": {"margin.r": 19, **on_axis(few)},  # by which assets/chart.js tells the two apart
            "below": 64 * len(many["tickvals"]),  # pixels that so many dates need beside each other
            "press": {name: _days(week.of) for name, week in zip(names, weeks, strict=True)},
            "to": RENEWALS.name,
        },
    }
    return go.Figure([*bars, *([_worth(weeks, names, worth)] if worth else [])], layout)


def _bars(weeks: Sequence[Stretch], names: list[str], key: str, name: str, colour: Mapping[str, str]) -> go.Bar:
    looks: dict[str, dict[str, Any]] = {
        "high": {
            "color": colour["bg"],
            "line": {"color": colour["over"], "width": 1},
            "pattern": {"shape": "/", "fgcolor": colour["over"], "bgcolor": colour["bg"], "size": 5, "solidity": 0.4},
        },
        "medium": {"color": colour["assigned"]},
        "low": {"color": colour["bg"], "line": {"color": colour["available"], "width": 1}},
    }
    seats = [week.by_risk[key] for week in weeks]
    hover = f"{name}  %{{customdata}}<extra></extra>"
    return go.Bar(x=names, y=seats, customdata=[*map(count, seats)], name=name, marker=looks[key], hovertemplate=hover)


def _worth(weeks: Sequence[Stretch], names: list[str], worth: Mapping[date, str]) -> go.Scatter:
    """What a week is worth: a line of its hover alone."""
    hover = f"{gettext('Worth a month')}  %{{customdata}}<extra></extra>"
    texts = [worth.get(week.of) for week in weeks]
    known = [0 if text else None for text in texts]
    unseen = {"mode": "markers", "marker": {"opacity": 0, "size": 1}, "cliponaxis": False}
    return go.Scatter(x=names, y=known, customdata=texts, hovertemplate=hover, name="", **unseen)


def _days(sunday: date) -> dict[str, str]:
    return {f"{RENEWALS.name}.filter.ends_on": f"{sunday.isoformat()}..{(sunday + 6 * _DAY).isoformat()}"}


def _ticks(weeks: Sequence[Stretch], most: int) -> dict[str, list[str]]:
    """Every n-th week from the first, at most so many."""
    chosen = [week.of for week in weeks][:: -(-len(weeks) // most)]
    return week_ticks(chosen)
