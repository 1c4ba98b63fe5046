"""Files that are packed: the one CSV in a ZIP, and what a ZIP without one is."""

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from dashboard.data.files.limits import TEXT_BYTES, UNPACKED_RATIO
from dashboard.errors import Rejected
from dashboard.i18n import N_

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
GZIP = b"\x1f\x8b"
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError)

_LOCKED = 1  # the flag of a file that a password protects
_MOST_FILES = 1_000  # that are looked at in a ZIP
_SMALL = 1 << 20  # bytes below which no ratio says anything
_OFFICE = {
    "xl/": N_("an Excel workbook: save the sheet as CSV (in Excel: File, Save As, CSV UTF-8) and import that file"),
    "word/": N_("a Word document: export the report as CSV"),
    "ppt/": N_("a PowerPoint presentation: export the report as CSV"),
    "Index/": N_("a Numbers or Pages document: export the sheet as CSV (UTF-8) and import that file"),
}
_OPEN_DOCUMENT = "mimetype"
_NOTHING = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")  # what systems leave in archives


@contextmanager
def member(file: IO[bytes]) -> Iterator[tuple[IO[bytes], int]]:
    """The one file in a ZIP and its size, whatever its name; what a system left beside it is nothing.

    Raises Rejected for a workbook, which is a ZIP too, for none or several files, and for what unpacks to too much.
    """
    try:
        archive = zipfile.ZipFile(file)
        names = archive.infolist()
        _refuse_documents(names)
        inside = [name for name in names[:_MOST_FILES] if not name.is_dir() and not _left_behind(name.filename)]
        if len(inside) != 1:
            raise Rejected(
                N_("a ZIP that holds %(files)s files: it must hold one CSV; unpack it and import them"),
                files=len(inside),
            )
        if inside[0].flag_bits & _LOCKED:
            raise Rejected(N_("a ZIP with a password: unpack it and import the CSV in it"))
        _refuse_bombs(inside[0])
        stream = archive.open(inside[0])
    except BROKEN as error:
        raise Rejected(N_("a ZIP that cannot be read: %(error)s"), error=error) from error
    with archive, stream:
        yield stream, inside[0].file_size


def _refuse_documents(names: list[zipfile.ZipInfo]) -> None:
    for name in names[:_MOST_FILES]:
        for folder, application in _OFFICE.items():
            if name.filename.startswith(folder):
                raise Rejected(application)
    if names and names[0].filename == _OPEN_DOCUMENT:
        raise Rejected(N_("an OpenDocument file: save the sheet as CSV (UTF-8) and import that file"))


def _left_behind(name: str) -> bool:
    last = name.rpartition("/")[2]
    return name.startswith(_NOTHING[0]) or last in _NOTHING or last.startswith("._")


def _refuse_bombs(zip_info: zipfile.ZipInfo) -> None:
    if zip_info.file_size > TEXT_BYTES:
        text = N_("a ZIP whose file unzips to %(bytes)s bytes: the limit is %(most)s")
        raise Rejected(text, bytes=zip_info.file_size, most=TEXT_BYTES)
    if zip_info.file_size > _SMALL and zip_info.file_size > UNPACKED_RATIO * zip_info.compress_size:
        raise Rejected(N_("a ZIP that unpacks to more than %(most)s times its size"), most=UNPACKED_RATIO)


class Unpacked(io.RawIOBase):
    """What a gzip holds, as long as it is no more than text packs to."""

    def __init__(self, stream: gzip.GzipFile, packed: int) -> None:
        self._stream = stream
        self._most = max(packed * UNPACKED_RATIO, _SMALL)
        self._done = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer. Raises BadZipFile beyond the limit."""
        piece = self._stream.read(len(buffer))
        self._done += len(piece)
        if self._done > self._most:
            raise zipfile.BadZipFile(f"it unpacks to more than {UNPACKED_RATIO} times its size")
        buffer[: len(piece)] = piece
        return len(piece)
