"""Right-sizing on the page of a customer follows the weeks of peak use and the buffer."""

from typing import Any

from dash import Dash, Input, Output, State

from dashboard.access import request_scope
from dashboard.callbacks.filters import arguments_of
from dashboard.errors import BadParameter
from dashboard.pages.customer.sizing import sizing_of
from dashboard.ui import ids
from dashboard.ui.controls import Child
from dashboard.web.address import Reader


def register(app: Dash) -> None:
    """Add the callback to the app."""
    app.callback(
        Output(ids.SIZING, "children"),
        Input(ids.WINDOW, "value"),
        Input(ids.BUFFER, "value"),
        Input(ids.AGAIN, "data"),
        State(ids.LOCATION, "pathname"),
        State(ids.LOCATION, "search"),
        prevent_initial_call=True,
    )(sizing)


def sizing(window: Any, buffer: Any, again: Any, path: Any, search: Any) -> list[Child]:
    """The table of the customer whose page it is."""
    head, _, org_id = str(path).rpartition("/")
    if head != "/customers":
        raise BadParameter("path", "the page of a customer")
    arguments = arguments_of(search)
    arguments.setlist("window", [str(window)])
    arguments.setlist("buffer", [str(buffer)])
    return sizing_of(org_id, request_scope.question(Reader(arguments, lambda problem: None), "customers"))
