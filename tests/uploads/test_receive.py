"""What comes over the wire: names that lie, too many, too much, and connections that break off."""

import errno
import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Request, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge, ServiceUnavailable

from dashboard.errors import BadParameter
from dashboard.uploads import receive as receiving
from dashboard.uploads.batches import Batch, paths
from dashboard.uploads.receive import receive

app = Flask("test")


def took(root: Path, **sent: Any) -> tuple[Batch, MultiDict[str, str]]:
    with app.test_request_context("/data/upload", method="POST", **sent):
        return receive(request, root, 1, "boss@example.com")


def parts(*files: tuple[bytes, str], **fields: str) -> dict[str, Any]:
    return {"data": {"file": [(io.BytesIO(body), name) for body, name in files], **fields}}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("report.csv", "report.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\report.csv", "report.csv"),
        ("/abs/olute.csv", "olute.csv"),
        ("..", ".."),
        ("a\x00b\r\nc.csv", "abc.csv"),
        ("state.json", "state.json"),
        ("0.file", "0.file"),
        ("x" * 500 + ".csv", "x" * 196 + ".csv"),
        ("Übersicht 2026-11-15_2026-11-21.csv", "Übersicht 2026-11-15_2026-11-21.csv"),
    ],
)
def test_names_are_told_and_never_paths(tmp_path: Path, given: str, name: str) -> None:
    root = tmp_path / "uploads"
    batch, _ = took(root, query_string={"name": given}, data=b"a,b", content_type="text/csv")
    assert [one.name for one in batch.files] == [name]
    assert [path.read_bytes() for path in paths(root, batch)] == [b"a,b"]
    assert [path.name for path in tmp_path.iterdir()] == ["uploads"]
    assert sorted(path.name for path in (root / batch.batch_id).iterdir()) == ["0.file", "state.json"]


def test_files_of_a_form_keep_their_order_and_fields_are_told(tmp_path: Path) -> None:
    batch, fields = took(tmp_path, **parts((b"1", "b.csv"), (b"", ""), (b"333", "a.csv"), region="EU"))
    assert [(one.name, one.size) for one in batch.files] == [("b.csv", 1), ("a.csv", 3)]
    assert [path.read_bytes() for path in paths(tmp_path, batch)] == [b"1", b"333"]
    assert fields.to_dict() == {"region": "EU"}


@pytest.mark.parametrize(
    "sent",
    [
        {},
        parts(),
        parts((b"", "")),
        parts((b"", "empty.csv")),
        {"data": b"", "content_type": "text/csv"},
        {"data": b"no form at all", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"no form at all", "content_type": "multipart/form-data"},
    ],
)
def test_no_file_is_told(tmp_path: Path, sent: dict[str, Any]) -> None:
    with pytest.raises(BadParameter, match="Choose a file"):
        took(tmp_path, **sent)
    assert list(tmp_path.iterdir()) == []


def test_too_many_and_too_much_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "UPLOAD_FILES", 2)
    with pytest.raises(BadParameter, match="at most 2 files"):
        took(tmp_path, **parts(*[(b"x", f"{n}.csv") for n in range(3)]))
    monkeypatch.setattr(receiving, "UPLOAD_BYTES", 1_000)
    monkeypatch.setattr(receiving, "_FORM_BYTES", 1_000)
    for sent in ({"data": b"x" * 2_001, "content_type": "text/csv"}, parts((b"x" * 2_001, "a.csv"))):
        with pytest.raises(RequestEntityTooLarge):
            took(tmp_path, **sent)
    assert list(tmp_path.iterdir()) == []


def test_a_connection_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\r\n'
    for body, content_type in ((b"a,b\r\n1,2", "text/csv"), (head, "multipart/form-data; boundary=x")):
        told = {"CONTENT_LENGTH": str(len(body) + 10), "wsgi.input_terminated": True}  # as gunicorn has it
        with pytest.raises(ClientDisconnected):
            took(tmp_path, input_stream=io.BytesIO(body), content_type=content_type, environ_overrides=told)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(receiving, "_read", full)
    with pytest.raises(ServiceUnavailable):
        took(tmp_path, data=b"x", content_type="text/csv")
    assert list(tmp_path.iterdir()) == []


def test_no_more_than_fits_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    took(tmp_path, data=b"x" * 600, content_type="text/csv")
    monkeypatch.setattr(receiving, "MOST_HELD", 1_000)
    with pytest.raises(ServiceUnavailable):
        took(tmp_path, data=b"x" * 600, content_type="text/csv")
    monkeypatch.setattr(receiving, "_SPARE", 1 << 60)
    with pytest.raises(ServiceUnavailable):
        took(tmp_path, data=b"x", content_type="text/csv")


def test_only_so_many_are_received_at_once(tmp_path: Path) -> None:
    for _ in range(3):
        assert receiving._AT_ONCE.acquire(blocking=False)
    try:
        with pytest.raises(ServiceUnavailable):
            took(tmp_path, data=b"x", content_type="text/csv")
    finally:
        receiving._AT_ONCE.release(3)
    took(tmp_path, data=b"x", content_type="text/csv")


def test_a_file_is_never_held_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Counted(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            asked.append(-1 if size is None else size)
            return super().read(size)

    body = Counted(b"x" * (4 << 20))
    monkeypatch.setattr(Request, "stream", property(lambda _self: body))
    batch, _ = took(tmp_path, content_type="text/csv")
    assert batch.files[0].size == 4 << 20
    assert 0 < max(asked) <= 1 << 18
    assert -1 not in asked
