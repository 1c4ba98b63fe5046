"""Filters in force in words: the condition, and its value in the terms of its column."""

import pytest

from dashboard.data.query.filters import parse_filter
from dashboard.data.query.table import Column, Kind
from dashboard.ui.parts.filters import unit, words

pytestmark = pytest.mark.usefixtures("request_context")


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("text", "acme", "contains acme"),
        ("text", "=acme", "acme"),
        ("text", "!=acme", "not acme"),
        ("text", "Unknown", "contains Unknown"),
        ("text", "unknown", "unknown"),
        ("list", "Gold,Silver", "Gold, Silver"),
        ("rate", "<=12.5%", "at most 12.5\u00a0%"),
        ("points", "<=-1.5%", "at most \u22121.5 pp"),
        ("points", ">0.02", "more than +2.0 pp"),
        ("seconds", ">20.5", "more than 20.5 s"),
        ("seconds", "90", "90 s"),
        ("integer", ">=1200", "at least 1,200"),
    ],
)
def test_a_chip_says_what_is_asked(kind: Kind, text: str, told: str) -> None:
    column = Column("one", "One", "", kind)
    assert words(column, parse_filter(column, text)) == told


@pytest.mark.parametrize(
    ("kind", "said"), [("rate", "%"), ("points", "pp"), ("seconds", "seconds"), ("integer", ""), ("text", "")]
)
def test_a_field_says_its_unit(kind: Kind, said: str) -> None:
    assert unit(Column("one", "One", "", kind)) == said
