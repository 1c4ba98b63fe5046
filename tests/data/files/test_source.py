"""Files as they come: plain, zipped, broken."""

import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from dashboard.data.files.reading.source import opened
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
    [
        "Ä\r\nb".encode(),
        b"\xef\xbb\xbf" + "Ä\r\nb".encode(),
        zipped({"x/report.dat": "Ä\r\nb".encode()}),
        gzip.compress("Ä\r\nb".encode("utf-16"), mtime=0),
    ],
)
def test_lines(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(data)
    assert lines(path) == ["Ä\r\n", "b"]
    with opened(path) as source:
        assert source.checksum == hashlib.sha256(data).hexdigest()


def test_files_that_were_put_together_have_a_mark_each(tmp_path: Path) -> None:
    """Then the second header is that of the first again, and no row."""
    path = tmp_path / "a.csv"
    path.write_bytes(b'\xef\xbb\xbf"a",b\n1,2\n\xef\xbb\xbf"a",b\n3,4\xef\xbb\xbf\n')
    assert lines(path) == ['"a",b\n', "1,2\n", '"a",b\n', "3,4\ufeff\n"]


def test_lines_of_an_old_mac(tmp_path: Path) -> None:
    """They end with a carriage return alone; one within a cell of other files stays what it is."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\rc,d\r" * 9_000)
    assert lines(path) == ["a,b\n", "c,d\n"] * 9_000
    path.write_bytes("a\rb\r".encode("utf-16"))
    assert lines(path) == ["a\n", "b\n"]
    path.write_bytes(b'a,"b\rc"\nd,e\n')
    assert lines(path) == ['a,"b\rc"\n', "d,e\n"]


def locked(data: bytes) -> bytes:
    """The same ZIP, as if a password were needed."""
    parts = bytearray(data)
    parts[6] |= 1
    parts[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(parts)


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
        ("a\n".encode("utf-16") + b"\x00", "not UTF-16 to its end"),
        (b"a" * (1 << 20), "line 1: longer than"),
        (zipped({}), "a ZIP that holds 0 files"),
        (zipped({"a": b"1", "b": b"2"}), "a ZIP that holds 2 files"),
        (zipped({"a": b"1" * 1000})[:-30], "a ZIP that cannot be read"),
        (zipped({"a": b"12345"}, zipfile.ZIP_STORED).replace(b"12345", b"12346"), "line 1: cannot be read"),
        (locked(zipped({"a": b"1"})), "a ZIP with a password: unpack it"),
        (
            zipped({"xl/workbook.xml": b""}),
            "an Excel workbook: save the sheet as CSV .in Excel: File, Save As",
        ),
        (zipped({"Index/Document.iwa": b""}), "a Numbers or Pages document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook in the old format"),
        (b" <HTML><body><table>", "a web page or XML"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "a web page or XML"),
        (b"{\\rtf1 hello}", "a text document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"a.csv" + bytes(252) + b"ustar", "no text"),
        ("a,b\n".encode("utf-32"), "UTF-32: save the file as UTF-8"),
    ],
    ids=[
        *("not UTF-8", "UTF-16", "endless line", "empty ZIP", "two files", "cut ZIP", "wrong checksum", "password"),
        *("workbook", "Numbers", "old workbook", "web page", "XML", "RTF", "picture", "tar", "UTF-32"),
    ],
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
    monkeypatch.setattr("dashboard.data.files.reading.packed.TEXT_BYTES", 999)
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a": b"1" * 1000}))
    with pytest.raises(Rejected, match="the limit is 999"):
        lines(path)
