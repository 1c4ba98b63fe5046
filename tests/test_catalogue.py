"""The catalogue: each metric and each column explains itself, in both languages (tests/test_locales.py)."""

import re

import pytest

from dashboard.data.query.metric import Metric
from dashboard.data.query.table import Table
from dashboard.data.subscriptions.headline import HEADLINE
from dashboard.data.tables import TABLES
from dashboard.ui.tables.grids import STANDS_FOR

METRICS = [("headline", metric) for metric in HEADLINE] + [
    (table.name, one) for table in TABLES for one in table.metrics
]
KEY = re.compile(r"[a-z][a-z0-9_]*")


@pytest.mark.parametrize(("place", "metric"), METRICS, ids=lambda one: getattr(one, "key", one))
def test_a_metric_explains_itself(place: str, metric: Metric) -> None:
    assert KEY.fullmatch(metric.key)
    assert metric.label
    assert metric.label[0].isupper() or metric.label[0] == "%"
    assert metric.definition.endswith(".")
    assert metric.formula
    assert not metric.formula.endswith(".")
    assert (metric.denominator is not None) or metric.unit != "ratio"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_explains_itself_and_its_columns(table: Table) -> None:
    assert KEY.fullmatch(table.name)
    assert table.definition.endswith(".")
    keys = [column.key for column in table.columns]
    assert len(set(keys)) == len(keys)
    assert set(table.shown) <= {*keys, *STANDS_FOR}
    assert {key.lstrip("-") for key in table.order} <= set(keys)
    assert {line.column for line in table.lines} <= set(keys)
    assert len({metric.key for metric in table.metrics}) == len(table.metrics)
    for column in table.columns:
        assert KEY.fullmatch(column.key)
        assert column.label
        assert column.definition.endswith("."), column.key
        assert column.kind in ("change", "number_change", "points") or column.good == "neither"


def test_tables_have_different_names() -> None:
    assert len({table.name for table in TABLES}) == len(TABLES)
