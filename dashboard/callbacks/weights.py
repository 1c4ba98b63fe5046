"""What other weights would do to the queue of renewals, before they are saved."""

from collections.abc import Mapping
from typing import Any

from dash import ALL, Dash, Input, Output, State
from flask_babel import gettext

from dashboard.callbacks.filters import EVERY, asked, states
from dashboard.data.storage.rules import RISKS
from dashboard.errors import BadParameter
from dashboard.pages.renewals.weights import preview
from dashboard.ui import ids
from dashboard.ui.controls import Child


def register(app: Dash) -> None:
    """Add the callback to the app."""
    app.callback(
        output=Output(ids.WEIGHTS_PREVIEW, "children"),
        inputs={"pressed": Input(ids.WEIGHTS_TRY, "n_clicks")},
        state={
            "values": State(ids.weight(ALL), "value"),
            "names": State(ids.weight(ALL), "id"),
            "controls": {name: State(name, "value", allow_optional=True) for name in EVERY},
            "facets": State(ids.facet(ALL), "value"),
            **states(),
        },
        prevent_initial_call=True,
    )(weights)


def weights(
    pressed: Any,
    values: Any,
    names: Any,
    controls: Mapping[str, Any],
    facets: Any,
    others: Any,
    facet_ids: Any,
    path: Any,
    search: Any,
) -> list[Child]:
    """The queue as the weights of the form would order it; what is wrong with a field in its place."""
    at = asked(controls, facets, facet_ids, path, search)
    risks = [name.get("name") if isinstance(name, dict) else None for name in names or ()]
    entered = dict(zip(risks, values or (), strict=False))
    if not entered.keys() <= set(RISKS):
        raise BadParameter("weights", "the reasons of a score")
    try:
        return preview(at.question, {f"weight_{risk}": points for risk, points in entered.items()})
    except BadParameter as problem:
        return [gettext(problem.text, **problem.values)]
