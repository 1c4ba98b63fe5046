"""Claims on both engines of the store: however many take at once, each run is taken once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.access.accounts import add_user
from dashboard.data.storage.store import open_store, reading, writing
from dashboard.data.storage.store.reports import report_run
from dashboard.data.storage.upgrade import upgrade_store
from dashboard.reports.claims import take
from dashboard.reports.runs import insert_run
from dashboard.reports.templates import BASES
from tests.data.factories import TODAY

NOW = datetime(2026, 11, 23, 8, 0)
LEASE = timedelta(seconds=120)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    postgres = request.param == "postgresql"
    url = request.getfixturevalue("postgres_url") if postgres else f"sqlite:///{tmp_path / 'store.db'}"
    engine = open_store(url)
    upgrade_store(engine)
    yield engine
    engine.dispose()


def test_each_run_is_taken_once(store: Engine) -> None:
    user = add_user(store, "ana@example.com", "full_admin", None)
    with writing(store) as connection:
        asked = {insert_run(connection, user.user_id, BASES[0], "US", 1, "en", NOW) for _ in range(20)}

    def work(number: int) -> list[str]:
        taken = []
        while claim := take(store, f"worker {number}", NOW, TODAY, LEASE, 3):
            taken.append(claim.run_id)
        return taken

    with ThreadPoolExecutor(4) as pool:
        found = [run_id for taken in pool.map(work, range(4)) for run_id in taken]
    assert (len(found), set(found)) == (20, asked)
    assert take(store, "late", NOW + LEASE, TODAY, LEASE, 3) is not None
    with reading(store) as connection:
        attempts = connection.execute(sa.select(report_run.c.attempts)).scalars().all()
    assert sorted(attempts) == [1] * 19 + [2]
