"""Opens a report file, plain or packed, and gives its lines."""

import gzip
import hashlib
import io
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import IO, Any

from dashboard.data.files import json_records
from dashboard.data.files.limits import LINE_BYTES, SECONDS, TEXT_BYTES
from dashboard.data.files.reading.packed import BROKEN, GZIP, ZIP, Unpacked, member
from dashboard.errors import Rejected
from dashboard.i18n import N_

NOT_UTF_16 = N_("not UTF-16 to its end: save the file as UTF-8")
_REPORT_EVERY = 1 << 18  # bytes
_BOM = b"\xef\xbb\xbf"
_HEAD = 64  # bytes that tell what a file is
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_UTF_32 = N_("UTF-32: save the file as UTF-8")
_NO_TEXT = {
    b"\xd0\xcf\x11\xe0": N_(
        "an Excel workbook in the old format (.xls): save the sheet as CSV (in Excel: File, Save As, CSV UTF-8) and "
        "import that file"
    ),
    b"%PDF": N_("a PDF document: export the report as CSV"),
    b"7z\xbc\xaf": N_("a 7z archive: unpack it and import the CSV in it"),
    b"Rar!": N_("a RAR archive: unpack it and import the CSV in it"),
    b"BZh": N_("a bzip2 archive: unpack it and import the CSV in it"),
    b"\xfd7zX": N_("an xz archive: unpack it and import the CSV in it"),
    b"PAR1": N_("a Parquet file: export the report as CSV"),
    b"(\xb5/\xfd": N_("a Zstandard archive: unpack it and import the CSV in it"),
    b"SQLite format 3": N_("a database: export the report as CSV"),
    b"{\\rtf": N_("a text document (RTF): export the report as CSV"),
    b"\xff\xfe\0\0": _UTF_32,
    b"\0\0\xfe\xff": _UTF_32,
    **dict.fromkeys((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), N_("a picture: export the report as CSV")),
}
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head")
MARKUP = N_(
    "a web page or XML, whatever its name: open it in a spreadsheet, save it as CSV (UTF-8) and import that file"
)
BINARY = N_("no text: export the report as CSV")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Source:
    """A file that is open for reading. `size` counts the bytes of the text, unpacked; of a gzip those of the file."""

    name: str  # of the file, fit to be shown
    checksum: str  # SHA-256 of the file as given
    size: int
    stream: IO[bytes]
    json: bool = False  # its lines are a header, which no line of the file is, and a line a record
    deadline: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    @property
    def first_line(self) -> int:
        """The number of its first line: a record of a JSON file is numbered by itself."""
        return 0 if self.json else 1

    def lines(self, progress: Progress | None = None) -> Iterator[str]:
        """Its lines with their ends. Raises Rejected with the line where it cannot be read on."""
        if self.json:
            yield from json_records.lines_of(self._whole())
        else:
            yield from self._lines(progress)
        if progress:
            progress(self.size, self.size)

    def _whole(self) -> bytes:
        try:
            return self.stream.read(json_records.LARGEST + 1)
        except (*BROKEN, OSError) as error:
            raise Rejected(N_("cannot be read: %(error)s"), error=error) from error

    def _lines(self, progress: Progress | None) -> Iterator[str]:
        done, reported, number = 0, 0, 0
        while raw := self._line(number + 1):
            number += 1
            done += len(raw)
            yield _decoded(raw.removeprefix(_BOM), number)  # files that were put together have one each
            if done - reported >= _REPORT_EVERY:
                reported = done
                self._bound(done, number)
                if progress:
                    progress(min(done, self.size), self.size)

    def _line(self, number: int) -> bytes:
        try:
            raw = self.stream.readline(LINE_BYTES)
        except UnicodeDecodeError as error:
            raise Rejected(NOT_UTF_16, number) from error
        except (*BROKEN, OSError) as error:
            raise Rejected(N_("cannot be read: %(error)s"), number, error=error) from error
        if len(raw) == LINE_BYTES:
            raise Rejected(N_("longer than %(most)s bytes: not a report"), number, most=LINE_BYTES)
        return raw

    def _bound(self, done: int, number: int) -> None:
        if done > TEXT_BYTES:
            raise Rejected(N_("more than %(most)s bytes of text: import it in parts"), number, most=TEXT_BYTES)
        if time.monotonic() > self.deadline:
            raise Rejected(N_("reading took more than %(most)s seconds: import it in parts"), number, most=SECONDS)


def _decoded(raw: bytes, number: int) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        text = N_("line %(at)s, byte %(byte)s: not UTF-8: save the file as UTF-8")
        raise Rejected(text, at=number, byte=error.start + 1) from None


@contextmanager
def opened(path: Path, name: str | None = None) -> Iterator[Source]:
    """The file at a path, or the one file packed in it, told by its first bytes.

    `name` is what people know it by, its own unless given. Raises Rejected when it cannot be read as text.
    """
    with _file(path) as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
        file.seek(0)
        head = file.read(_HEAD)
        file.seek(0)
        file_name = shown(name or path.name)
        if head.startswith(ZIP):
            with member(file) as (stream, unpacked):
                yield _source(file_name, checksum, unpacked, stream)
        elif head.startswith(GZIP):
            with gzip.GzipFile(fileobj=file) as unzipped:
                yield _source(file_name, checksum, size, io.BufferedReader(Unpacked(unzipped, size)))
        else:
            yield _source(file_name, checksum, size, file)


def _source(name: str, checksum: str, size: int, stream: Any) -> Source:
    head = _begin(stream)
    if head.startswith((*ZIP, GZIP)):
        raise Rejected(N_("an archive within an archive: unpack it and import the CSV in it"))
    if reason := next((reason for begin, reason in _NO_TEXT.items() if head.startswith(begin)), None):
        raise Rejected(reason)
    if encoding := _utf_16(head):
        stream = BufferedReader(_Pieces(stream, encoding))
        head = _begin(stream)
    if b"\0" in head:
        raise Rejected(BINARY)
    if head.removeprefix(_BOM).lstrip().lower().startswith(_MARKUP):
        raise Rejected(MARKUP)
    if _returns_alone(stream):
        stream = BufferedReader(_Returns(stream))
    return Source(name, checksum, size, stream, json_records.is_json(head))


def _begin(stream: Any) -> bytes:
    """The first bytes, which stay to be read. Raises Rejected when there is no reading on."""
    try:
        return bytes(stream.peek(_HEAD)[:_HEAD])
    except UnicodeDecodeError as error:
        raise Rejected(NOT_UTF_16, 1) from error
    except (*BROKEN, OSError) as error:
        raise Rejected(N_("cannot be read: %(error)s"), 1, error=error) from error


def _utf_16(head: bytes) -> str | None:
    """The encoding that a byte order mark announces, or that every other byte being zero gives away."""
    if marked := _UTF_16.get(head[:2]):
        return marked
    for encoding, zeros in (("utf-16-le", head[1:16:2]), ("utf-16-be", head[0:16:2])):
        if len(zeros) >= 4 and not any(zeros):
            return encoding
    return None


def _returns_alone(stream: Any) -> bool:
    """Whether lines end with a carriage return alone, as old programs of the Mac write them."""
    beginning = bytes(stream.peek())
    return b"\r" in beginning and b"\n" not in beginning and len(beginning) > beginning.index(b"\r") + 1


class _Returns(io.RawIOBase):
    """Carriage returns as line ends."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._stream.read(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(piece)] = piece
        return len(piece)


class _Pieces(io.RawIOBase):
    """UTF-16 as UTF-8, a piece at a time."""

    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        self._text = io.TextIOWrapper(stream, encoding, newline="")
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            self._left = self._text.read(len(buffer) // 4 or 1).encode(errors="replace")
        piece, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def shown(name: str) -> str:
    """A file's name as text, without folders: bytes and characters that cannot be shown are replaced."""
    whole = os.fsencode(name).decode(errors="replace").replace("\\", "/").rpartition("/")[2]
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in whole)[:200]


def _file(path: Path) -> BufferedReader:
    try:
        if path.is_dir():
            raise Rejected(N_("a directory, not a file"))
        if not path.is_file():
            raise Rejected(N_("no such file"))
        return path.open("rb")
    except OSError as error:
        raise Rejected(N_("cannot be opened: %(error)s"), error=error.strerror) from error
