"""What kind of file an export is: as asked for, as the person prefers, never as a program did not ask for."""

import csv
import io
import json
import zipfile
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.access.tokens import create_token
from dashboard.data.exports.formats import BOM
from dashboard.data.exports.verify import verify
from dashboard.data.storage.regions import Region
from dashboard.reports.runner import run_due
from dashboard.services import Services
from tests.data.factories import TODAY, load, row
from tests.fixtures.application import OWN, email_of, sign_in

PATH = f"/api/v1/export/expiring.csv?as_of={TODAY}&columns=customer,auto_renew"


@pytest.fixture
def filled(us: Region) -> Region:
    load(us, [row("A", "S1", m=(10, 5, 5), ends_on=TODAY, name="Müller; Söhne")])
    return us


@pytest.mark.parametrize(
    ("asked", "body"),
    [
        ("", "customer,auto_renew\r\nMüller; Söhne,false\r\n"),
        ("&bom=1", "\ufeffcustomer,auto_renew\r\nMüller; Söhne,false\r\n"),
        ("&separator=semicolon", 'customer;auto_renew\r\n"Müller; Söhne";false\r\n'),
        ("&separator=%3B&bom=true", '\ufeffcustomer;auto_renew\r\n"Müller; Söhne";false\r\n'),
        ("&headers=de&bom=0&separator=comma", "Kunde,Automatische Verlängerung\r\nMüller; Söhne,nein\r\n"),
    ],
)
def test_a_csv_file_is_as_asked_for(client: FlaskClient, filled: Region, asked: str, body: str) -> None:
    answer = sign_in(client, "full_admin").get(PATH + asked)
    assert answer.get_data().decode() == body


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("csv?separator=tab", "separator"),
        ("csv?bom=perhaps", "bom"),
        ("xlsx?bom=1", "bom"),
        ("json?separator=comma", "separator"),
    ],
)
def test_what_no_file_is_is_refused(client: FlaskClient, filled: Region, path: str, field: str) -> None:
    answer = sign_in(client, "full_admin").get(f"/api/v1/export/expiring.{path}")
    assert (answer.status_code, answer.get_json()["error"]["message"].split(":")[0]) == (400, field)


def test_a_persons_choice_counts_at_the_browser_alone(server: Flask, opened: Services, filled: Region) -> None:
    client = sign_in(server.test_client(), "full_admin")
    form = {"language": "en", "theme": "auto", "export_format": "csv-semicolon-bom"}
    assert client.post("/account/preferences", data=form, headers=OWN).status_code == 303
    assert '<option value="csv-semicolon-bom" selected>' in client.get("/account").text
    assert client.get(PATH).get_data().startswith(BOM + b"customer;")
    assert client.get(f"{PATH}&separator=comma").get_data().startswith(BOM + b"customer,")
    assert client.get("/audit.csv").get_data().startswith(BOM + b"at;")
    secret = create_token(opened.store, email_of("full_admin"), "script")
    program = server.test_client().get(PATH, headers={"Authorization": f"Bearer {secret}"})
    assert program.get_data().startswith(b"customer,")
    wrong = client.post("/account/preferences", data={**form, "export_format": "xlsx"}, headers=OWN)
    assert (wrong.status_code, "Choose one of the list" in wrong.text) == (400, True)


def test_a_sidecar_tells_the_separator_and_verify_counts_by_it(client: FlaskClient, us: Region, tmp_path: Path) -> None:
    load(us, [row("A", "S1", m=(1, 1, 1), ends_on=TODAY, name="two\nlines; here"), row("B", "S2", m=(1, 1, 1))])
    answer = sign_in(client, "full_admin").get(f"{PATH}&separator=semicolon&bom=1&sidecar=1&headers=de")
    (tmp_path / "x.zip").write_bytes(answer.get_data())
    found = verify(tmp_path / "x.zip")
    assert (found.differences, found.rows, found.told["format"], found.told["headers"]) == (
        (), 1, "csv-semicolon-bom", "de",
    )  # fmt: skip


@pytest.mark.parametrize(("asked", "days"), [("", 90), ("&days=30", 30), ("&days=180", 180)])
def test_a_sidecar_of_renewals_tells_how_far_they_look(
    client: FlaskClient, filled: Region, asked: str, days: int
) -> None:
    sign_in(client, "full_admin")
    answer = client.get(f"/api/v1/export/renewals.csv?region=US&sidecar=1{asked}")
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as opened:
        [name] = [name for name in opened.namelist() if name.endswith(".sidecar.json")]
        assert json.loads(opened.read(name))["days"] == days


def test_a_report_is_made_as_a_workbook(client: FlaskClient, filled: Region, opened: Services) -> None:
    sign_in(client, "full_admin")
    asked = {"template": "subscription_details", "region": "US", "format": "xlsx", "headers": "de"}
    run_id = client.post("/api/v1/reports", json=asked, headers=OWN).get_json()["run_id"]
    run_due(opened)
    told = client.get(f"/api/v1/reports/{run_id}").get_json()
    assert (told["status"], told["format"], told["file_name"][-5:]) == ("done", "xlsx", ".xlsx")
    with client.get(told["file"]) as answer:
        assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).worksheets[0]
    assert [cell.value for cell in sheet[1]][:2] == ["Berechnungsdatum", "Kundenname"]
    assert (sheet["B2"].value, sheet["D2"].value) == ("Müller; Söhne", "Aktiv")
    beside = client.get(f"/api/v1/reports/{run_id}/sidecar").get_json()
    assert (beside["format"], beside["rows"], beside["sha256"]) == ("xlsx", 1, told["sha256"])


def test_a_report_for_excel_in_german_opens_with_its_umlauts(
    client: FlaskClient, filled: Region, opened: Services
) -> None:
    sign_in(client, "full_admin")
    asked = {"template": "subscription_details", "region": "US", "format": "csv-semicolon-bom", "headers": "de"}
    run_id = client.post("/api/v1/reports", json=asked, headers=OWN).get_json()["run_id"]
    run_due(opened)
    with client.get(f"/api/v1/reports/{run_id}/file") as answer:
        body = answer.get_data()
    assert body.startswith(BOM)
    assert "Automatische Verlängerung" in " ".join(
        next(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    )


def test_an_unknown_format_is_named(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "full_admin")
    asked = {"template": "subscription_details", "region": "US", "format": "pdf"}
    answer = client.post("/api/v1/reports", json=asked, headers=OWN)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["message"].startswith("format: one of csv, csv-bom")


def test_a_workbook_without_its_sidecar_is_no_broken_zip(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "full_admin")
    book = client.get(f"/api/v1/export/expiring.xlsx?as_of={TODAY}").get_data()
    answer = client.post("/verify", data={"file": (io.BytesIO(book), "expiring.xlsx")}, headers=OWN)
    assert "Choose its sidecar too" in answer.text
    whole = client.get(f"/api/v1/export/expiring.xlsx?as_of={TODAY}&sidecar=1").get_data()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".xlsx"))
        book, beside = archive.read(name), archive.read(f"{name}.sidecar.json")
    parts = {"file": (io.BytesIO(book), "renamed.xlsx"), "sidecar": (io.BytesIO(beside), "x.sidecar.json")}
    told = client.post("/verify", data=parts, headers=OWN).text
    assert "renamed.xlsx is exactly what its sidecar says" in told
    assert f"Only its name is another: it was made as {json.loads(beside)['file']}." in told
