"""Part `plans`: what PostgreSQL does for every table of the product, with statistics and without any."""

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa

from dashboard.data.query.scope import Scope
from tests.bench.results import Result
from tests.bench.sets import FEW_USER, TAG, TODAY, ScaleSet, opened
from tests.bench.timing import once
from tests.plans import ask_every_table, sizes_of, watched


def plans(one: ScaleSet) -> Iterator[Result]:
    """Statements, and how many of them loop over rows: there should be none. Nothing for a set in a file."""
    if one.server is None:
        return
    with opened(one) as region:
        scopes = (Scope(region, None), Scope(region, None, tags=(TAG,)), Scope(region, FEW_USER))
        for name in ("with statistics", "without statistics"):
            if name.startswith("without"):
                with region.write() as connection:
                    connection.execute(sa.text("DELETE FROM pg_statistic"))
            with watched(region) as found:
                took = once(lambda: ask_every_table(scopes, (TODAY, TODAY - timedelta(weeks=20))))
            numbers = {"statements": len(found.found), "loops": len(found.loops(sizes_of(region))), "s": took / 1000}
            yield Result("plans", one.customers, name, {**numbers})
