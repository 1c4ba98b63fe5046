"""Whatever is loaded: the causes of a change sum to it, and a customer or subscription stands in one of them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dashboard.data import queries
from dashboard.data.question import LICENCES, MEASURES, PRODUCTS, Product, Question
from dashboard.data.schema import metadata
from dashboard.data.waterfall.causes import CAUSES
from dashboard.data.waterfall.changes import CHANGES, comparable, comparison
from tests.data.factories import SATURDAY, ask, load, row
from tests.data.test_properties import facts
from tests.fixtures.regions import opened

DAY = timedelta(days=1)
places = st.tuples(st.sampled_from("ABCDEFGH"), st.sampled_from("12"), st.sampled_from([0, 7, 8, 22]))
snapshots = st.dictionaries(places, facts, min_size=8, max_size=40)


def check(question: Question) -> None:
    found, rows = comparison(question), queries.rows(question, CHANGES, limit=1_000)
    if found.change is None:
        assert found.parts == ()
        return
    assert sum(part.change for part in found.parts) == found.change == sum(one["change"] for one in rows)
    assert sum(part.rows for part in found.parts) == len(rows)
    assert {one["cause"] for one in rows} == {part.cause.key for part in found.parts} <= {cause.key for cause in CAUSES}
    assert all(one["change"] for one in rows)
    whose = ("org_id", "subscription_id") if question.measure in LICENCES else ("org_id",)
    assert len({tuple(one[key] for key in whose) for one in rows}) == len(rows)
    counted = replace(question, moment=replace(question.moment, newest=False))
    assert (comparison(counted), queries.rows(counted, CHANGES, limit=1_000)) == (found, rows)


@settings(
    max_examples=24,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    given_=snapshots,
    back=st.sampled_from([0, 2, 9]),
    product=st.sampled_from(PRODUCTS),
    measure=st.sampled_from(MEASURES),
)
def test_causes_sum_to_the_change(tmp_path: Path, given_: Any, back: int, product: Product, measure: str) -> None:
    path = tmp_path / "region.duckdb"
    path.unlink(missing_ok=True)
    with opened(f"duckdb:///{path}") as region:
        with region.write() as connection:
            metadata.create_all(connection)
        load(region, [row(c, s, SATURDAY - days * DAY, **values) for (c, s, days), values in given_.items()])
        asked = ask(region, SATURDAY - (back - 2) * DAY)
        if comparable(asked):
            check(replace(asked, product=product, measure=measure))
