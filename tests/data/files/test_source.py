"""Files as they come: plain, zipped, broken."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from dashboard.data.files.source import opened
from dashboard.errors import Rejected


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def lines(path: Path) -> list[str]:
    with opened(path) as source:
        return list(source.lines())


@pytest.mark.parametrize(
    "data",
    ["Ä\r\nb".encode(), b"\xef\xbb\xbf" + "Ä\r\nb".encode(), zipped({"x/report.dat": "Ä\r\nb".encode()})],
)
def test_lines(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(data)
    assert lines(path) == ["Ä\r\n", "b"]
    with opened(path) as source:
        assert source.checksum == hashlib.sha256(data).hexdigest()


def test_what_an_apple_adds_to_a_zip_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.csv": b"1", "__MACOSX/._a.csv": b"\xff"}))
    assert lines(path) == ["1"]


def test_progress_ends_at_the_size_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.csv": b"0123456789\n" * 50_000}))
    told: list[tuple[int, int]] = []
    with opened(path) as source:
        assert sum(1 for _ in source.lines(lambda done, total: told.append((done, total)))) == 50_000
    assert told[-1] == (550_000, 550_000)
    assert len(told) == 3


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a\nb\xff\n", "line 2, byte 2: not UTF-8"),
        ("a\n".encode("utf-16"), "line 1, byte 1: not UTF-8"),
        (b"a" * (1 << 20), "line 1: longer than"),
        (zipped({}), "a ZIP that holds 0 files"),
        (zipped({"a": b"1", "b": b"2"}), "a ZIP that holds 2 files"),
        (zipped({"a": b"1" * 1000})[:-30], "a ZIP that cannot be read"),
        (zipped({"a": b"12345"}, zipfile.ZIP_STORED).replace(b"12345", b"12346"), "line 1: cannot be read"),
    ],
    ids=["not UTF-8", "UTF-16", "endless line", "empty ZIP", "two files", "cut ZIP", "wrong checksum"],
)
def test_refused(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(Rejected, match=told):
        lines(path)


def test_no_file_and_no_directory(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="no such file"):
        lines(tmp_path / "missing.csv")
    with pytest.raises(Rejected, match="a directory"):
        lines(tmp_path)


def test_a_zip_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.data.files.source._LARGEST", 999)
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a": b"1" * 1000}))
    with pytest.raises(Rejected, match="the limit is 999"):
        lines(path)
