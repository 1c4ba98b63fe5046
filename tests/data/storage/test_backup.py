"""Backups: what was there comes back, on whichever engine; a damaged or foreign one changes nothing."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.data.query import queries
from dashboard.data.storage import schema, store
from dashboard.data.storage.backup import Database, backup, databases, restore
from dashboard.data.storage.regions import Region
from dashboard.data.storage.upgrade import upgrade_store
from dashboard.data.tables import table_named
from dashboard.errors import DashboardError
from tests.data.factories import ask, load, org_id, row
from tests.fixtures.regions import opened


def _quiet(_label: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Engine]:
    engine = store.open_store(f"sqlite:///{tmp_path / 'store.db'}")
    upgrade_store(engine)
    with store.writing(engine) as connection:
        values = {"user_id": 7, "email": "a@example.com", "role": "full_admin", "disabled": False, "session_epoch": 2}
        connection.execute(sa.insert(store.user).values(**values, created_at=datetime(2026, 11, 1, 8, 30)))
        token = {"user_id": 7, "hash": "0" * 64, "name": "token", "created_at": datetime(2026, 11, 2)}
        connection.execute(sa.insert(store.api_token).values(**token))
    yield engine
    engine.dispose()


def _names(region: Region) -> list[tuple[str, str]]:
    with region.read() as connection:
        found = sa.select(schema.customer.c.org_id, schema.customer.c.snapshot_name).order_by(sa.text("1"))
        return [(one, name) for one, name in connection.execute(found)]


def _everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.read() as connection:
        tables = database.tables.sorted_tables
        return {table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr) for table in tables}


def test_restore_brings_back_what_the_backup_saw(region: Region, accounts: Engine, tmp_path: Path) -> None:
    load(region, [row("A", "1", m=(10, 8, 5)), row("B", "2", pro=(3, None, 1), auto_renew=None)])
    found = databases(accounts, {"US": region})
    before = [_everything(one) for one in found]
    saved = backup(found, tmp_path / "monday", _quiet)
    with region.write() as connection:
        connection.execute(sa.delete(schema.subscription_snapshot))
        connection.execute(sa.update(schema.customer).values(snapshot_name="changed"))
    with store.writing(accounts) as connection:
        connection.execute(sa.delete(store.user))
    assert restore(found, tmp_path / "monday", _quiet) == saved
    assert [_everything(one) for one in found] == before
    assert _names(region) == [(org_id("A"), "A AG"), (org_id("B"), "B AG")]


@pytest.mark.postgres
def test_a_backup_moves_a_region_to_another_engine(
    duckdb_region: Region, postgres_region: Region, accounts: Engine, tmp_path: Path
) -> None:
    load(duckdb_region, [row("A", "1", m=(10, 8, 5))])
    backup(databases(accounts, {"US": duckdb_region}), tmp_path / "monday", _quiet)
    restore(databases(accounts, {"US": postgres_region}), tmp_path / "monday", _quiet)
    both = [databases(accounts, {"US": one})[1] for one in (duckdb_region, postgres_region)]
    assert _everything(both[0]) == _everything(both[1])


def test_a_damaged_backup_changes_nothing(duckdb_region: Region, accounts: Engine, tmp_path: Path) -> None:
    load(duckdb_region, [row("A", "1", m=(10, 8, 5))])
    found = databases(accounts, {"US": duckdb_region})
    backup(found, tmp_path / "monday", _quiet)
    before = [_everything(one) for one in found]
    file = tmp_path / "monday" / "US" / "customer.parquet"
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(DashboardError, match="US/customer.parquet is missing, damaged or incomplete"):
        restore(found, tmp_path / "monday", _quiet)
    assert [_everything(one) for one in found] == before


def test_a_region_that_the_settings_do_not_name_is_refused(
    duckdb_region: Region, accounts: Engine, tmp_path: Path
) -> None:
    backup(databases(accounts, {"US": duckdb_region}), tmp_path / "monday", _quiet)
    with pytest.raises(DashboardError, match="holds region US, which the settings"):
        restore(databases(accounts, {"EU": duckdb_region}), tmp_path / "monday", _quiet)


def test_what_is_no_backup_is_refused(accounts: Engine, tmp_path: Path) -> None:
    with pytest.raises(DashboardError, match="no backup"):
        restore(databases(accounts, {}), tmp_path, _quiet)


def test_a_directory_with_something_in_it_is_left_alone(accounts: Engine, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(DashboardError, match="not empty"):
        backup(databases(accounts, {}), tmp_path / "mine", _quiet)
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"


def test_a_backup_that_fails_leaves_no_directory(duckdb_url: str, accounts: Engine, tmp_path: Path) -> None:
    with opened(duckdb_url) as region:
        load(region, [row("A", "1")])

        def fail(_label: str, _done: int, _total: int) -> None:
            raise OSError("disk full")

        with pytest.raises(DashboardError, match="disk full"):
            backup(databases(accounts, {"US": region}), tmp_path / "monday", fail)
    assert not (tmp_path / "monday").exists()
    assert not list(tmp_path.glob(".monday*"))


def test_no_answer_from_before_a_restore_is_given_after_it(region: Region, accounts: Engine, tmp_path: Path) -> None:
    """The second import after it has the number of one that the restore undid."""
    load(region, [row("A", "1", m=(10, 8, 5))])
    found = databases(accounts, {"US": region})
    backup(found, tmp_path / "monday", _quiet)
    seen = [_customers_after_an_import(region, "B", datetime(2026, 11, 23, 9))]
    restore(found, tmp_path / "monday", _quiet)
    seen.append(_customers_after_an_import(region, "", datetime(2026, 11, 23, 10)))
    assert seen == [2, 1]


def _customers_after_an_import(region: Region, customer: str, at: datetime) -> int:
    record = {"import_id": 2, "kind": "Customers", "file_name": "c.csv", "checksum": "0" * 64, "rows": 1}
    with region.write() as connection:
        connection.execute(
            sa.insert(schema.import_record), record | {"rejected": 0, "imported_at": at, "sample": False}
        )
        if customer:
            values = {"customer_key": 2, "org_id": org_id(customer), "snapshot_name": customer}
            connection.execute(sa.insert(schema.customer), values)
    return queries.count(ask(region), table_named("customers"))
