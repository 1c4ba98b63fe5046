"""The head of a page follows its region, its date and its filters: KPI row, chips, notices, date and links."""

from collections.abc import Mapping
from typing import Any

from dash import ALL, Dash, Output, ctx
from dash.exceptions import PreventUpdate

from dashboard.callbacks.filters import asked, inputs, spread, states
from dashboard.data.customers.profile import tags_in_use
from dashboard.pages.base.frame import carried
from dashboard.pages.base.head import head_answer, tag_options
from dashboard.pages.base.menu import carrying
from dashboard.services import services
from dashboard.ui import ids
from dashboard.ui.links import ALERTS
from dashboard.ui.parts import as_of as as_of_parts


def register(app: Dash) -> None:
    """Add the callback to the app."""
    app.callback(
        output={
            "slots": Output(ids.head(ALL), "children"),
            "dates": Output(ids.AS_OF, "options"),
            "earlier": Output(ids.COMPARE, "options"),
            "facets": Output(ids.facet(ALL), "options"),
            "bell": Output(ids.BELL, "href"),
        },
        inputs=inputs(),
        state=states(ids.PRODUCT, ids.MEASURE),
        prevent_initial_call=True,
    )(kpis)


def kpis(
    controls: Mapping[str, Any], facets: Any, again: Any, others: Any, facet_ids: Any, path: Any, search: Any
) -> dict[str, Any]:
    """What stands at the head of the page for its controls.

    The page of a customer is made anew with its address, its head too.
    """
    if str(path).rstrip("/").startswith("/customers/"):
        raise PreventUpdate
    at = asked(controls, facets, facet_ids, path, search, others)
    answer = head_answer(at.page, at.question)
    dates = at.page.dates(at.question, services().settings.as_of())
    outputs = ctx.outputs_grouping
    followed = any(section.facets for section in at.page.sections)  # they follow the section (callbacks/sections.py)
    own = outputs["facets"] and not followed
    tags = {("tag",): tag_options(at.question, tags_in_use(at.question.scope))} if own else {}
    earlier = at.question.compare.as_of if at.question.compare else None
    return {
        "bell": carrying(ALERTS, carried(at.question)),
        "earlier": as_of_parts.earlier_options(dates, at.question.moment.as_of, earlier),
        "slots": spread(outputs["slots"], {(slot,): list(shown) for slot, shown in answer.items()}, "slot"),
        "dates": as_of_parts.options(dates, at.question.moment.as_of),
        "facets": spread(outputs["facets"], tags, "name"),
    }
