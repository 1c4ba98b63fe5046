"""Sections follow the controls: those in sight first, with their rows, then the others.

A section's finding, KPIs, rows, total and links come from one answer. A table out of sight gives up its rows, and is
made anew when it comes near (callbacks/tables.py).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import ALL, Dash, Input, Output, Patch, State, ctx, no_update

from dashboard.callbacks.filters import (
    SECTIONS,
    Asked,
    answered_in,
    as_states,
    asked,
    inputs,
    names_of,
    next_turn,
    spread,
    states,
    turn_of,
)
from dashboard.pages.base.answers import FIRST_ROWS, LATE_ROWS, SectionAnswer, jump_text, section_answer
from dashboard.ui import components, ids
from dashboard.ui.controls import Child
from dashboard.ui.parts.section import HEAD
from dashboard.ui.sections import Section
from dashboard.ui.tables.grids import frame_look, state_of


def register(app: Dash) -> None:
    """Add the callbacks to the app."""
    shared = {
        "slots": Output(ids.section(ALL, ALL), "children", allow_duplicate=True),
        "tables": Output(ids.table(ALL), "children", allow_duplicate=True),
        "jumps": Output(ids.jump(ALL), "children", allow_duplicate=True),
        "facets": Output(ids.facet(ALL), "options", allow_duplicate=True),
    }
    grid = {
        "rows": Output(ids.grid(ALL), "rowData"),
        "options": Output(ids.grid(ALL), "dashGridOptions"),
        "frames": Output(ids.frame(ALL), "className"),
    }
    seen = {
        "in_sight": State(ids.IN_SIGHT, "data"),
        "grids": State(ids.grid(ALL), "id"),
        "turn": State(ids.REST, "data"),
    }
    app.callback(
        output={**shared, **grid, "turn": Output(ids.REST, "data")},
        inputs={**inputs(*SECTIONS), "search": Input(ids.LOCATION, "search")},
        state={**_without_search(), **seen},
        prevent_initial_call=True,
    )(in_sight)
    app.callback(
        output=shared,
        inputs={"turn": Input(ids.REST, "data")},
        state={**as_states(*SECTIONS), **states()},
        prevent_initial_call=True,
    )(rest)


def _without_search() -> dict[str, Any]:
    return {name: state for name, state in states().items() if name != "search"}


def in_sight(
    controls: Mapping[str, Any],
    facets: Any,
    again: Any,
    search: Any,
    others: Any,
    facet_ids: Any,
    path: Any,
    in_sight: Any,
    grids: Any,
    turn: Any,
) -> dict[str, Any]:
    """The sections that a reader sees, with the first rows of the tables that are drawn."""
    at = asked(controls, facets, facet_ids, path, search)
    drawn = {grid.get("name") for grid in grids or () if isinstance(grid, dict)}
    seen = [section for section in at.page.sections if section.name in names_of(in_sight)]
    limits = {section.name: FIRST_ROWS if section.name in drawn else 0 for section in seen}
    answers = {
        section.name: section_answer(at.page, section, at.question, at.reader, limits[section.name]) for section in seen
    }
    outputs, turn = ctx.outputs_grouping, next_turn(turn, answers)
    renamed = {f"{name}.value" for name in (ids.COMPARE, ids.MEASURE)} & {*ctx.triggered_prop_ids}  # columns are others
    stays = [section for section in seen if section.name in drawn and answers[section.name].rows and not renamed]
    rows = {(section.name,): [dict(row) for row in answers[section.name].rows] for section in stays}
    options = {(section.name,): options_of(section, answers[section.name]) for section in stays}
    frames = {(section.name,): frame_look(answers[section.name].count or 0) for section in stays}
    places = _places([section for section in seen if section not in stays], answers, turn["turn"])
    late = [drawing.name for drawing in at.page.drawings if drawing.late]
    places |= {(name,): components.skeleton_table(LATE_ROWS, turn["turn"]) for name in late}
    return {
        **_shared(at, seen, answers, late),
        "tables": spread(outputs["tables"], places, "name"),
        "rows": spread(outputs["rows"], rows, "name"),
        "options": spread(outputs["options"], options, "name"),
        "frames": spread(outputs["frames"], frames, "name"),
        "turn": turn if len(seen) < len(at.page.sections) else no_update,
    }


def _places(sections: Sequence[Section], answers: Mapping[str, SectionAnswer], turn: int) -> dict[Any, Any]:
    """Places of tables that are to be made anew when they come near, or have no rows."""
    return {(section.name,): components.skeleton_table(answers[section.name].count or 0, turn) for section in sections}


def rest(
    turn: Any,
    controls: Mapping[str, Any],
    facets: Any,
    others: Any,
    facet_ids: Any,
    path: Any,
    search: Any,
) -> dict[str, Any]:
    """The sections that the first answer left out, without rows: their tables are made when they come near.

    What is in sight by now may be more than was then.
    """
    at = asked(controls, facets, facet_ids, path, search)
    hidden = [section for section in at.page.sections if section.name not in answered_in(turn)]
    answers = {section.name: section_answer(at.page, section, at.question, at.reader) for section in hidden}
    places = _places(hidden, answers, turn_of(turn))
    return {**_shared(at, hidden, answers), "tables": spread(ctx.outputs_grouping["tables"], places, "name")}


def _shared(
    at: Asked,
    sections: Sequence[Section],
    answers: Mapping[str, SectionAnswer],
    late: Sequence[str] = (),
) -> dict[str, Any]:
    """What both passes answer. What is made late tells no longer that it failed."""
    outputs = ctx.outputs_grouping
    slots: dict[Any, list[Child]] = {(name, HEAD): [] for name in late}
    slots |= {(name, slot): list(shown) for name, answer in answers.items() for slot, shown in answer.slots.items()}
    options = {
        (parameter,): choices
        for section in sections
        if section.facets
        for parameter, choices in section.facets.options(at.question, answers[section.name].view).items()
    }
    return {
        "slots": spread(outputs["slots"], slots, "name", "slot"),
        "jumps": spread(outputs["jumps"], {(name,): jump_text(answer) for name, answer in answers.items()}, "name"),
        "facets": spread(outputs["facets"], options, "name"),
    }


def options_of(section: Section, answer: SectionAnswer) -> Patch:
    """The grid's options that change with an answer."""
    patch = Patch()
    for name, value in state_of(section.table, answer.total, answer.count or 0).items():
        patch[name] = value
    return patch
