"""The page of data over HTTP: sent, looked at, loaded or left, undone; mapped headers; formats. No script is needed."""

import io
import re
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from dashboard.data.files.catalogue import catalogue
from dashboard.data.files.history import imports_of
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import import_record
from dashboard.services import Services
from tests.data.files.reports import line, org, write
from tests.fixtures.application import OWN, sign_in

WAIT = 60  # seconds
NOW = datetime(2026, 11, 23)


@pytest.fixture
def admin(client: FlaskClient, us: Region) -> FlaskClient:
    return sign_in(client, "full_admin")


def text(page: str) -> str:
    """What the main part of a page says."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def send(client: FlaskClient, *files: tuple[bytes, str]) -> str:
    """The address of what would become of files."""
    data = {"file": [(io.BytesIO(body), name) for body, name in files]}
    answer = client.post("/data/upload?region=US", data=data, headers=OWN)
    assert answer.status_code == 303, text(answer.text)
    return answer.headers["Location"]


def settled(client: FlaskClient, address: str) -> str:
    """The page of a batch once nothing is being done about it."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        page = client.get(address).text
        if "data-poll" not in page:
            return page
        assert '<noscript><meta http-equiv="refresh"' in page
        time.sleep(0.1)
    raise AssertionError(text(page))


def post(client: FlaskClient, address: str, **fields: Any) -> str:
    """The page after a form was posted."""
    answer = client.post(address, data=fields, headers=OWN)
    assert answer.status_code == 303, text(answer.text)
    return settled(client, answer.headers["Location"])


def held(opened: Services) -> list[str]:
    return [path.name for path in (opened.settings.data_dir / "uploads").rglob("*.file")]


def report(directory: Path, *lines: str) -> bytes:
    return write(directory, lines).read_bytes()


def test_from_an_empty_region_to_numbers_and_back(
    admin: FlaskClient, us: Region, opened: Services, tmp_path: Path
) -> None:
    assert "Nothing was imported into this region yet." in text(admin.get("/data").text)
    body = report(tmp_path, line("A", "S1"), line("B", "S2", meeting_license_available="ten"))
    address = send(admin, (body, "Monday.csv"))
    told = text(settled(admin, address))
    assert "Monday.csv Kind Subscription Details Region US Period 21 Nov 2026 1 row loads. 1 row is rejected." in told
    assert "3 Meeting License (Available) ten" in told
    assert "Import these files?" in told
    assert imports_of(us) == []
    told = text(post(admin, f"{address}/import"))
    assert "1 row was loaded." in told
    [found] = imports_of(us)
    assert held(opened) == []
    page = admin.get("/data").text
    assert f"{found.import_id} · Monday.csv" in text(page)
    assert "full_admin@example.com" in text(page)
    with admin.get(f"/data/rejects/US/{found.import_id}") as answer:
        assert b",ten," in answer.get_data()
    told = text(post(admin, "/data/undo", region="US", import_id=str(found.import_id)))
    assert f"Import {found.import_id} is undone: 1 row is taken out, 0 rows are back." in told
    assert "Undone on" in told
    again = admin.post("/data/undo", data={"region": "US", "import_id": str(found.import_id)}, headers=OWN)
    assert again.status_code == 409


def test_what_it_replaces_is_told_before_and_after(admin: FlaskClient, tmp_path: Path) -> None:
    first = report(tmp_path, *(line(letter, f"S{letter}") for letter in "ABC"))
    post(admin, f"{settled_address(admin, first)}/import")
    second = report(tmp_path, line("A", "SA", meeting_license_available="9"), line("B", "SB"))
    address = settled_address(admin, second)
    sentence = "3 rows of import 1 for 21 Nov 2026, of which 1 customer is not in this file"
    assert f"It replaces {sentence}." in text(admin.get(address).text)
    assert f"Replaced: {sentence}." in text(post(admin, f"{address}/import"))
    assert f"Replaced: {sentence}." in text(admin.get("/data").text)


def settled_address(client: FlaskClient, body: bytes) -> str:
    address = send(client, (body, "report.csv"))
    settled(client, address)
    return address


def test_the_history_is_paged(admin: FlaskClient, us: Region) -> None:
    record = {"kind": "Users", "checksum": "", "rows": 1, "rejected": 0, "sample": False, "imported_by": "webhook"}
    rows = [record | {"import_id": n, "file_name": f"{n}.json", "imported_at": NOW} for n in range(1, 126)]
    with us.write() as connection:
        connection.execute(sa.insert(import_record), rows)
    first, third = (admin.get(f"/data?region=US&page={number}").text for number in ("1", "3"))
    assert "125 imports into US" in text(first)
    assert [first.count(f'<tr id="import-{number}">') for number in (125, 76, 75)] == [1, 1, 0]
    assert [third.count(f'<tr id="import-{number}">') for number in (26, 25, 1)] == [0, 1, 1]
    assert 'rel="next" href="/data?region=US&amp;page=2#history"' in first
    assert 'rel="prev" href="/data?region=US&amp;page=2#history"' in third
    assert "Page 3 of 3" in text(third)
    for wrong in ("4", "0", "x", "9" * 30):
        assert f"Page {3 if wrong == '4' else 1} of 3" in text(admin.get(f"/data?region=US&page={wrong}").text)


def test_left_files_are_gone(admin: FlaskClient, us: Region, opened: Services, tmp_path: Path) -> None:
    address = settled_address(admin, report(tmp_path, line("A", "S1")))
    assert held(opened) == ["0.file"]
    assert "Nothing of them was kept." in text(post(admin, f"{address}/leave"))
    assert held(opened) == []
    answer = admin.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/data")
    assert admin.post(f"{address}/import", headers=OWN).status_code == 404
    assert imports_of(us) == []


def test_a_refused_file_is_gone_at_once(admin: FlaskClient, opened: Services) -> None:
    told = text(settled(admin, send(admin, (b"\x1f\x8b\x08\x00broken", "<b>.csv.gz"))))
    assert "Nothing of it is loaded." in told
    assert "&lt;b&gt;.csv.gz" in told
    assert "Import these files?" not in told
    assert held(opened) == []


def test_a_week_is_asked_for_where_the_file_has_none(admin: FlaskClient, us: Region) -> None:
    kind = next(one for one in catalogue() if one.name == "Calling Usage Detail")
    header = ",".join(column.english for column in kind.columns if column.required)
    cells = ",".join(
        {"customer_name": "A AG", "customer_org_id": org("A"), "org_id": org("A")}.get(column.key, "3")
        for column in kind.columns
        if column.required
    )
    address = send(admin, (f"{header}\r\n{cells}\r\n".encode(), "usage.csv"))
    assert "There is nothing to load" in text(settled(admin, address))
    wrong = admin.post(f"{address}/check", data={"week": "2026-11-16"}, headers=OWN)
    assert wrong.status_code == 400
    assert "a week begins on a Sunday, such as 2026-11-15" in text(wrong.text)
    assert "1 row loads." in text(post(admin, f"{address}/check", week="2026-11-15"))
    assert "1 row was loaded." in text(post(admin, f"{address}/import"))


def test_unknown_headers_are_mapped_and_known_from_then_on(admin: FlaskClient, us: Region) -> None:
    body = f"Liste\r\nMieter,Apparat,Adresse\r\n{org('A')},8845,AABBCCDDEE01\r\n".encode()
    address = send(admin, (body, "phones.csv"))
    assert "Say what its columns are" in text(settled(admin, address))
    form = text(admin.get(f"{address}/map/0?kind=Devices").text)
    assert "The header row is line 2." in form
    assert "Apparat (8845)" in form
    fields = {"kind": "Devices", "name": "Our phones", "place.customer_org_id": "0", "place.mac": "2"}
    wrong = admin.post(f"{address}/map/0", data=fields, headers=OWN)
    assert wrong.status_code == 400
    assert 'id="place.product-error"' in wrong.text
    assert "1 row loads." in text(post(admin, f"{address}/map/0", **fields, **{"place.product": "1"}))
    page = admin.get("/data").text
    assert "Our phones" in text(page)
    number = re.findall(r"/data/mappings/(\d+)/delete", page)[0]
    assert "1 row loads." in text(settled(admin, send(admin, (body, "again.csv"))))
    assert "The mapping is forgotten." in text(post(admin, f"/data/mappings/{number}/delete", region="US"))


def test_every_format_has_its_columns_and_an_empty_file(admin: FlaskClient) -> None:
    page = admin.get("/data").text
    for kind in catalogue():
        assert f'href="/data/formats/{kind.name}.csv"' in page
        answer = admin.get(f"/data/formats/{kind.name}.csv")
        assert kind.empty_name in answer.headers["Content-Disposition"]
        head = answer.get_data(as_text=True).splitlines()[0]
        assert [column.english in head for column in kind.columns if column.required] == [
            True for column in kind.columns if column.required
        ]
    assert admin.get("/data/formats/nothing.csv").status_code == 404


def test_what_cannot_be_received_is_told_on_the_page(admin: FlaskClient) -> None:
    answer = admin.post("/data/upload?region=US", data={}, content_type="multipart/form-data", headers=OWN)
    assert (answer.status_code, "Choose a file." in text(answer.text)) == (400, True)
    assert 'aria-describedby="file-error"' in answer.text


def test_another_admin_sees_the_queue_and_not_the_files(server: Flask, admin: FlaskClient, tmp_path: Path) -> None:
    address = settled_address(admin, report(tmp_path, line("A", "S1")))
    assert f'href="{address}"' in admin.get("/data").text
    other = sign_in(server.test_client(), "read_only_admin")
    assert other.get(address).status_code == 403
    assert other.get("/data").status_code == 403
    assert '"/data"' not in other.get("/account").text
    assert 'href="/data"' in admin.get("/account").text


def test_german(admin: FlaskClient, tmp_path: Path) -> None:
    admin.post("/account/preferences", data={"language": "de", "theme": "auto"}, headers=OWN)
    page = settled(admin, send(admin, (report(tmp_path, line("A", "S1")), "Montag.csv")))
    assert "1 Zeile wird geladen." in text(page)
    assert "Diese Dateien importieren?" in text(page)
    assert "21.11.2026" in text(page)
