"""Tried: to lose data by saving nothing, by restoring half, or by taking a lost region for a new one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.checkup import checkup
from dashboard.data.storage import store
from dashboard.data.storage.backup import backup, databases, restore
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer
from dashboard.data.storage.store import reading
from dashboard.errors import DashboardError
from dashboard.services import Services, begin, open_services, refuse_nothing_there
from dashboard.settings import Settings
from tests.data.factories import load, row
from tests.fixtures.application import settings_in
from tests.reports.conftest import user_with


def _quiet(_label: str, _done: int, _total: int) -> None:
    pass


def customers(region: Region) -> int:
    with region.read() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(customer)) or 0)


@pytest.mark.parametrize("made", [False, True], ids=["not there", "empty"])
def test_there_must_be_something_to_look_after(tmp_path: Path, made: bool) -> None:
    directory = tmp_path / "data"
    if made:
        directory.mkdir()
    settings = settings_in(directory)
    with pytest.raises(DashboardError, match="holds no database|is not there") as told:
        refuse_nothing_there(settings)
    assert str(directory) in str(told.value)
    found = checkup(settings, lambda: pytest.fail("opened"))
    assert [one.level for one in found][-1] == "FAULT"
    assert list(directory.iterdir()) == [] if made else not directory.exists()


def test_a_lost_store_is_not_saved_as_a_new_one(settings: Settings) -> None:
    open_services(settings).close()
    for file in settings.data_dir.glob("store.db*"):
        file.unlink()
    with pytest.raises(DashboardError, match=r"store\.db is missing"):
        refuse_nothing_there(settings)


def lose_file(settings: Settings) -> None:
    (settings.data_dir / "us.duckdb").unlink()


def test_a_lost_region_is_a_fault_until_somebody_says_init(settings: Settings) -> None:
    open_services(settings).close()
    lose_file(settings)
    for _ in range(2):
        with pytest.raises(DashboardError, match=r"region US: .*us\.duckdb is missing or empty.*init"):
            open_services(settings)
        assert not (settings.data_dir / "us.duckdb").exists()
    assert begin(settings) == ["US"]
    open_services(settings).close()


@pytest.mark.postgres
def test_a_lost_region_on_a_server_too(tmp_path: Path, postgres_url: str, postgres_server: Any) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, regions={"EU": postgres_url})
    open_services(settings).close()
    with postgres_server.database() as empty:
        lost = Settings(_env_file=None, data_dir=tmp_path, regions={"EU": empty})
        with pytest.raises(DashboardError, match="region EU: the database is missing or empty"):
            open_services(lost)


def test_a_region_that_the_settings_name_from_now_on_is_begun(settings: Settings) -> None:
    open_services(settings).close()
    more = settings_in(settings.data_dir, "US", "EU")
    open_services(more).close()
    assert (settings.data_dir / "eu.duckdb").is_file()


def saved_and_changed(made: Services, directory: Path) -> Path:
    """A backup of one customer and one administrator fewer than there are now."""
    load(made.regions["US"], [row("A", "S1", m=(10, 5, 5))])
    backup(databases(made.store, made.regions), directory, _quiet)
    with made.regions["US"].write() as connection:
        connection.execute(sa.insert(customer), {"customer_key": 2, "org_id": "b"})
    with store.writing(made.store) as connection:
        store.audit(connection, "something", "happened since")
    return directory


def flip_a_byte(file: Path) -> None:
    """Damage that leaves the file's length and its number of rows as they were."""
    held = bytearray(file.read_bytes())
    held[6] ^= 0x55
    file.write_bytes(held)


@pytest.mark.parametrize(
    "damage",
    [
        lambda at: flip_a_byte(at / "US" / "customer.parquet"),
        lambda at: flip_a_byte(at / "store" / "user.parquet"),
        lambda at: (at / "US" / "customer.parquet").unlink(),
        lambda at: (at / "US" / "customer.parquet").write_bytes(b""),
        lambda at: (at / "manifest.json").write_text("{}"),
    ],
    ids=["region", "store", "missing", "emptied", "manifest"],
)
def test_a_damaged_backup_replaces_nothing(opened: Services, tmp_path: Path, damage: Callable[[Path], Any]) -> None:
    saved = saved_and_changed(opened, tmp_path / "saved")
    damage(saved)
    with pytest.raises(DashboardError):
        restore(databases(opened.store, opened.regions), saved, _quiet)
    assert customers(opened.regions["US"]) == 2
    assert entries(opened) == ["happened since"]


def entries(made: Services) -> list[str]:
    with reading(made.store) as connection:
        every = sa.select(store.audit_log.c.subject).where(store.audit_log.c.action == "something")
        return list(connection.scalars(every))


@pytest.mark.parametrize("at", ["US customer", "store user", "store saved_view"])
def test_a_restore_that_fails_half_way_replaces_nothing(opened: Services, tmp_path: Path, at: str) -> None:
    saved = saved_and_changed(opened, tmp_path / "saved")
    manifest = json.loads((saved / "manifest.json").read_text())
    assert manifest["databases"]["US"]["sha256"].keys() == manifest["databases"]["US"]["tables"].keys()

    def fails(label: str, _done: int, _total: int) -> None:
        if label == at or (at == "store saved_view" and label.startswith("store")):
            raise OSError(28, "No space left on device")

    with pytest.raises(DashboardError, match="nothing was restored: .*No space left"):
        restore(databases(opened.store, opened.regions), saved, fails)
    assert customers(opened.regions["US"]) == 2
    assert entries(opened) == ["happened since"]
    restore(databases(opened.store, opened.regions), saved, _quiet)
    assert (customers(opened.regions["US"]), entries(opened)) == (1, [])
    assert user_with(opened, "full_admin").role == "full_admin"


def test_a_backup_names_the_region_that_cannot_be_read(opened: Services, tmp_path: Path) -> None:
    with opened.regions["US"].write() as connection:
        connection.execute(sa.text("ALTER TABLE customer RENAME TO no_customer"))
    with pytest.raises(DashboardError, match="US: cannot be read, so nothing was saved"):
        backup(databases(opened.store, opened.regions), tmp_path / "saved", _quiet)
    assert list(tmp_path.glob("*saved*")) == []
