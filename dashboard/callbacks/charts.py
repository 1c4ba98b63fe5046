"""Drawings follow the controls: the figure of each, and all that is said about it."""

from collections.abc import Mapping
from typing import Any

from dash import ALL, Dash, Output, State, ctx, no_update

from dashboard.callbacks.filters import CHARTS, asked, inputs, spread, states
from dashboard.pages.base.answers import DrawingAnswer, drawing_answer
from dashboard.ui import ids


def register(app: Dash) -> None:
    """Add the callback to the app: one answer for all drawings of a page."""
    app.callback(
        output={
            "slots": Output(ids.drawing(ALL, ALL), "children"),
            "figures": Output(ids.chart(ALL), "figure"),
            "twins": Output(ids.panel(ALL, "twin"), "children", allow_duplicate=True),
        },
        inputs=inputs(*CHARTS),
        state={**states(), "twins": State(ids.panel(ALL, "twin"), "children")},
        prevent_initial_call=True,
    )(charts)


def charts(
    controls: Mapping[str, Any],
    facets: Any,
    again: Any,
    others: Any,
    facet_ids: Any,
    path: Any,
    search: Any,
    twins: Any,
) -> dict[str, Any]:
    """The drawings of the page for its controls."""
    at = asked(controls, facets, facet_ids, path, search)
    answers = {drawing.name: drawing_answer(drawing, at.question) for drawing in at.page.drawings}
    slots = {(name, slot): list(shown) for name, answer in answers.items() for slot, shown in answer.slots.items()}
    figures = {(name,): answer.figure for name, answer in answers.items()}
    outputs = ctx.outputs_grouping
    return {
        "slots": spread(outputs["slots"], slots, "name", "slot"),
        "figures": spread(outputs["figures"], figures, "name"),
        "twins": [_twin(answers, place, held) for place, held in zip(outputs["twins"], twins or (), strict=False)],
    }


def _twin(answers: Mapping[str, DrawingAnswer], place: Any, held: Any) -> Any:
    """A chart's numbers as a table follow it once they were asked for (callbacks/menus.py)."""
    answer = answers.get(place["id"]["name"])
    if not held or answer is None:
        return no_update
    return answer.twin() if answer.twin else None
