"""Drawings follow the controls: the figure of each, and all that is said about it. Those in sight come first."""

from collections.abc import Mapping
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update

from dashboard.callbacks.filters import (
    CHARTS,
    Asked,
    answered_in,
    as_states,
    asked,
    inputs,
    names_of,
    next_turn,
    spread,
    states,
)
from dashboard.pages.base.answers import DrawingAnswer, drawing_answer
from dashboard.ui import ids
from dashboard.ui.sections import Drawing


def register(app: Dash) -> None:
    """Add the callbacks to the app."""
    shared = {
        "slots": Output(ids.drawing(ALL, ALL), "children", allow_duplicate=True),
        "figures": Output(ids.chart(ALL), "figure", allow_duplicate=True),
        "twins": Output(ids.panel(ALL, "twin"), "children", allow_duplicate=True),
    }
    twins = {"twins": State(ids.panel(ALL, "twin"), "children")}
    seen = {"in_sight": State(ids.IN_SIGHT, "data"), "turn": State(ids.REST_OF_CHARTS, "data")}
    app.callback(
        output={**shared, "turn": Output(ids.REST_OF_CHARTS, "data")},
        inputs=inputs(*CHARTS),
        state={**states(), **twins, **seen},
        prevent_initial_call=True,
    )(in_sight)
    app.callback(
        output=shared,
        inputs={"turn": Input(ids.REST_OF_CHARTS, "data")},
        state={**as_states(*CHARTS), **states(), **twins},
        prevent_initial_call=True,
    )(rest)


def in_sight(
    controls: Mapping[str, Any],
    facets: Any,
    again: Any,
    others: Any,
    facet_ids: Any,
    path: Any,
    search: Any,
    twins: Any,
    in_sight: Any,
    turn: Any,
) -> dict[str, Any]:
    """The drawings that a reader sees."""
    at = asked(controls, facets, facet_ids, path, search)
    seen = {drawing.name: drawing for drawing in at.page.drawings if drawing.name in names_of(in_sight)}
    left = len(seen) < len(at.page.drawings)
    return {**_drawn(at, seen, twins), "turn": next_turn(turn, seen) if left else no_update}


def rest(
    turn: Any,
    controls: Mapping[str, Any],
    facets: Any,
    others: Any,
    facet_ids: Any,
    path: Any,
    search: Any,
    twins: Any,
) -> dict[str, Any]:
    """The drawings that the first answer left out. What is in sight by now may be more than was then."""
    at = asked(controls, facets, facet_ids, path, search)
    answered = answered_in(turn)
    return _drawn(at, {drawing.name: drawing for drawing in at.page.drawings if drawing.name not in answered}, twins)


def _drawn(at: Asked, drawings: Mapping[str, Drawing], twins: Any) -> dict[str, Any]:
    answers = {name: drawing_answer(drawing, at.question) for name, drawing in drawings.items()}
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
