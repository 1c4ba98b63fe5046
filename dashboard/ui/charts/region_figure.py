"""Small multiples: each number by week, a panel for every region, so that no region stands in another's scale."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from flask_babel import gettext

from dashboard.ui.charts.figures import dots, template
from dashboard.ui.charts.series import on_axis, values, week_name, week_ticks
from dashboard.ui.formats import compact, count, date_text
from dashboard.ui.tokens import TOKENS, Theme

_WIDE_ROW, _NARROW_ROW = 84, 96  # pixels of a panel with its gap
_TOP, _BOTTOM = 30, 28
_HALF = 22  # pixels of half a week's name
_ROOM = 1.4  # above the highest value, for the label of a narrow panel


@dataclass(frozen=True)
class _Panel:
    """The weeks of a number in a region; `number` counts the panels from 1, as Plotly counts axes."""

    number: int
    region: int
    key: int
    name: str
    label: str
    counts: list[int | None]

    @property
    def axis(self) -> str:
        """What its axes are called behind their letter."""
        return "" if self.number == 1 else str(self.number)

    @property
    def last(self) -> int | None:
        """The place of its newest week with a number, None when there is none."""
        return next((place for place, known in reversed([*enumerate(self.counts)]) if known is not None), None)


def small_multiples(weeks: pd.DataFrame, labels: Mapping[str, str], theme: Theme) -> go.Figure:
    """The numbers that `labels` names, by key. `weeks`: a row for each `region` and `week` (its Sunday), <NA> in a week
    without a snapshot; oldest first, the same weeks for every region.

    A wide chart has a row of panels for each region, a narrow one for each number: both lie in `layout.meta`.
    """
    colour, panels = TOKENS[theme], _panels(weeks, labels)
    sundays = [*dict.fromkeys(values(weeks["week"]))]
    names = [*map(week_name, sundays)]
    wide, narrow = _wide(panels, sundays, colour), _narrow(panels, sundays, colour)
    layout: dict[str, Any] = {"template": template(theme), "meta": {"below": 720, "wide": wide, "narrow": narrow}}
    layout |= {f"xaxis{panel.axis}": _weeks_axis(panel, names) for panel in panels}
    layout |= {f"yaxis{panel.axis}": _counts_axis(panel, colour) for panel in panels}
    # In one piece: Plotly checks every change of a figure, which here takes longer than the questions.
    return go.Figure([_line(panel, names, colour) for panel in panels], _changed(layout, wide))


def with_notes(
    figure: go.Figure,
    weeks: pd.DataFrame,
    labels: Mapping[str, str],
    notes: Mapping[str, Collection[date]],
    theme: Theme,
) -> go.Figure:
    """The figure with a dotted line at every week of a region that a note is on; the table says what happened."""
    sundays, line = [*dict.fromkeys(values(weeks["week"]))], {"color": TOKENS[theme]["fg-3"], "width": 1, "dash": "dot"}
    lines = [
        {"type": "line", "xref": f"x{panel.axis}", "yref": f"y{panel.axis} domain", "y0": 0, "y1": 1, "line": line}
        | dict.fromkeys(("x0", "x1"), sundays.index(week))
        for panel in _panels(weeks, labels)
        for week in notes.get(panel.name, ())
    ]
    return figure.update_layout(shapes=lines) if lines else figure


def twin(weeks: pd.DataFrame, labels: Mapping[str, str]) -> tuple[list[str], list[list[str]]]:
    """Headers and rows as text: the newest week first, and in it the regions in their order."""
    headers = [gettext("Week of"), gettext("Region"), *labels.values()]
    columns = [
        map(date_text, values(weeks["week"])),
        values(weeks["region"]),
        *(map(count, values(weeks[key])) for key in labels),
    ]
    rows = [list(row) for row in zip(*columns, strict=True)]
    number = weeks["region"].nunique()
    each = len(rows) // number if number else 0
    return headers, [rows[region * each + week] for week in reversed(range(each)) for region in range(number)]


def _panels(weeks: pd.DataFrame, labels: Mapping[str, str]) -> list[_Panel]:
    panels: list[_Panel] = []
    for region, name in enumerate(dict.fromkeys(values(weeks["region"]))):
        mine = weeks[weeks["region"] == name]
        for place, (key, label) in enumerate(labels.items()):
            panels.append(_Panel(len(panels) + 1, region, place, name, label, values(mine[key])))
    return panels


def _line(panel: _Panel, names: list[str], colour: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": names,
        "y": panel.counts,
        "xaxis": f"x{panel.axis}",
        "yaxis": f"y{panel.axis}",
        "customdata": [*map(count, panel.counts)],
        "name": f"{panel.label}, {panel.name}",
        "mode": "lines+markers",
        "line": {"color": colour["used"], "width": 2},
        "marker": {"size": dots(pd.Series(panel.counts, dtype="Int64")), "color": colour["used"], "opacity": 1},
        "connectgaps": False,
        "cliponaxis": False,
        "hovertemplate": f"{panel.name} · {panel.label}  %{{customdata}}<extra></extra>",
    }


def _weeks_axis(panel: _Panel, names: list[str]) -> dict[str, Any]:
    return {
        "type": "category",
        "anchor": f"y{panel.axis}",
        "categoryorder": "array",
        "categoryarray": names,
        "range": [-0.3, len(names) - 0.7],
        "tickmode": "array",
        "tickangle": 0,
        "ticks": "",
        "showline": False,
    }


def _counts_axis(panel: _Panel, colour: Mapping[str, str]) -> dict[str, Any]:
    most = max((number for number in panel.counts if number is not None), default=0) or 1
    zero = {"zeroline": True, "zerolinecolor": colour["axis"]}
    shown = {"showticklabels": False, "showgrid": False, **zero}
    return {"anchor": f"x{panel.axis}", "range": [0, most * _ROOM], **shown}


def _wide(panels: Sequence[_Panel], sundays: Sequence[date], colour: Mapping[str, str]) -> dict[str, Any]:
    """A column for each number under its name, a row for each region beside its own."""
    rows, columns = _shape(panels)
    layout: dict[str, Any] = {"height": _TOP + _BOTTOM + rows * _WIDE_ROW}
    layout |= {"margin.l": 48, "margin.r": 8, "margin.t": _TOP, "margin.b": _BOTTOM}
    labels = []
    for panel in panels:
        x, y = panel.key / columns, 1 - panel.region / rows
        layout[f"xaxis{panel.axis}.domain"] = [x, x + 0.76 / columns]
        layout[f"yaxis{panel.axis}.domain"] = [y - 1 / rows, y - 0.12 / rows]
        layout |= _ticks(panel, sundays, shown=panel.region == rows - 1, both=True)
        labels.append(_value(panel, sundays, colour, beside=True))
        if panel.region == 0:
            labels.append(_text(panel.label, x, 1, colour["fg-2"], yanchor="bottom", yshift=10))
        if panel.key == 0:
            labels.append(_text(panel.name, 0, y - 0.56 / rows, colour["fg"], xshift=-48))
    return {**layout, "annotations": labels}


def _narrow(panels: Sequence[_Panel], sundays: Sequence[date], colour: Mapping[str, str]) -> dict[str, Any]:
    """A row for each number under its name, a column for each region, which the label of its last week names."""
    columns, rows = _shape(panels)
    layout: dict[str, Any] = {"height": _BOTTOM + rows * _NARROW_ROW}
    layout |= {"margin.l": _HALF, "margin.r": _HALF, "margin.t": 0, "margin.b": _BOTTOM}
    labels = []
    for panel in panels:
        x, y = panel.region / columns, 1 - panel.key / rows
        layout[f"xaxis{panel.axis}.domain"] = [x, x + 0.86 / columns]
        layout[f"yaxis{panel.axis}.domain"] = [y - 0.98 / rows, y - 0.26 / rows]
        layout |= _ticks(panel, sundays, shown=panel.key == rows - 1, both=columns < 3 and panel.region == 0)
        labels.append(_value(panel, sundays, colour, beside=False))
        if panel.region == 0:
            labels.append(_text(panel.label, 0, y, colour["fg-2"], yanchor="top", xshift=-_HALF, yshift=-4))
    return {**layout, "annotations": labels}


def _shape(panels: Sequence[_Panel]) -> tuple[int, int]:
    """How many regions and how many numbers there are."""
    return max(panel.region for panel in panels) + 1, max(panel.key for panel in panels) + 1


def _ticks(panel: _Panel, sundays: Sequence[date], *, shown: bool, both: bool) -> dict[str, Any]:
    """The last week is named, and where there is room the first."""
    named = [sundays[0], sundays[-1]] if both and len(sundays) > 1 else [sundays[-1]]
    return on_axis({**week_ticks(named), "showticklabels": shown}, f"xaxis{panel.axis}")


def _value(panel: _Panel, sundays: Sequence[date], colour: Mapping[str, str], *, beside: bool) -> dict[str, Any]:
    """The newest number, to the right of its week or above it; in a panel without one why there is none."""
    at = {"xref": f"x{panel.axis}", "yref": f"y{panel.axis}", "showarrow": False}
    if panel.last is None:
        text = gettext("no data") if beside else f"{panel.name} – {gettext('no data')}"
        middle = {"xref": f"x{panel.axis} domain", "yref": f"y{panel.axis} domain", "x": 0.5, "y": 0.4}
        return {**at, **middle, "text": text, "font": {"color": colour["fg-3"], "size": 12}}
    number = panel.counts[panel.last]
    place = {"x": week_name(sundays[panel.last]), "y": number, "font": {"color": colour["fg"], "size": 12}}
    if beside:
        return {**at, **place, "text": compact(number), "xanchor": "left", "xshift": 6}
    return {**at, **place, "text": f"{panel.name} {compact(number)}", "xanchor": "right", "yshift": 10}


def _text(text: str, x: float, y: float, colour: str, **more: Any) -> dict[str, Any]:
    place = {"xref": "paper", "yref": "paper", "x": x, "xanchor": "left", "y": y, "showarrow": False}
    return {**place, "text": text, "font": {"color": colour, "size": 12, "weight": 600}, **more}


def _changed(layout: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The layout with changes, which are told by their dotted names."""
    for name, value in changes.items():
        outer, _, inner = name.partition(".")
        if inner:
            layout.setdefault(outer, {})[inner] = value
        else:
            layout[outer] = value
    return layout
