"""Filters as the address writes them."""

from datetime import date

import pytest

from dashboard.data.calling.quality import CUSTOMER_QUALITY
from dashboard.data.query.filters import parse_columns, parse_filter, parse_order
from dashboard.data.query.table import Column
from dashboard.data.subscriptions.sections import EXPIRING
from dashboard.errors import BadParameter


@pytest.mark.parametrize(
    ("key", "text", "operator", "values"),
    [
        ("purchased", "5", "=", (5,)),
        ("purchased", ">=5", ">=", (5,)),
        ("purchased", " != 5 ", "!=", (5,)),
        ("purchased", "5..10", "between", (5, 10)),
        ("assigned_change", "-5", "=", (-5,)),
        ("assigned_rate", "<20%", "<", (0.2,)),
        ("assigned_rate", "10%..0.5", "between", (0.1, 0.5)),
        ("assigned_rate", ">120%", ">", (1.2,)),
        ("assigned_rate", "50 %", "=", (0.5,)),
        ("assigned_rate", "1", "=", (1.0,)),
        ("purchased", "<50", "<", (50,)),
        ("ends_on", "<=2026-01-31", "<=", (date(2026, 1, 31),)),
        ("auto_renew", "TRUE", "=", (True,)),
        ("auto_renew", "unknown", "unknown", ()),
        ("customer", "acme", "contains", ("acme",)),
        ("customer", "=Acme", "=", ("Acme",)),
        ("customer", "=unknown", "=", ("unknown",)),
        ("customer", "100%", "contains", ("100%",)),
    ],
)
def test_what_a_text_states(key: str, text: str, operator: str, values: tuple[object, ...]) -> None:
    column = EXPIRING.column(key)
    assert column is not None
    found = parse_filter(column, text)
    assert (found.column, found.operator, found.values) == (key, operator, values)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("purchased", "many"),
        ("purchased", "nan"),
        ("purchased", "1e400"),
        ("purchased", "5.."),
        ("purchased", ""),
        ("ends_on", "31.01.2026"),
        ("ends_on", "20260131"),
        ("ends_on", "2026-W05-6"),
        ("auto_renew", ">true"),
        ("auto_renew", "perhaps"),
        ("customer", "x" * 201),
        ("customer", "a\x00"),
    ],
)
def test_what_means_nothing_names_its_parameter(key: str, text: str) -> None:
    column = EXPIRING.column(key)
    assert column is not None
    with pytest.raises(BadParameter) as caught:
        parse_filter(column, text)
    assert caught.value.parameter == f"filter.{key}"


@pytest.mark.parametrize(
    ("text", "percent", "share"),
    [
        ("<50", "<50%", "<0.5"),
        ("50", "50%", "0.5"),
        (">= 12.5", ">=12.5%", ">=0.125"),
        ("!=-50", "!=-50%", "!=-0.5"),
        ("10..50", "10%..50%", "0.1..0.5"),
        ("10%..50", "10%..50%", "0.1..0.5"),
        ("0.5..50", "50%..50%", "0.5..0.5"),
        (">1.2", ">1.2%", ">0.012"),
    ],
)
@pytest.mark.parametrize("column", [EXPIRING.column("used_rate"), CUSTOMER_QUALITY.column("poor_rate_change")])
def test_a_bare_percentage_is_refused_with_what_to_write(column: Column, text: str, percent: str, share: str) -> None:
    with pytest.raises(BadParameter) as caught:
        parse_filter(column, text)
    assert caught.value.parameter == f"filter.{column.key}"
    assert caught.value.allowed == f"write {percent} or {share}: without % a share is from 0 to 1"
    for written in (percent, share):
        parse_filter(column, written)


def test_orders_and_columns_are_looked_up() -> None:
    assert parse_order(EXPIRING, "-over,customer") == ("-over", "customer")
    assert parse_columns(EXPIRING, "used,customer,used") == ("used", "customer")
    for parse in (parse_order, parse_columns):
        with pytest.raises(BadParameter):
            parse(EXPIRING, "customer; drop table customer")
