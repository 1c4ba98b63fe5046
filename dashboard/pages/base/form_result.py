"""What became of the form that was sent before the page."""

from dash import html
from flask import get_flashed_messages

from dashboard.ui import components
from dashboard.ui.controls import Child


def told() -> list[Child]:
    """A notice for each message that waits for its reader."""
    messages: list[tuple[str, str]] = get_flashed_messages(with_categories=True)  # type: ignore[assignment]
    return [
        html.Div(
            components.notice("error", text, None)
            if kind == "error"
            else components.notice("info", text, None, sign="check"),
            role="status",
        )
        for kind, text in messages
    ]
