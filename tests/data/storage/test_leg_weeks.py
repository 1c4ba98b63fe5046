"""A PostgreSQL region with legs in one table gets them into weeks, without losing any."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from dashboard.data.storage import upgrade
from dashboard.data.storage.regions import Region, open_regions
from dashboard.data.storage.upgrade import upgrade_regions

LEGS = """INSERT INTO call_leg (week, customer_key, leg_id, started_at, seconds, audio_loss, reported_at) VALUES
('2026-11-01', 1, 'a', '2026-11-02 08:00', 60.5, 0.5, NULL), ('2026-11-01', 2, 'b', '2026-11-03 08:00', NULL, NULL,
'2026-11-03 09:00'), ('2026-11-08', 1, 'c', '2026-11-09 08:00', 1, NULL, NULL)"""
pytestmark = pytest.mark.postgres


@pytest.fixture
def older(postgres_url: str) -> Iterator[Region]:
    """A region as the version before left it."""
    region = open_regions({"US": postgres_url}, memory="1GB", threads=1)["US"]
    config = upgrade._config("region")
    with region.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "r0005")
        connection.execute(sa.text(LEGS))
    yield region
    region.engine.dispose()


def test_every_leg_comes_along(older: Region) -> None:
    before = everything(older)
    assert upgrade_regions({"US": older}, force=True) == ["US"]
    assert everything(older) == [(*leg, None) for leg in before]  # of which import, nobody knows
    assert len(before) == 3
    with older.read() as connection:
        found = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'call_leg'::regclass ORDER BY 1"
        assert list(connection.scalars(sa.text(found))) == ["call_leg_20261101", "call_leg_20261108"]
        indexes = sa.inspect(connection).get_indexes("call_leg")
        assert sorted(str(one["name"]) for one in indexes) == ["ix_call_leg_leg_id", "ix_call_leg_week_customer_key"]
        tables = sa.inspect(connection).get_table_names()
    assert "call_leg_whole" not in tables


def everything(region: Region) -> list[tuple[Any, ...]]:
    with region.read() as connection:
        return [tuple(row) for row in connection.execute(sa.text("SELECT * FROM call_leg ORDER BY leg_id"))]
