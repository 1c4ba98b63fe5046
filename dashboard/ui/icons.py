"""Icons: masks in assets/5-icons.css, painted in the colour of the text around them."""

from typing import Literal

from dash import html

from dashboard.ui.marks import marks

Icon = Literal[
    "account", "bell", "box", "calendar", "call", "change", "check", "chevron", "close", "columns", "customers",
    "export", "filter", "fold", "help", "home", "info", "language", "launch", "lock", "menu", "moon", "mute", "people",
    "plus", "queue", "report", "settings", "sign-out", "subscriptions", "sun", "table", "warning",
]  # fmt: skip


def icon(name: Icon) -> html.Span:
    """A 16 px sign beside a text; hidden from assistive technology, because the text or label says it."""
    return html.Span(className=f"icon icon-{name}", **marks(aria_hidden="true"))
