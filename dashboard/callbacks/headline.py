"""The head of the page follows region, date, tags and search."""

from dash import Dash, Input, Output

from dashboard import asking
from dashboard.callbacks.shares import reader_of
from dashboard.errors import BadParameter
from dashboard.pages.analytics import HEADLINE
from dashboard.pages.headline import head_answer
from dashboard.ui import ids


def register(app: Dash) -> None:
    """The first drawing is the page's own; the callback answers changes."""
    output = Output(ids.alone(HEADLINE, "part"), "data-answer")
    app.callback(output, Input(ids.ASK_HEAD, "data"), prevent_initial_call=True)(answer)


def answer(share: str) -> str:
    """KPI row, chips, notices and freshness for a share."""
    refused: list[BadParameter] = []
    question = asking.question(reader_of(share, refused))
    return head_answer(question, share, refused)
