"""Whatever is loaded and asked: a section's KPIs are aggregates of its rows, and kept answers equal counted ones."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dashboard.data.query import queries
from dashboard.data.query.question import Filter, Product, Question, View
from dashboard.data.storage.schema import metadata
from dashboard.data.subscriptions.sections import TABLES
from tests.data.factories import SATURDAY, ask, load, row
from tests.fixtures.long import LONG
from tests.fixtures.regions import opened

DAY = timedelta(days=1)
counts = st.one_of(st.none(), st.integers(0, 40))
triples = st.one_of(st.none(), st.tuples(counts, counts, counts))
facts = st.fixed_dictionaries(
    {
        "m": triples,
        "pro": triples,
        "std": triples,
        "auto_renew": st.sampled_from([True, False, None]),
        "subscription_type": st.sampled_from(["Paid", "Enterprise TRIAL", None]),
        "status": st.sampled_from(["Active", "active", "Expired"]),
        "ends_on": st.one_of(st.none(), st.integers(-3, 100).map(lambda days: SATURDAY + days * DAY)),
        "start_date": st.one_of(st.none(), st.integers(-100, 3).map(lambda days: SATURDAY + days * DAY)),
    }
)
places = st.tuples(st.sampled_from("ABCDEFG"), st.sampled_from("12"), st.sampled_from([0, 6, 7, 15, 30]))
snapshots = st.dictionaries(places, facts, min_size=1, max_size=30)
filters = st.sampled_from(
    [(), (Filter("purchased", ">=", (10,), ">=10"),), (Filter("assigned_rate", "<", (0.5,), ""),)]
)


def known(rows: list[dict[str, Any]], key: str) -> list[float]:
    return [one[key] for one in rows if one[key] is not None]


def total(rows: list[dict[str, Any]], key: str) -> float | None:
    return sum(known(rows, key)) if known(rows, key) or not rows else None


def expected(key: str, rows: list[dict[str, Any]]) -> float | None:
    """A KPI in plain Python from the section's rows."""
    customers = len({one["org_id"] for one in rows})
    sums = {"licences": "purchased", "unassigned": "available", "licences_over": "over"}
    if key == "customers":
        return customers
    if key in sums:
        return total(rows, sums[key])
    if key == "first_customers":
        return len({one["org_id"] for one in rows if one["first"]})
    if key == "average_over":
        over = total(rows, "over")
        return over / customers if customers and over is not None else None
    part = {"assignment_rate": "assigned", "usage_rate": "used"}[key]
    both = [one for one in rows if one[part] is not None and one["purchased"] is not None]
    whole = sum(known(both, "purchased"))
    return sum(known(both, part)) / whole if whole else None


def compare(question: Question, view: View) -> None:
    counted = replace(question, moment=replace(question.moment, newest=False))
    for table in TABLES:
        view = replace(view, columns=tuple(column.key for column in table.columns))
        rows = queries.rows(question, table, view, limit=1_000)
        summary = queries.summary(question, table, view)
        assert summary.rows == len(rows) == len(list(queries.stream(question, table, view)))
        for metric in table.metrics:
            wanted = None if question.moment.snapshot is None else expected(metric.key, rows)  # unknown, not zero
            assert summary.values[metric.key].number == pytest.approx(wanted), (table.name, metric.key)
        assert queries.rows(counted, table, view, limit=1_000) == rows


@settings(
    max_examples=48 if LONG else 8,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    given_=snapshots,
    filters=filters,
    product=st.sampled_from(["meetings", "calling"]),
    back=st.sampled_from([0, 5, 20]),
)
def test_kpis_are_aggregates_of_rows(
    tmp_path: Path, given_: Any, filters: tuple[Filter, ...], product: Product, back: int
) -> None:
    path = tmp_path / "region.duckdb"
    path.unlink(missing_ok=True)
    with opened(f"duckdb:///{path}") as region:
        with region.write() as connection:
            metadata.create_all(connection)
        load(region, [row(c, s, SATURDAY - days * DAY, **values) for (c, s, days), values in given_.items()])
        compare(ask(region, SATURDAY - (back - 2) * DAY, product), View(filters=filters))
