"""Rows of filters in a form: what an address says is shown in words, and comes back as an address says it."""

from typing import Any

import pytest

from dashboard.data.query.filters import parse_filter
from dashboard.data.query.table import Column
from dashboard.errors import BadParameter
from dashboard.ui import ids
from dashboard.ui.parts.filter_rows import asks, filters_of, written
from tests.ui.trees import nodes

pytestmark = pytest.mark.usefixtures("request_context")


COLUMNS = {
    "days": Column("days_left", "Days left", "", "integer"),
    "share": Column("poor_rate", "% poor", "", "rate"),
    "day": Column("ends_on", "Ends on", "", "date"),
    "name": Column("customer", "Customer", ""),
    "flag": Column("auto_renew", "Auto-renewal", "", "flag"),
    "tags": Column("tags", "Tags", "", "list"),
    "closed": Column("statuses", "Status", "", "list"),
}


def shown(column: Column, text: str) -> tuple[Any, Any]:
    """The condition and the value that the fields hold."""
    fields = nodes(asks(lambda name: ids.alert_field(name), column, 0, text))
    held = {node["id"]["name"]: node.get("value") for node in fields if isinstance(node.get("id"), dict)}
    return held.get("operator0"), held["value0"]


@pytest.mark.parametrize(
    ("kind", "text", "condition", "value"),
    [
        ("days", "<=30", "<=", "30"),
        ("days", "7", "=", "7"),
        ("days", "5..10", "written", "5..10"),
        ("days", "unknown", "unknown", ""),
        ("share", "<0.2", "<", "20"),
        ("share", ">=20%", ">=", "20"),
        ("day", ">=2026-01-31", ">=", "2026-01-31"),
        ("name", "acme", "", "acme"),
        ("name", "=B AG", "=", "B AG"),
        ("flag", "true", None, "true"),
        ("closed", "trial,suspended", None, ["trial", "suspended"]),
        ("closed", "!=trial", "written", "!=trial"),
    ],
)
def test_a_text_is_shown_in_words_and_comes_back(kind: str, text: str, condition: Any, value: Any) -> None:
    column = COLUMNS[kind]
    assert shown(column, text) == (condition, value)
    back, before = parse_filter(column, written(column, condition, value)), parse_filter(column, text)
    assert (back.operator, back.values) == (before.operator, before.values)


@pytest.mark.parametrize("kind", ["name", "tags"])
@pytest.mark.parametrize("text", ["unknown", "known"])
def test_a_text_that_is_a_word_of_addresses_is_looked_for(kind: str, text: str) -> None:
    column = COLUMNS[kind]
    asked = parse_filter(column, written(column, "", text))
    assert asked.operator not in ("unknown", "known")
    assert [str(value).lower() for value in asked.values] == [text]


def test_a_row_without_a_value_says_so_and_one_without_a_column_asks_nothing() -> None:
    columns = list(COLUMNS.values())
    given = {"column0": "-", "value0": "x", "column1": "customer", "operator1": "=", "value1": "B AG"}
    assert filters_of(given, columns, 3) == (("customer", "=B AG"),)
    with pytest.raises(BadParameter, match="a value for each filter"):
        filters_of({"column0": "days_left", "operator0": "<=", "value0": None}, columns, 3)
    assert filters_of({"column0": "days_left", "operator0": "unknown"}, columns, 3) == (("days_left", "unknown"),)
