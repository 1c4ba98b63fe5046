"""The head of a page follows its region, its date and its filters: KPI row, chips, notices, date and links."""

from collections.abc import Mapping
from typing import Any

from dash import ALL, Dash, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from dashboard.callbacks.filters import asked, inputs, spread, states
from dashboard.data.customers.profile import tags_in_use
from dashboard.pages.base.frame import carried
from dashboard.pages.base.head import head_answer, tag_options
from dashboard.pages.base.menu import addresses, carrying
from dashboard.services import services
from dashboard.ui import ids
from dashboard.ui.controls import Child
from dashboard.ui.links import ALERTS
from dashboard.ui.parts import as_of as as_of_parts

_DATES = {f"{name}.value" for name in (ids.AS_OF, ids.COMPARE)}


def register(app: Dash) -> None:
    """Add the callback to the app."""
    app.callback(
        output={
            "slots": Output(ids.head(ALL), "children"),
            "dates": Output(ids.AS_OF, "options"),
            "earlier": Output(ids.COMPARE, "options"),
            "facets": Output(ids.facet(ALL), "options"),
            "bell": Output(ids.BELL, "href"),
            "navigation": Output(ids.nav(ALL), "href"),
        },
        inputs=inputs(),
        state={**states(ids.PRODUCT, ids.MEASURE), "dates": State(ids.AS_OF, "options")},
        prevent_initial_call=True,
    )(kpis)


def kpis(
    controls: Mapping[str, Any],
    facets: Any,
    again: Any,
    others: Any,
    facet_ids: Any,
    path: Any,
    search: Any,
    dates: Any,
) -> dict[str, Any]:
    """What stands at the head of the page for its controls; what does not depend on those that changed stays.

    The page of a customer is made anew with its address, its head too.
    """
    if str(path).rstrip("/").startswith("/customers/"):
        raise PreventUpdate
    at = asked(controls, facets, facet_ids, path, search, others)
    slots: dict[Any, list[Child]] = {(slot,): list(shown) for slot, shown in head_answer(at.page, at.question).items()}
    if at.page.one_text:
        del slots["notes",]
    tags: dict[Any, Any] = {}
    if {*ctx.triggered_prop_ids} <= _DATES:
        del slots["chips",]
    elif not any(section.facets for section in at.page.sections):  # else sections.py answers them
        tags["tag",] = tag_options(at.question, tags_in_use(at.question.scope))
    known, as_of = at.page.dates(at.question, services().settings.as_of()), at.question.moment.as_of
    options = as_of_parts.options(known, as_of)
    earlier = at.question.compare.as_of if at.question.compare else None
    outputs, kept = ctx.outputs_grouping, carried(at.question)
    links = {(path,): href for path, href in addresses(kept).items()}
    return {
        "bell": carrying(ALERTS, kept),
        "navigation": spread(outputs["navigation"], links, "path"),
        "earlier": as_of_parts.earlier_options(known, as_of, earlier),
        "slots": spread(outputs["slots"], slots, "slot"),
        "dates": no_update if options == dates else options,
        "facets": spread(outputs["facets"], tags, "name"),
    }
