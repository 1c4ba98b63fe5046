"""Whatever is loaded: the causes of a change sum to it, and a customer or subscription stands in one of them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dashboard.data.changes.causes import CAUSES
from dashboard.data.changes.table import CHANGES, comparable, comparison
from dashboard.data.query import queries
from dashboard.data.query.moment import moment
from dashboard.data.query.question import LICENCES, MEASURES, PRODUCTS, Product, Question
from dashboard.data.storage.schema import metadata
from tests.data.factories import SATURDAY, ask, load, row
from tests.data.query.test_properties import facts
from tests.fixtures.long import LONG
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
    if question.compare:
        counted = replace(counted, compare=replace(question.compare, newest=False))
    assert (comparison(counted), queries.rows(counted, CHANGES, limit=1_000)) == (found, rows)


@settings(
    max_examples=96 if LONG else 12,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    given_=snapshots,
    back=st.sampled_from([0, 2, 9]),
    earlier=st.sampled_from([None, 1, 8, 30]),
    product=st.sampled_from(PRODUCTS),
    measure=st.sampled_from(MEASURES),
)
def test_causes_sum_to_the_change(
    tmp_path: Path, given_: Any, back: int, earlier: int | None, product: Product, measure: str
) -> None:
    path = tmp_path / "region.duckdb"
    path.unlink(missing_ok=True)
    with opened(f"duckdb:///{path}") as region:
        with region.write() as connection:
            metadata.create_all(connection)
        load(region, [row(c, s, SATURDAY - days * DAY, **values) for (c, s, days), values in given_.items()])
        asked = ask(region, SATURDAY - (back - 2) * DAY)
        compare = moment(asked.scope, asked.moment.as_of - earlier * DAY) if earlier else None
        question = replace(asked, product=product, measure=measure, compare=compare)
        if comparable(question):
            check(question)
