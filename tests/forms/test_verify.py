"""The page that checks a file against its sidecar."""

import io
import re
import zipfile

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from dashboard.data.storage.regions import Region
from dashboard.forms import verify
from tests.data.factories import SATURDAY, TODAY, load, row
from tests.fixtures.application import OWN, sign_in

NAME = f"recently_added_US_meetings_{TODAY}.csv"
Part = tuple[bytes, str]


@pytest.fixture
def archive(client: FlaskClient, us: Region) -> bytes:
    """An export of two rows with its sidecar, as the menu gives it."""
    load(us, [row(one, f"S{n}", m=(10, 5, 5), start_date=SATURDAY) for n, one in enumerate("AB", 1)])
    path = f"/api/v1/export/recently_added.csv?as_of={TODAY}&sidecar=1"
    return sign_in(client, "full_admin").get(path).get_data()


def pair(archive: bytes) -> tuple[bytes, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(NAME), opened.read(f"{NAME}.sidecar.json")


def zipped(**members: bytes) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_DOT_", "."), content)
    return body.getvalue()


def sent(client: FlaskClient, **parts: Part) -> tuple[int, str]:
    """Status, and the page's words in one line."""
    data = {name: FileStorage(io.BytesIO(content), called) for name, (content, called) in parts.items()}
    boundary, body = encode_multipart(data)
    answer = client.post("/verify", data=body, headers=OWN, content_type=f"multipart/form-data; boundary={boundary}")
    main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return answer.status_code, " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_an_export_is_what_its_sidecar_says(client: FlaskClient, archive: bytes) -> None:
    status, told = sent(client, file=(archive, "download.zip"))
    assert (status, f"{NAME} is exactly what its sidecar says" in told) == (200, True)
    assert "Table recently_added Region US Product meetings As of 2026-11-23 Rows 2" in told
    file, beside = pair(archive)
    assert "exactly" in sent(client, file=(file, NAME), sidecar=(beside, "x.sidecar.json"))[1]


def test_a_changed_file_is_told_with_what_differs(client: FlaskClient, archive: bytes) -> None:
    file, beside = pair(archive)
    changed = file.replace(b"S2", b"S3")
    status, told = sent(client, file=(changed, NAME), sidecar=(beside, "x.sidecar.json"))
    assert (status, f"{NAME} is not what its sidecar says" in told) == (200, True)
    assert ("SHA-256" in told, "Bytes" in told) == (True, False)  # a letter for a letter
    shorter = file.rsplit(b"\r\n", 2)[0] + b"\r\n"
    told = sent(client, file=(shorter, "<b>.csv"), sidecar=(beside, "x.sidecar.json"))[1]
    assert "Rows 2 1" in told
    assert f"Name {NAME} &lt;b&gt;.csv" in told


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({}, "Choose a file."),
        ({"file": (b"a,b\r\n", "a.csv")}, "Choose its sidecar too"),
        ({"file": (b"a", "a.csv"), "sidecar": (b"[]", "a.json")}, "The sidecar is damaged"),
        ({"file": (b"a", "a.csv"), "sidecar": (b"[" * 100_000, "a.json")}, "The sidecar is damaged"),
        ({"file": (zipped(a_DOT_csv=b"1"), "a.zip")}, "does not hold one file and its sidecar"),
        ({"file": (zipped(a=b"1", a_DOT_sidecar_DOT_json=b"x" * 2_000_000), "a.zip")}, "does not hold"),
        ({"file": (zipped(a=b"1", a_DOT_sidecar_DOT_json=b"{}"), "a.zip")}, "The sidecar is damaged"),
    ],
)
def test_what_cannot_be_checked_says_why(
    client: FlaskClient, archive: bytes, parts: dict[str, Part], reason: str
) -> None:
    status, told = sent(client, **parts)
    assert (status, reason in told) == (400, True), told


def test_too_much_is_refused(client: FlaskClient, archive: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "_MOST", 4_000)
    assert sent(client, file=(b"x" * 5_000, "a.csv"))[0] == 400
    unpacks = zipped(a=b"1" * 4_001, a_DOT_sidecar_DOT_json=b"{}")
    assert "does not hold" in sent(client, file=(unpacks, "a.zip"))[1]


def test_a_larger_file_than_a_form_is_taken(client: FlaskClient, archive: bytes) -> None:
    told = sent(client, file=(b"x" * (5 << 20), "a.bin"))[1]
    assert "Choose its sidecar too" in told
