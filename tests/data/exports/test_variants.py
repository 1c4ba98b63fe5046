"""Every kind of file of one table: the same rows, in words where a language is asked for, and their sidecars."""

import csv
import io
import json
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from dashboard.data.customers.table import CUSTOMERS
from dashboard.data.exports import formats, words
from dashboard.data.exports.files import Extract, Tally, chunks, sidecar
from dashboard.data.exports.formats import BOM, CSV_KEYS, FORMATS, TooManyRows
from dashboard.data.exports.verify import SUFFIX, verify
from dashboard.data.files.headers import likely_kind, plain, spellings
from dashboard.data.files.imports import Options, Upload, preview
from dashboard.data.query.question import View
from dashboard.data.query.table import Table
from dashboard.data.reporting.subscription_details import SUBSCRIPTION_DETAILS
from dashboard.data.reporting.tables import REPORT_TABLES
from dashboard.data.storage.regions import Region
from dashboard.data.subscriptions.sections import TABLES as SECTIONS
from dashboard.i18n import translated
from tests.data.factories import TODAY, ask, load, row

NAMES = ["-5 Grad", "@home", "+49 Telecom", "=1+1", "Müller; =2+2"]
EXPIRING = next(table for table in SECTIONS if table.name == "expiring")


def loaded(region: Region) -> Region:
    load(
        region,
        [
            row(letter, f"S{letter}", m=(10, 5, 5), ends_on=TODAY, name=name)
            for letter, name in zip("ABCDE", NAMES, strict=True)
        ],
    )
    return region


def body(extract: Extract, key: str) -> bytes:
    return b"".join(chunks(extract, key))


def test_a_workbook_holds_text_as_it_is(region: Region) -> None:
    found = body(Extract(ask(loaded(region)), EXPIRING, View(columns=("customer", "subscription_id"))), "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(found)).worksheets[0]
    cells = [line[0] for line in sheet.iter_rows(min_row=2)]
    assert sorted(str(cell.value) for cell in cells) == sorted(NAMES)
    assert {cell.data_type for cell in cells} == {"s"}  # text, no formula


@pytest.mark.parametrize("key", CSV_KEYS)
def test_a_csv_file_is_written_as_its_format_says(region: Region, key: str) -> None:
    found = body(Extract(ask(loaded(region)), EXPIRING, View(columns=("customer", "subscription_id"))), key)
    assert found.startswith(BOM) == key.endswith("bom")
    lines = list(csv.reader(io.StringIO(found.decode("utf-8-sig")), delimiter=";" if "semicolon" in key else ","))
    assert lines[0] == ["customer", "subscription_id"]
    assert sorted(line[0] for line in lines[1:]) == sorted(
        ["'-5 Grad", "'@home", "'+49 Telecom", "'=1+1", "Müller; '=2+2"]
    )


def test_german_files_hold_german_words(region: Region) -> None:
    load(
        region,
        [row("A", "S1", m=(10, 12, 5), ends_on=TODAY, auto_renew=False), row("B", "S2", subscription_type="Trial")],
    )
    german = Extract(ask(region), CUSTOMERS, View(columns=("customer", "statuses", "subscription_types")), "de")
    head, *lines = body(german, "csv").decode().splitlines()
    assert head == "Kunde,Status,Abonnementtypen"
    assert lines[0] == "A AG,Abonnement; Läuft bald ab; Überschreitung,Abonnement"
    assert "Testversion" in lines[1]
    keys = Extract(german.question, CUSTOMERS, german.view)
    assert "A AG,subscription; expires_soon; licence_overage,subscription" in body(keys, "csv").decode()
    renews = Extract(ask(region), EXPIRING, View(columns=("subscription_id", "auto_renew")), "de")
    assert b"S1,nein" in body(renews, "csv")
    sheet = openpyxl.load_workbook(io.BytesIO(body(renews, "xlsx"))).worksheets[0]
    assert sheet["B2"].value == "nein"
    assert json.loads(body(renews, "json"))[0]["auto_renew"] is False


def test_every_closed_set_has_german_words() -> None:
    same = {"Meetings", "Calling", "Web", "Park", "Pickup"}
    for key, known in words.MEMBERS.items():
        for value, text in known.items():
            assert words.in_words({key: value}, "de")[key] != value or text in same, (key, value)
    assert words.in_words({"feature": "something new", "other": None, "n": 3}, "de") == {
        "feature": "something new", "other": None, "n": 3,
    }  # fmt: skip


@pytest.mark.parametrize("key", [key for key in FORMATS if key != "json"])
def test_a_file_is_verified_by_its_sidecar_under_any_name(region: Region, tmp_path: Path, key: str) -> None:
    load(
        region,
        [
            row("A", "S1", m=(1, 1, 1), ends_on=TODAY, name="two\nlines, A; B"),
            row("B", "S2", m=(1, 1, 1), ends_on=TODAY, name='"'),
        ],
    )
    extract, tally = Extract(ask(region), EXPIRING, View(), "de"), Tally()
    name = f"expiring.{FORMATS[key].suffix}"
    (tmp_path / name).write_bytes(b"".join(chunks(extract, key, tally)))
    told = sidecar(extract, key, name, tally)
    assert (told["format"], told["headers"], told["rows"]) == (key, "de", 2)
    (tmp_path / (name + SUFFIX)).write_text(json.dumps(told))
    found = verify(tmp_path / name)
    assert (found.differences, found.renamed, found.rows) == ((), "", None if key == "xlsx" else 2)
    for renamed in ("Kunden.csv", "Kunden.txt", "Kunden.json"):
        (tmp_path / renamed).write_bytes((tmp_path / name).read_bytes())
        (tmp_path / (renamed + SUFFIX)).write_text(json.dumps(told))
        found = verify(tmp_path / renamed)
        assert (found.differences, found.renamed) == ((), name)
    (tmp_path / "Kunden.csv").write_bytes((tmp_path / name).read_bytes() + b"x")
    found = verify(tmp_path / "Kunden.csv")
    assert {one.key for one in found.found} >= {"sha256", "size", "file"}


def test_more_rows_than_a_worksheet_holds(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "XLSX_ROWS", 4)
    with pytest.raises(TooManyRows):
        body(Extract(ask(loaded(region)), EXPIRING, View()), "xlsx")


@pytest.mark.parametrize("table", REPORT_TABLES, ids=lambda table: table.name)
@pytest.mark.parametrize("language", ["en", "de"])
def test_our_own_headers_are_known_when_a_file_comes_back(table: Table, language: str) -> None:
    names = [plain(translated(column.label, language)) for column in table.columns]
    kind = likely_kind(names)
    assert kind.name == table.title
    known = [[column.key for column in kind.columns if name in spellings(column)] for name in names]
    assert [len(keys) for keys in known] == [1] * len(names)
    assert len({key for keys in known for key in keys}) == len(names)


def test_a_german_report_can_be_loaded_again(region: Region, tmp_path: Path) -> None:
    load(region, [row("A", "S1", m=(10, 12, 5), ends_on=TODAY, auto_renew=True), row("B", "S2", auto_renew=None)])
    file = tmp_path / "report.csv"
    file.write_bytes(body(Extract(ask(region), SUBSCRIPTION_DETAILS, View(), "de"), "csv-semicolon-bom"))
    sent = [Upload(file, "report.csv")]
    [told] = preview(region, sent, Options(), data_dir=tmp_path, today=TODAY)
    assert (told.kind, told.rows, told.rejected, told.unknown_columns) == ("Subscription Details", 2, 0, ())
