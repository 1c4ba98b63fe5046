"""Every part of a page follows its share of the address."""

from typing import Any

from dash import ALL, Dash, Input, Output, State, no_update

from dashboard.errors import BadParameter
from dashboard.pages import answering
from dashboard.ui import ids


def register(app: Dash) -> None:
    """One callback for all parts at once: each round trip costs more than its answers."""
    app.callback(
        Output(ids.part(ALL), "data-answer"),
        Output(ids.chart(ALL), "figure"),
        Input(ids.ASK, "data"),
        State(ids.part(ALL), "id"),
        State(ids.chart(ALL), "id"),
    )(answers)


def answers(shares: Any, parts: Any, charts: Any) -> tuple[list[Any], list[Any]]:
    """The answers to the shares given, in the order of the page's parts and charts; the others stay as they are.

    A browser's `turn` comes back with each answer: without it one that says the same again would not be seen to arrive.
    """
    if not isinstance(shares, dict):
        raise BadParameter("shares", "a query string by the name of a part")
    turn = shares.get("turn")
    found = {name: _answer(name, share) for name, share in shares.items() if name != "turn"}
    if isinstance(turn, int):
        found = {name: (f'{text[:-1]}, "turn": {turn:d}}}', figure) for name, (text, figure) in found.items()}
    words = [found[name][0] if (name := _name(id_)) in found else no_update for id_ in parts]
    figures = [found[name][1] if (name := _name(id_)) in found else None for id_ in charts]
    return words, [no_update if figure is None else figure for figure in figures]


def _answer(name: str, share: object) -> tuple[str, Any]:
    answer = answering(name)
    if answer is None:
        raise BadParameter("part", "the name of a part of a page")
    return answer(share)


def _name(id_: Any) -> str | None:
    return id_.get("name") if isinstance(id_, dict) else None
