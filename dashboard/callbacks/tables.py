"""A table is made when it comes near, and grows when it is scrolled to its end: with all that its section shows."""

from collections.abc import Mapping
from typing import Any

from dash import ALL, MATCH, Dash, Input, Output, State, ctx

from dashboard.callbacks.filters import SECTIONS, Asked, asked, inputs, spread, states
from dashboard.callbacks.sections import options_of
from dashboard.data.query.question import Question
from dashboard.errors import BadParameter
from dashboard.pages.base.answers import FIRST_ROWS, SectionAnswer, section_answer, table_of
from dashboard.ui import ids
from dashboard.ui.sections import Section


def register(app: Dash) -> None:
    """Add the callbacks to the app."""
    controls = {name: State(name, "value", allow_optional=True) for name in inputs(*SECTIONS)["controls"]}
    known = {"controls": controls, "facets": State(ids.facet(ALL), "value"), **states()}
    slots = Output(ids.section(MATCH, ALL), "children", allow_duplicate=True)
    app.callback(
        output={"slots": slots, "table": Output(ids.table(MATCH), "children", allow_duplicate=True)},
        inputs={"wanted": Input(ids.near(MATCH), "data")},
        state={"id": State(ids.near(MATCH), "id"), **known},
        prevent_initial_call=True,
    )(table)
    grid = {
        "rows": Output(ids.grid(MATCH), "rowData", allow_duplicate=True),
        "options": Output(ids.grid(MATCH), "dashGridOptions", allow_duplicate=True),
    }
    app.callback(
        output={"slots": slots, **grid},
        inputs={"wanted": Input(ids.more(MATCH), "data")},
        state={"id": State(ids.more(MATCH), "id"), **known},
        prevent_initial_call=True,
    )(more)


def table(wanted: Any, id: Any, **known: Any) -> dict[str, Any]:
    """The section with its table; of a drawing its late part."""
    at, name = _asked(known), _name(id)
    for drawing in at.page.drawings:
        if drawing.name == name and drawing.late:
            return {"slots": [[]], "table": drawing.late(at.question)}
    section, answer, question = _answer(FIRST_ROWS, id, known)
    return {**_slots(answer), "table": table_of(section, answer, question)}


def more(wanted: Any, id: Any, **known: Any) -> dict[str, Any]:
    """The section, and the first `wanted` rows of its table."""
    section, answer, _question = _answer(wanted, id, known)
    return {**_slots(answer), "rows": [dict(row) for row in answer.rows], "options": options_of(section, answer)}


def _answer(wanted: Any, id: Any, known: Mapping[str, Any]) -> tuple[Section, SectionAnswer, Question]:
    at, name = _asked(known), _name(id)
    section = next((candidate for candidate in at.page.sections if candidate.name == name), None)
    if section is None or not isinstance(wanted, int):
        raise BadParameter("table", "a table of the page, and a number of rows")
    return section, section_answer(at.page, section, at.question, at.reader, max(wanted, FIRST_ROWS)), at.question


def _asked(known: Mapping[str, Any]) -> Asked:
    return asked(known["controls"], known["facets"], known["facet_ids"], known["path"], known["search"])


def _name(id: Any) -> Any:
    return id.get("name") if isinstance(id, dict) else None


def _slots(answer: SectionAnswer) -> dict[str, Any]:
    slots = {(slot,): list(shown) for slot, shown in answer.slots.items()}
    return {"slots": spread(ctx.outputs_grouping["slots"], slots, "slot")}
