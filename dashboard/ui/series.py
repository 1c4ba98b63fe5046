"""The weeks of a licence trend: what they are called, where they are known."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext

from dashboard.ui.formats import date_text

Point = Mapping[str, Any]
"""`week` (its Sunday, a date) and the counts of SERIES, None in a week without a snapshot."""

SERIES = ("purchased", "assigned", "used")


def series_label(series: str) -> str:
    """The name of a count of licences, as a heading."""
    names = {"purchased": gettext("Purchased"), "assigned": gettext("Assigned"), "used": gettext("Used")}
    return names[series]


def week_name(week: date) -> str:
    """How the chart and its hover call a week."""
    return gettext("Week of %(date)s", date=date_text(week))


def runs(points: Sequence[Point], *, known: bool) -> list[list[Point]]:
    """The stretches of weeks with a snapshot, or of those without."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if (point["used"] is not None) == known:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def last_known(points: Sequence[Point]) -> Point | None:
    """The newest week with a snapshot."""
    return next((point for point in reversed(points) if point["used"] is not None), None)
