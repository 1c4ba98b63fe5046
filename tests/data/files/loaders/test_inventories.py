"""Devices, phone numbers and app versions: stored whole, replaced by date, only the newest reported."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.data.files.imports import Outcome, import_file
from dashboard.data.query import queries
from dashboard.data.query.question import Question
from dashboard.data.query.table import Table
from dashboard.data.reporting.inventories import APP_VERSIONS, DEVICES, PHONE_NUMBERS
from dashboard.data.reporting.tables import REPORT_TABLES
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import assignment, customer
from dashboard.data.storage.schema.inventories import device
from tests.data.factories import TODAY, ask, org_id

DAY = timedelta(days=1)
DEVICE_HEADER = (
    "External ID,Customer,Customer Org ID,Location ID,Location Name,Product,MAC,Firmware,Phone Number,Extension,"
    "User ID,User UUID"
)
NUMBER_HEADER = (
    "External ID,Customer,Customer Org ID,Location ID,Location Name,Country,Phone Number,Extension,PSTN Connection,"
    "Active,User Type,Number Type,User ID,User UUID"
)
VERSION_HEADER = "Customer Name,Org ID,App Type,Platform,Version,OS Version,User Count"


def bring(region: Region, path: Path, lines: list[str], day: date | None = None) -> Outcome:
    """The file of these lines imported, of today unless a day is given."""
    path.write_text("\n".join(lines) + "\n")
    data = path.parent / "data"
    return import_file(region, path, period=day, dry_run=False, progress=None, data_dir=data, today=TODAY)


def rows(question: Question, table: Table) -> list[dict[str, object]]:
    return list(queries.stream(question, table))


def phone(customer: str, mac: str, number: str = "") -> str:
    return f",{customer} AG,{org_id(customer)},L1,Head office,Desk phone,{mac},1.2,{number},100,a@example.com,U1"


def test_the_newest_inventory_by_the_as_of_date_is_reported_whole(region: Region, tmp_path: Path) -> None:
    bring(region, tmp_path / "old.csv", [DEVICE_HEADER, phone("A", "01"), phone("B", "02")], TODAY - 7 * DAY)
    made = bring(region, tmp_path / "new.csv", [DEVICE_HEADER, phone("A", "03", "+4930123456")])
    assert (made.kind, made.rows, made.first_date, made.last_date) == ("Devices", 1, TODAY, TODAY)
    assert rows(ask(region), DEVICES) == [
        {
            "external_id": None,
            "customer": "A AG",
            "customer_org_id": org_id("A"),
            "location_id": "L1",
            "location_name": "Head office",
            "product": "Desk phone",
            "mac": "03",
            "firmware": "1.2",
            "phone_number": "+4930123456",
            "extension": "100",
            "user_id": "a@example.com",
            "user_uuid": "U1",
        }
    ]
    assert [row["mac"] for row in rows(ask(region, TODAY - DAY), DEVICES)] == ["01", "02"]
    assert not DEVICES.known(ask(region, TODAY - 8 * DAY))


def test_a_file_replaces_what_its_date_had_and_the_same_again_changes_nothing(region: Region, tmp_path: Path) -> None:
    lines = [DEVICE_HEADER, phone("A", "01"), phone("A", "01")]
    assert bring(region, tmp_path / "a.csv", lines).rows == 2  # two devices may look alike
    assert bring(region, tmp_path / "b.csv", lines).unchanged
    assert bring(region, tmp_path / "c.csv", [DEVICE_HEADER, phone("A", "02")]).rows == 1
    with region.read() as connection:
        assert connection.scalars(sa.select(device.c.mac)).all() == ["02"]
    assert not bring(region, tmp_path / "d.csv", lines).unchanged  # corrected since


def test_phone_numbers_and_extensions(region: Region, tmp_path: Path) -> None:
    number = f",A AG,{org_id('A')},,,DE,+493012345,,Provider,True,People,Primary,a@example.com,"
    extension = f",A AG,{org_id('A')},,,DE,,200,,False,,,,"
    neither = f",A AG,{org_id('A')},,,DE,,,,False,,,,"
    made = bring(region, tmp_path / "n.csv", [NUMBER_HEADER, number, extension, neither])
    assert (made.rows, made.rejected) == (2, 1)
    assert str(made.rejects[0]) == "line 4, Phone Number or Extension: is missing"
    found = [(row["phone_number"], row["extension"], row["active"]) for row in rows(ask(region), PHONE_NUMBERS)]
    assert found == [("+493012345", None, True), (None, "200", False)]


def test_app_versions_cover_90_days(region: Region, tmp_path: Path) -> None:
    line = f"A AG,{org_id('A')},Webex,Windows,45.10,11,{{}}"
    made = bring(region, tmp_path / "v.csv", [VERSION_HEADER, line.format(7), line.format(8)], TODAY - 90 * DAY)
    assert (made.rows, made.rejected) == (1, 1)  # one version has one number of users
    assert [row["user_count"] for row in rows(ask(region), APP_VERSIONS)] == [7]
    assert not APP_VERSIONS.known(ask(region, TODAY + DAY))


def test_names_and_scope(region: Region, tmp_path: Path) -> None:
    bring(region, tmp_path / "d.csv", [DEVICE_HEADER, phone("A", "01"), phone("B", "02")])
    with region.write() as connection:
        connection.execute(sa.update(customer).where(customer.c.org_id == org_id("A")).values(name="Acme"))
        key = connection.scalar(sa.select(customer.c.customer_key).where(customer.c.org_id == org_id("A")))
        connection.execute(sa.insert(assignment).values(user_id=7, customer_key=key))
    assert [row["customer"] for row in rows(ask(region), DEVICES)] == ["Acme", "B AG"]
    assert [row["customer"] for row in rows(ask(region, user_id=7), DEVICES)] == ["Acme"]
    assert rows(ask(region, user_id=8), DEVICES) == []


@pytest.mark.parametrize("table", REPORT_TABLES, ids=lambda table: str(table.name))
def test_every_report_answers_an_empty_region(region: Region, table: Table) -> None:
    assert rows(ask(region), table) == []
    assert not table.known(ask(region))
