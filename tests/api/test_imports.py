"""Files in over the API: dry unless told otherwise, one shape of answers, nothing left of what was refused."""

import base64
import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.data.files.history import imports_of
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import queue_report
from dashboard.services import Services
from tests.data.files.reports import all_rows, line, org
from tests.data.files.reports import write as write_report
from tests.fixtures.application import OWN, sign_in

PATH = "/api/v1/imports?region=US"


def report(directory: Path, lines: Sequence[str]) -> bytes:
    return write_report(directory, lines).read_bytes()


def send(client: FlaskClient, body: bytes, query: str = "", name: str = "report.csv", **fields: str) -> TestResponse:
    data = {"file": (io.BytesIO(body), name), **fields}
    return client.post(PATH + query, data=data, headers=OWN)


def one(answer: TestResponse, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    [found] = answer.get_json()["imports"]
    told: dict[str, Any] = found
    return told


@pytest.fixture
def admin(client: FlaskClient, us: Region) -> FlaskClient:
    return sign_in(client, "full_admin")


def nothing_stays(opened: Services) -> bool:
    return not [path for path in (opened.settings.data_dir / "uploads").iterdir() if path.is_dir()]


def test_dry_then_loaded_then_undone(admin: FlaskClient, us: Region, opened: Services, tmp_path: Path) -> None:
    body = report(tmp_path, [line("A", "S1"), line("B", "S2")])
    dry = one(send(admin, body))
    assert (dry["kind"], dry["rows"], dry["rejected"], dry["import_id"]) == ("Subscription Details", 2, 0, None)
    assert (dry["first_date"], dry["last_date"]) == ("2026-11-21", "2026-11-21")
    assert imports_of(us) == []
    loaded = one(send(admin, body, "&commit=true"))
    number = loaded["import_id"]
    assert (loaded["rows"], [one.import_id for one in imports_of(us)]) == (2, [number])
    again = one(send(admin, body, commit="true"))  # the field of a form
    assert (again["unchanged"], again["import_id"]) == (True, number)
    [told] = admin.get(PATH).get_json()
    assert (told["import_id"], told["imported_by"], told["can_undo"]) == (number, "full_admin@example.com", True)
    undone = admin.delete(f"/api/v1/imports/{number}?region=US", headers=OWN)
    told = undone.get_json()
    assert (told["import_id"], told["removed"], told["restored"]) == (number, 2, 0)
    assert admin.delete(f"/api/v1/imports/{number}?region=US", headers=OWN).status_code == 409
    assert admin.delete("/api/v1/imports/99?region=US", headers=OWN).status_code == 404
    assert admin.get(PATH).get_json()[0]["undone_by"] == "full_admin@example.com"
    assert nothing_stays(opened)


def test_rejects_are_told_kept_and_added_when_mended(admin: FlaskClient, us: Region, tmp_path: Path) -> None:
    body = report(tmp_path, [line("A", "S1"), line("B", "S2", meeting_license_available="ten")])
    found = one(send(admin, body, "&commit=true"))
    assert (found["rows"], found["rejected"]) == (1, 1)
    [reject] = found["rejects"]
    assert (reject["line"], reject["column"], reject["value"]) == (3, "Meeting License (Available)", "ten")
    assert reject["reason"]
    assert "said" not in reject
    with admin.get(f"/api/v1/imports/{found['import_id']}/rejects?region=US") as answer:
        kept = answer.get_data()
    assert len(list(csv.reader(io.StringIO(kept.decode())))) == 2
    mended = one(send(admin, kept.replace(b",ten,", b",10,").replace(b",ten", b",10"), "&commit=true"))
    assert (mended["adds_to"], mended["rows"]) == (found["import_id"], 1)
    assert admin.get(f"/api/v1/imports/{mended['import_id']}/rejects?region=US").status_code == 404


def test_a_body_is_a_file_too(admin: FlaskClient, us: Region, tmp_path: Path) -> None:
    body = report(tmp_path, [line("A", "S1")])
    answer = admin.post(f"{PATH}&name=Monday.csv", data=body, content_type="text/csv", headers=OWN)
    assert one(answer)["files"] == ["Monday.csv"]


def test_a_refused_file_says_why_and_leaves_nothing(admin: FlaskClient, us: Region, opened: Services) -> None:
    answer = send(admin, b"just,some\r\nwords,here\r\n")
    assert answer.get_json()["error"]["code"] == "refused"
    assert answer.get_json()["error"]["message"].startswith("report.csv: ")
    assert one(answer, 400)["refusal"]["code"] == "header"
    assert send(admin, b"\x00\x01\x02").status_code == 400
    assert nothing_stays(opened)
    assert imports_of(us) == []


QUEUES = (
    b"Call Queue,Answered Calls,Abandoned Calls,Total Calls,Total Wait Time,Total Abandoned Time\nHelp,6,1,7,30,9\n"
)
OURS = "7f3c2f7e-0000-4000-8000-00000000000a"


@pytest.mark.parametrize(
    "said",
    [
        OURS,
        f" {OURS.upper()} ",
        OURS.replace("-", ""),
        base64.b64encode(f"ciscospark://us/ORGANIZATION/{OURS}".encode()).decode().rstrip("="),
    ],
)
def test_whose_the_rows_are_in_any_spelling(admin: FlaskClient, us: Region, said: str) -> None:
    """One customer, named as files name it: a second spelling is no second customer."""
    for spelling in (OURS, said):
        one(send(admin, QUEUES, "&commit=true", week="2026-11-15", org=spelling))
    assert [row["org_id"] for row in all_rows(us, customer)] == [OURS]
    assert [(row["queue"], row["offered"]) for row in all_rows(us, queue_report)] == [("Help", 7)]


@pytest.mark.parametrize(
    "said", ["nonsense", OURS[:-1], f"{OURS},{OURS}", "Y2lzY29zcGFyazovL3VzL1BFT1BMRS8x", "a" * 5000]
)
def test_whose_the_rows_are_must_be_an_id(admin: FlaskClient, us: Region, said: str) -> None:
    answer = send(admin, QUEUES, "&commit=true", week="2026-11-15", org=said)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "bad_parameter")
    assert answer.get_json()["error"]["message"].startswith("org: not an organisation id")
    assert all_rows(us, customer) == []


def test_far_fewer_customers_want_a_yes(admin: FlaskClient, us: Region, tmp_path: Path) -> None:
    one(send(admin, report(tmp_path, [line(letter, f"S{letter}") for letter in "ABCDE"]), "&commit=true"))
    few = report(tmp_path, [line("A", "SA", meeting_license_available="9")])
    refused = one(send(admin, few, "&commit=true"), 400)
    assert refused["refusal"]["code"] == "replace"
    assert [(part["rows"], part["customers"], part["missing"]) for part in refused["replaced"]] == [(5, 5, 4)]
    assert one(send(admin, few, "&commit=true&replace=1"))["rows"] == 1


def test_headers_are_mapped_by_name(admin: FlaskClient, us: Region) -> None:
    body = f"Mieter,Apparat,Adresse\r\n{org('A')},8845,AABBCCDDEE01\r\n".encode()
    assert one(send(admin, body), 400)["refusal"]["code"] == "header"
    named = {"map.customer_org_id": "Mieter", "map.product": "Apparat", "map.mac": "Adresse", "kind": "Devices"}
    found = one(send(admin, body, mapping="Our phones", **named))
    assert (found["kind"], found["rows"]) == ("Devices", 1)
    [kept] = admin.get("/api/v1/imports/mappings?region=US").get_json()
    assert (kept["name"], kept["kind"], kept["places"]["mac"]) == ("Our phones", "Devices", 2)
    assert one(send(admin, body, "&commit=true"))["rows"] == 1  # known from now on
    wrong = send(admin, body, **{**named, "map.mac": "Nowhere"})
    assert (wrong.status_code, wrong.get_json()["error"]["message"][:7]) == (400, "map.mac")
    gone = admin.delete(f"/api/v1/imports/mappings/{kept['mapping_id']}?region=US", headers=OWN)
    assert gone.status_code == 204
    assert admin.get("/api/v1/imports/mappings?region=US").get_json() == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("&commit=perhaps", "commit"),
        ("&week=2026-11-16", "week"),
        ("&week=soon", "week"),
        ("&date=18.11.2026", "date"),
        ("&numbers=fr", "numbers"),
        ("&date=2026-11-18&week=2026-11-15", "week"),
    ],
)
def test_a_wrong_parameter_is_named(admin: FlaskClient, opened: Services, query: str, field: str) -> None:
    answer = send(admin, b"a,b\r\n", query)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["message"].startswith(f"{field}: ")
    assert nothing_stays(opened)


def test_no_file_and_no_region(admin: FlaskClient) -> None:
    assert admin.post(PATH, headers=OWN).get_json()["error"]["message"] == "file: Choose a file."
    answer = admin.post("/api/v1/imports?region=XX", data=b"x", headers=OWN)
    assert answer.get_json()["error"]["message"] == "region: one of US"


@pytest.mark.parametrize("role", ["read_only_admin", "partner_admin", "help_desk"])
def test_others_may_not(client: FlaskClient, us: Region, opened: Services, role: str) -> None:
    sign_in(client, role)
    assert client.get(PATH).status_code == 403
    assert send(client, b"a,b").status_code == 403
    assert not (opened.settings.data_dir / "uploads").exists()  # nothing was received
