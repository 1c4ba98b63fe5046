"""Numbers on a brief: each carries its name and its value, so that it can be held against the API's."""

from dash import html

from dashboard.ui import formats
from dashboard.ui.marks import marks


def number(key: str, value: float | None, text: str = "") -> html.Span:
    """A number in words, its mark `data-brief` and its raw value."""
    return html.Span(text or formats.count(value), **marks(data_brief=key, data_value=formats.raw(value)))


def section(title: str, *parts: object) -> html.Section:
    """A part of the paper under its heading."""
    return html.Section([html.H2(title, className="finding"), *parts], className="section")  # type: ignore[list-item]
