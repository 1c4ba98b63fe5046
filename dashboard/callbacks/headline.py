"""The head of the page follows region, date, tags and search."""

from typing import Any

from dash import Dash, Input, Output

from dashboard import asking
from dashboard.callbacks.shares import reader_of
from dashboard.data.freshness import freshness
from dashboard.errors import BadParameter
from dashboard.pages.analytics import HEADLINE
from dashboard.pages.headline import kpis, page_chips, page_notices
from dashboard.ui import headline_parts, ids


def register(app: Dash) -> None:
    """The first drawing is the page's own; the callback answers changes."""
    app.callback(
        Output(ids.KPIS, "children"),
        Output(ids.CHIPS, "children"),
        Output(ids.NOTICES, "children"),
        Output(ids.FRESHNESS, "children"),
        Output(ids.alone(HEADLINE, "part"), "data-answered"),
        Input(ids.ASK_HEAD, "data"),
        prevent_initial_call=True,
    )(answer)


def answer(share: str) -> tuple[Any, ...]:
    """KPI row, chips, notices, freshness, and the share they answer."""
    refused: list[BadParameter] = []
    question = asking.question(reader_of(share, refused))
    found = freshness(question.scope, question.moment)
    notices = page_notices(question, found, [str(problem) for problem in refused])
    return kpis(question), page_chips(question), notices, headline_parts.freshness_line(found), share
