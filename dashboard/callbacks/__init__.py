"""Callbacks: read the question, ask, draw. Registered on an app, so that tests call the functions beneath."""

from dash import Dash

from dashboard.callbacks import columns, parts, reports


def register(app: Dash) -> None:
    """Add every callback to the app."""
    parts.register(app)
    columns.register(app)
    reports.register(app)
