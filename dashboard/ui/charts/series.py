"""The weeks of a frame: what they are called, where their counts are known."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd
from flask_babel import gettext

from dashboard.ui.formats import date_text, week_text

SERIES = ("purchased", "assigned", "used")


def series_label(series: str) -> str:
    """The name of a count of licences, as a heading."""
    names = {"purchased": gettext("Purchased"), "assigned": gettext("Assigned"), "used": gettext("Used")}
    return names[series]


def week_name(week: date) -> str:
    """How the chart and its hover call a week."""
    return gettext("Week of %(date)s", date=date_text(week))


def week_ticks(weeks: Iterable[date]) -> dict[str, list[str]]:
    """The ticks of an axis at these weeks."""
    named = list(weeks)
    return {"tickvals": [*map(week_name, named)], "ticktext": [*map(week_text, named)]}


def on_axis(ticks: Mapping[str, Any], axis: str = "xaxis") -> dict[str, Any]:
    """Properties of an axis as those of a layout, by their path."""
    return {f"{axis}.{key}": value for key, value in ticks.items()}


def values(column: "pd.Series[Any]") -> list[Any]:
    """The values as Plotly writes them: None where unknown, dates as dates."""
    listed = (column.dt.date if column.dtype.kind == "M" else column).tolist()
    return [None if value is pd.NA or value is pd.NaT else value for value in listed]


def imported(weeks: pd.DataFrame) -> "pd.Series[bool]":
    """Whether a week has a snapshot: then it knows one of the counts at least."""
    return weeks["purchased"].notna() | weeks["assigned"].notna() | weeks["used"].notna()


def runs(weeks: pd.DataFrame, where: "pd.Series[bool]") -> list[pd.DataFrame]:
    """The stretches of weeks where it is true, oldest first."""
    stretch = (~where).cumsum()
    return [run for _number, run in weeks[where].groupby(stretch[where])]


def last_known(weeks: pd.DataFrame) -> dict[str, Any] | None:
    """The newest week with a snapshot: `week`, and the counts of SERIES, None where unknown."""
    places = imported(weeks).to_numpy().nonzero()[0]
    return {key: values(weeks[key])[places[-1]] for key in ("week", *SERIES)} if places.size else None
