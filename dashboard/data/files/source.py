"""Opens a report file, plain or zipped, and gives its lines."""

import hashlib
import lzma
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, Any

from dashboard.data.files import json_records
from dashboard.errors import Rejected

_ZIP = b"PK\x03\x04", b"PK\x05\x06"
_LONGEST_LINE = 1 << 20  # bytes
_LARGEST = 4 << 30  # bytes of a file in a ZIP
_REPORT_EVERY = 1 << 18  # bytes
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError)
_BOM = b"\xef\xbb\xbf"
_HEAD = 64  # bytes that tell what a file is

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Source:
    """A file that is open for reading. `size` counts the bytes of the text, unzipped."""

    name: str  # of the file, fit to be shown
    checksum: str  # SHA-256 of the file as given
    size: int
    stream: IO[bytes]
    json: bool = False  # its lines are a header, which no line of the file is, and a line a record

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
        except (*_BROKEN, OSError) as error:
            raise Rejected(f"cannot be read: {error}") from error

    def _lines(self, progress: Progress | None) -> Iterator[str]:
        done, reported, number = 0, 0, 0
        while raw := self._line(number + 1):
            number += 1
            done += len(raw)
            yield _decoded(raw.removeprefix(_BOM) if number == 1 else raw, number)
            if progress and done - reported >= _REPORT_EVERY:
                reported = done
                progress(done, self.size)

    def _line(self, number: int) -> bytes:
        try:
            raw = self.stream.readline(_LONGEST_LINE)
        except (*_BROKEN, OSError) as error:
            raise Rejected(f"line {number}: cannot be read: {error}") from error
        if len(raw) == _LONGEST_LINE:
            raise Rejected(f"line {number}: longer than {_LONGEST_LINE} bytes: not a report")
        return raw


def _decoded(raw: bytes, number: int) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Rejected(f"line {number}, byte {error.start + 1}: not UTF-8: save the file as UTF-8") from None


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The file at a path, or the one file in a ZIP, told by its first bytes. Raises Rejected when it cannot be read."""
    with _file(path) as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
        file.seek(0)
        zipped = file.read(4) in _ZIP
        file.seek(0)
        if not zipped:
            yield _source(path, checksum, size, file)
            return
        with _member(file) as (stream, unzipped):
            yield _source(path, checksum, unzipped, stream)


def _source(path: Path, checksum: str, size: int, stream: Any) -> Source:
    try:
        head = stream.peek(_HEAD)[:_HEAD]
    except (*_BROKEN, OSError) as error:
        raise Rejected(f"line 1: cannot be read: {error}") from error
    return Source(shown(path), checksum, size, stream, json_records.is_json(head))


def shown(path: Path) -> str:
    """A file's name as text: bytes and characters that cannot be shown are replaced."""
    name = os.fsencode(path.name).decode(errors="replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)


def _file(path: Path) -> BufferedReader:
    try:
        if path.is_dir():
            raise Rejected("a directory, not a file")
        if not path.is_file():
            raise Rejected("no such file")
        return path.open("rb")
    except OSError as error:
        raise Rejected(f"cannot be opened: {error.strerror}") from error


@contextmanager
def _member(file: IO[bytes]) -> Iterator[tuple[IO[bytes], int]]:
    try:
        archive = zipfile.ZipFile(file)
        inside = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
        if len(inside) != 1:
            raise Rejected(f"a ZIP that holds {len(inside)} files: it must hold one CSV")
        if inside[0].file_size > _LARGEST:
            raise Rejected(f"a ZIP whose file unzips to {inside[0].file_size} bytes: the limit is {_LARGEST}")
        stream = archive.open(inside[0])
    except _BROKEN as error:
        raise Rejected(f"a ZIP that cannot be read: {error}") from error
    with archive, stream:
        yield stream, inside[0].file_size
