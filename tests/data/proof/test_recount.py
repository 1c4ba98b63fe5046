"""KPIs counted in plain Python: every number of a page has its parts, and unknown stays unknown."""

from typing import Any

import pytest

from dashboard.data.proof.proof import Check
from dashboard.data.proof.recount import PARTS, recount
from dashboard.data.query.metric import Value
from dashboard.pages.proof.kpis import kpi_named, kpis

ROWS: list[dict[str, Any]] = [
    {"org_id": "a", "assigned": 8, "purchased": 10, "calls_change": -1, "uses": True},
    {"org_id": "a", "assigned": None, "purchased": 5, "calls_change": None, "uses": None},
    {"org_id": "b", "assigned": 1, "purchased": None, "calls_change": 3, "uses": False},
]


def test_every_number_of_a_page_can_be_proved() -> None:
    every = list(kpis())
    assert len({kpi.address for kpi in every}) == len(every) > 40
    for kpi in every:
        assert len(PARTS[kpi.metric.key]) == (1 if kpi.metric.denominator is None else 2), kpi.address
        assert kpi_named(kpi.address) == kpi
    assert kpi_named("subscriptions.nothing") is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("customers", Value(2)),
        ("assignment_rate", Value(8, 10, ratio=True)),  # only the first row knows both
        ("falling", Value(1)),
        ("adoption_rate", Value(1, 2, ratio=True)),
    ],
)
def test_numbers_by_hand(key: str, value: Value) -> None:
    assert recount(key, ROWS) == (value, 3)


def test_nothing_known_is_unknown_and_no_rows_are_nothing() -> None:
    assert recount("licences", [{"purchased": None}])[0].number is None
    assert recount("licences", [])[0].number == 0
    assert recount("usage_rate", [])[0].number is None


def test_unknown_agrees_with_nothing_but_unknown() -> None:
    assert Check("rows", None, None).agrees
    assert not Check("rows", 0, None).agrees
    assert Check("rows", 0.1 + 0.2, 0.3).agrees
    assert not Check("count", 100, 101).agrees
