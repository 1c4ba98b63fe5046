"""Callbacks: read the question, ask, draw. Registered on an app, so that tests call the functions beneath."""

from dash import Dash

from dashboard.callbacks import headline, sections, trend


def register(app: Dash) -> None:
    """Add every callback to the app."""
    headline.register(app)
    trend.register(app)
    sections.register(app)
