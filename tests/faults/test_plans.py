"""Tried: PostgreSQL guesses wrong about rows that an import has just written, or about all rows, and loops over them.

Until 2026-11 each Subscription Details import paired every snapshot with every earlier one by a loop: minutes for 1,500
rows. Here the plans of all statements are looked at, by what they had in their hands and not by the clock.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.data.query.scope import Scope
from dashboard.data.sample import make_sample
from dashboard.data.storage.regions import Region
from dashboard.data.subscriptions import rollups
from tests.data.factories import TODAY
from tests.data.files import reports
from tests.fixtures.regions import opened
from tests.plans import ask_every_table, sizes_of, watched

_CUSTOMERS = 400
_SATURDAY = date.fromisoformat(reports.SATURDAY)


def _forget_statistics(region: Region) -> None:
    """As on a server whose autovacuum has not come by."""
    with region.write() as connection:
        connection.execute(sa.text("DELETE FROM pg_statistic"))
        connection.execute(sa.text("UPDATE pg_class SET reltuples = -1 WHERE relkind = 'r' AND relname !~ '^pg_'"))


def _week(directory: Path, saturday: date) -> Path:
    letters = [chr(0x4E00 + number) for number in range(_CUSTOMERS)]
    lines = [reports.line(letter, f"S-{letter}", saturday.isoformat()) for letter in letters]
    return reports.write(directory, lines, f"{saturday}.csv")


def test_weekly_imports_pair_their_rows_without_loops(postgres_region: Region, tmp_path: Path) -> None:
    with watched(postgres_region) as plans:
        for weeks in range(12, -1, -1):
            reports.load(postgres_region, _week(tmp_path, _SATURDAY - timedelta(weeks=weeks)))
    assert len(plans.found) > 200
    assert plans.loops(sizes_of(postgres_region)) == []


def test_a_corrected_week_of_the_past_is_counted_again_without_loops(postgres_region: Region, tmp_path: Path) -> None:
    for weeks in range(12, -1, -1):
        reports.load(postgres_region, _week(tmp_path, _SATURDAY - timedelta(weeks=weeks)))
    _forget_statistics(postgres_region)
    with watched(postgres_region) as plans, postgres_region.write() as connection:
        rollups.refresh(connection, postgres_region, [_SATURDAY - timedelta(weeks=9)])
    assert plans.loops(sizes_of(postgres_region)) == []


@pytest.fixture(scope="module")
def filled(postgres_server: object, postgres_template: str) -> Iterator[Region]:
    """A sample, the statistics as its making left them."""
    with postgres_server.database(postgres_template) as url, opened(url) as region:  # type: ignore[attr-defined]
        make_sample(region, customers=_CUSTOMERS, weeks=30, seed=1, today=TODAY, progress=None)
        yield region


@pytest.mark.parametrize("prepare", [lambda _region: None, _forget_statistics], ids=["as imported", "no statistics"])
def test_no_question_loops(filled: Region, prepare: Callable[[Region], None]) -> None:
    prepare(filled)
    whole = Scope(filled, None)
    scopes = (whole, whole.narrowed(tags=("Gold",)), whole.narrowed(search="a"))
    with watched(filled) as plans:
        ask_every_table(scopes, (TODAY, TODAY - timedelta(weeks=20)))
        assert len(plans.found) > 300
        assert plans.loops(sizes_of(filled)) == []
