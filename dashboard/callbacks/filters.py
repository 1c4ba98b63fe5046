"""The controls of analytics pages: each value is an input of the callbacks that answer it, and stands in the address.

Region, date, product and the others are components (`ui/ids.py` names them). A control that a page has not is optional
there. assets/address.js writes the address from them and sets them when a reader goes back or forward.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, no_update
from werkzeug.datastructures import MultiDict

from dashboard.access import request_scope
from dashboard.data.query.question import Question
from dashboard.data.tables import TABLES
from dashboard.errors import BadParameter
from dashboard.pages import page_at
from dashboard.ui import ids
from dashboard.ui.controls import Child
from dashboard.ui.parts.filters import fields
from dashboard.ui.sections import Page
from dashboard.web.address import Reader

WHOLE_PAGE = (ids.REGION, ids.AS_OF, ids.COMPARE, ids.SEARCH)
"""Controls that a page has in its context bar and its menu of filters: everything depends on them."""
CHARTS = (ids.PRODUCT, ids.WEEKS, ids.MEASURE, ids.SINCE, ids.DAYS)
SECTIONS = (ids.PRODUCT, ids.MEASURE, ids.WINDOW, ids.BUFFER, ids.SINCE, ids.REASON, ids.DAYS)
EVERY = (*WHOLE_PAGE, *dict.fromkeys((*CHARTS, *SECTIONS)))

_LONGEST = 8_000


def inputs(*controls: str) -> dict[str, Any]:
    """What a callback listens to: the controls of the whole page and those named; `again` asks for everything anew."""
    return {
        "controls": {name: Input(name, "value", allow_optional=True) for name in (*WHOLE_PAGE, *controls)},
        "facets": Input(ids.facet(ALL), "value"),
        "again": Input(ids.AGAIN, "data"),
    }


def states(*controls: str) -> dict[str, Any]:
    """What a callback knows besides: further controls, the names of the facets, and the page."""
    return {
        "others": {name: State(name, "value", allow_optional=True) for name in controls},
        "facet_ids": State(ids.facet(ALL), "id"),
        "path": State(ids.LOCATION, "pathname"),
        "search": State(ids.LOCATION, "search"),
    }


def as_states(*controls: str) -> dict[str, Any]:
    """What a callback listened to, for one that answers what it left out."""
    listened = inputs(*controls)["controls"]
    own = {name: State(control.component_id, "value", allow_optional=True) for name, control in listened.items()}
    return {"controls": own, "facets": State(ids.facet(ALL), "value")}


def next_turn(turn: Any, answered: Iterable[str]) -> dict[str, Any]:
    """What an answer to what is in sight leaves for the one that follows: its number, and the parts it holds.

    `turn`: what the last one left.
    """
    return {"turn": turn_of(turn) + 1, "answered": [*answered]}


def turn_of(left: Any) -> int:
    """The number of an answer to what is in sight."""
    turn = left.get("turn") if isinstance(left, dict) else None
    return turn if isinstance(turn, int) else 0


def answered_in(turn: Any) -> Collection[str]:
    """The parts that the answer before held."""
    return names_of(turn.get("answered") if isinstance(turn, dict) else None)


def names_of(stated: Any) -> Collection[str]:
    """Names of parts as a browser states them, none where it states no list."""
    return stated if isinstance(stated, list) else ()


@dataclass(frozen=True)
class Asked:
    """What the controls of a page ask: the page, the question, and the address that states how its tables are read."""

    page: Page
    question: Question
    reader: Reader


def asked(
    controls: Mapping[str, Any],
    facets: Any,
    facet_ids: Any,
    path: Any,
    search: Any,
    others: Mapping[str, Any] | None = None,
) -> Asked:
    """The question that controls of a page ask, in the scope of who asks.

    Values that mean nothing fall back to the default, as in an address. Raises BadParameter for what no page sends,
    Forbidden for a role that may not see the page.
    """
    arguments = arguments_of(search)
    page = page_at(path, arguments)
    if page is None:
        raise BadParameter("path", "the address of an analytics page")
    shown = {**controls, **(others or {}), **_named(facets, facet_ids)}
    reader = Reader(_stated(arguments, shown), lambda problem: None)
    return Asked(
        page,
        request_scope.question(reader, page.right, every_region=page.every_region),
        Reader(arguments, lambda problem: None),
    )


def arguments_of(search: Any) -> MultiDict[str, str]:
    """The parameters of an address. Raises BadParameter for what is no query string, or a very long one."""
    text = search or ""
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise BadParameter("search", f"a query string of at most {_LONGEST} characters")
    try:
        return MultiDict(parse_qsl(text.removeprefix("?"), keep_blank_values=True, max_num_fields=200))
    except ValueError as error:
        raise BadParameter("search", "a query string of at most 200 parameters") from error


def _named(values: Any, facet_ids: Any) -> dict[str, Any]:
    names = [facet_id.get("name") if isinstance(facet_id, dict) else None for facet_id in facet_ids or ()]
    return {str(name): value for name, value in zip(names, values or (), strict=False)}


def _stated(arguments: MultiDict[str, str], shown: Mapping[str, Any]) -> MultiDict[str, str]:
    """The address with what its controls say, which it may not hold yet; a list is a parameter each."""
    present = {name: value for name, value in shown.items() if value is not None}
    pairs = [(name, text) for name, text in arguments.items(multi=True) if name not in present]
    pairs += [
        (name, str(item))
        for name, value in present.items()
        for item in (value if isinstance(value, list) else [value])
        if isinstance(item, str | int | float) and item != ""
    ]
    return MultiDict(pairs)


def spread(places: Sequence[Any], values: Mapping[Any, Any], *keys: str) -> list[Any]:
    """Values in the order of the outputs of a wildcard, by the named keys of their ids; the others stay as they are."""
    return [values.get(tuple(place["id"][key] for key in keys), no_update) for place in places]


def register(app: Dash) -> None:
    """The address follows the controls and the chosen columns, and the filter form of a table its column."""
    client: Any = app.clientside_callback
    client(
        ClientsideFunction("address", "write"),
        Output(ids.LOCATION, "search"),
        [Input(name, "value", allow_optional=True) for name in EVERY],
        Input(ids.facet(ALL), "value"),
        State(ids.facet(ALL), "id"),
        State(ids.DEFAULTS, "data"),
        prevent_initial_call=True,
    )
    client(
        ClientsideFunction("address", "columns"),
        Output(ids.LOCATION, "search", allow_duplicate=True),
        Input(ids.columns(ALL), "value"),
        prevent_initial_call=True,
    )
    app.callback(
        Output(ids.filter_fields(MATCH), "children"),
        Input(ids.filter_column(MATCH), "value"),
        State(ids.filter_column(MATCH), "id"),
        prevent_initial_call=True,
    )(filter_fields)


def filter_fields(key: Any, id: Any) -> list[Child]:
    """What the filter form of a table asks of a column."""
    name = id.get("name") if isinstance(id, dict) else None
    table = next((table for table in TABLES if table.name == name), None)
    column = table.column(str(key)) if table else None
    if column is None:
        raise BadParameter("column", "a column of the table")
    return fields(column)
