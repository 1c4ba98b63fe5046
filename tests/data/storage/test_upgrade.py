"""Migrations make exactly the tables that the code declares, on every engine; and what happens to older databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

from dashboard.data.storage import schema, store, upgrade
from dashboard.data.storage.regions import Region, open_regions
from dashboard.data.storage.revisions import Branch, newest
from dashboard.data.storage.store import open_store, reading
from dashboard.data.storage.upgrade import upgrade_regions, upgrade_store
from dashboard.errors import DashboardError

Shape = dict[str, tuple[list[tuple[str, str, bool]], list[str], list[Any], list[Any], list[Any]]]


def shape(engine: Engine) -> Shape:
    """Every table as the database itself describes it."""
    inspector = sa.inspect(engine)
    return {
        table: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(table)],
            inspector.get_pk_constraint(table)["constrained_columns"],
            sorted(unique["column_names"] for unique in inspector.get_unique_constraints(table)),
            sorted((index["name"] or "", index["column_names"]) for index in inspector.get_indexes(table)),
            sorted((key["constrained_columns"], key["options"]) for key in inspector.get_foreign_keys(table)),
        )
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def region_at(url: str) -> Region:
    """A region US at the URL."""
    return open_regions({"US": url}, memory="1GB", threads=1)["US"]


@pytest.fixture
def regions(tmp_path: Path) -> Iterator[tuple[Region, Region]]:
    """Two empty regions in files."""
    made = [region_at(f"duckdb:///{tmp_path / name}.duckdb") for name in ("migrated", "declared")]
    yield made[0], made[1]
    for region in made:
        region.engine.dispose()


def same(migrated: Engine, declared: Engine, metadata: sa.MetaData) -> None:
    """Whether migrations made what the metadata declares."""
    metadata.create_all(declared)
    assert shape(migrated) == shape(declared)
    assert set(shape(migrated)) == set(metadata.tables)


def test_region_in_a_file(regions: tuple[Region, Region]) -> None:
    migrated, declared = regions
    assert upgrade_regions({"US": migrated}) == ["US"]
    assert upgrade_regions({"US": migrated}) == []
    same(migrated.engine, declared.engine, schema.metadata)


@pytest.mark.postgres
def test_region_on_postgresql(postgres_server: Any) -> None:
    with postgres_server.database() as one, postgres_server.database() as other:
        migrated, declared = region_at(one), region_at(other)
        assert upgrade_regions({"US": migrated}) == ["US"]
        same(migrated.engine, declared.engine, schema.metadata)
        brin = "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_subscription_snapshot_date'"
        with migrated.read() as connection:
            assert "USING brin" in connection.execute(sa.text(brin)).scalar_one()
        for region in (migrated, declared):
            region.engine.dispose()


def test_store_in_a_file(tmp_path: Path) -> None:
    migrated, declared = (open_store(f"sqlite:///{tmp_path / name}.db") for name in ("migrated", "declared"))
    assert upgrade_store(migrated)
    assert not upgrade_store(migrated)
    same(migrated, declared, store.metadata)
    for engine in (migrated, declared):
        engine.dispose()


@pytest.mark.postgres
def test_store_on_postgresql(postgres_server: Any) -> None:
    with postgres_server.database() as one, postgres_server.database() as other:
        migrated, declared = open_store(one), open_store(other)
        assert upgrade_store(migrated)
        same(migrated, declared, store.metadata)
        for engine in (migrated, declared):
            engine.dispose()


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    upgrade_store(engine)
    _set_revision(engine, "s9999")
    with pytest.raises(DashboardError, match=r"the store: .* newer version \(s9999\)"):
        upgrade_store(engine)
    engine.dispose()


@pytest.mark.postgres
def test_a_shared_database_that_is_behind_waits_for_the_command(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = region_at(postgres_url)
    upgrade_regions({"US": region})
    monkeypatch.setattr(upgrade, "newest", lambda _: "r9999")
    with pytest.raises(DashboardError, match="region US: .* run `python -m dashboard upgrade`"):
        upgrade_regions({"US": region})
    region.engine.dispose()


def test_store_is_set_up_for_several_threads(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    with reading(engine) as connection:
        asked = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")]
    assert asked == ["wal", 1]
    engine.dispose()


def test_a_store_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'no-such-folder' / 'store.db'}")
    with pytest.raises(DashboardError, match="the store cannot be opened: .* see DASHBOARD_STORE_URL"):
        upgrade_store(engine)
    engine.dispose()


def _set_revision(engine: Engine, revision: str) -> None:
    with store.writing(engine) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


@pytest.mark.parametrize("branch", get_args(Branch))
def test_the_newest_revision_is_the_one_that_alembic_goes_to(branch: Branch) -> None:
    """It is told by the files' names, so that no start waits for Alembic."""
    assert newest(branch) == ScriptDirectory.from_config(upgrade._config(branch)).get_current_head()
