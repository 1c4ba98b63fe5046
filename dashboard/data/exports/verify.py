"""Checks an exported file against its sidecar: what differs, if anything."""

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from dashboard.errors import DashboardError, Rejected
from dashboard.i18n import N_

SUFFIX = ".sidecar.json"
_CHUNK = 1 << 20
_LARGEST_SIDECAR = 1 << 20
_SMALL, _RATIO = 1 << 20, 200  # bytes that anything may unpack to, and how often its own size beyond them
_DAMAGED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OverflowError,
    RuntimeError, ValueError,
)  # fmt: skip
"""What Python's own reading of archives raises for one that is damaged."""

DAMAGED = N_("The sidecar is damaged: it names no checksum, size and number of rows.")
NOT_BOTH = N_("The ZIP does not hold one file and its sidecar.")


@dataclass(frozen=True)
class Difference:
    """One thing that is not as the sidecar says."""

    key: str
    told: object
    found: object

    def __str__(self) -> str:
        return f"{self.key}: the sidecar says {self.told}, the file has {self.found}"


@dataclass(frozen=True)
class Verdict:
    """What was compared: the file's name, how many rows it holds (None where they cannot be counted), what differs.

    `told` is the whole sidecar, `sha256` that of the file. A file with another name is the same file: `renamed` is the
    name that the sidecar gives one in which nothing else differs, "" when it is the same.
    """

    file: str
    rows: int | None
    found: tuple[Difference, ...]
    told: dict[str, Any]
    sha256: str
    renamed: str = ""

    @property
    def differences(self) -> tuple[str, ...]:
        """In words, in English."""
        return tuple(map(str, self.found))


def verify(path: Path) -> Verdict:
    """Compares a file with `<file>.sidecar.json` beside it, or the file in a ZIP with the sidecar in it.

    Raises DashboardError when one of the two is missing or cannot be read.
    """
    try:
        if path.suffix == ".zip" and zipfile.is_zipfile(path):
            return verify_archive(path)
        with path.open("rb") as file:
            beside = path.with_name(path.name + SUFFIX).read_bytes()
            return verify_pair(path.name, file, beside)
    except FileNotFoundError as error:
        hint = "" if str(error.filename) == str(path) else f"; {path.name} was exported without its sidecar"
        raise DashboardError(f"{error.filename}: no such file{hint}") from error
    except Rejected as error:
        raise DashboardError(f"{path}: {error}") from error
    except OSError as error:
        raise DashboardError(f"{path}: cannot be read: {error.strerror or error}") from error


def verify_pair(name: str, file: IO[bytes], beside: bytes) -> Verdict:
    """Compares a file with its sidecar; closes the file. Raises Rejected for what is no sidecar."""
    return _compared(name, _told(beside), file)


def verify_archive(file: Path | IO[bytes], most: int | None = None) -> Verdict:
    """Compares the file in a ZIP with the sidecar in it; `most`: the bytes it may unpack to.

    Raises Rejected for a ZIP that does not hold the two, is damaged, or unpacks to far more than was sent.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            member, beside = _pair(archive, most)
            return _compared(member.filename, _told(archive.read(beside)), archive.open(member))
    except _DAMAGED as error:
        raise Rejected(NOT_BOTH) from error


def _pair(archive: zipfile.ZipFile, most: int | None) -> tuple[zipfile.ZipInfo, zipfile.ZipInfo]:
    """The two members of an export, whose sizes the archive tells; reading stops where it lies. Raises Rejected."""
    members = {info.filename: info for info in archive.infolist()}
    beside = next((info for name, info in members.items() if name.endswith(SUFFIX)), None)
    member = members.get(beside.filename.removesuffix(SUFFIX)) if beside else None
    if len(archive.infolist()) != 2 or beside is None or member is None or beside.file_size > _LARGEST_SIDECAR:
        raise Rejected(NOT_BOTH)
    if most is not None and (member.file_size > most or member.file_size > _SMALL + _RATIO * member.compress_size):
        raise Rejected(NOT_BOTH)
    if {member.compress_type, beside.compress_type} - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Rejected(NOT_BOTH)
    return member, beside


def _told(raw: bytes) -> dict[str, Any]:
    try:
        sidecar = json.loads(raw)
        if isinstance(sidecar, dict) and {"sha256", "size", "rows"} <= sidecar.keys():
            return sidecar
    except (ValueError, RecursionError):
        pass
    raise Rejected(DAMAGED)


def _compared(name: str, sidecar: dict[str, Any], file: IO[bytes]) -> Verdict:
    with _spooled(file) as (body, digest, size):
        rows = _rows(str(sidecar.get("file") or name), body)
    recounted = {"sha256": digest, "size": size, "rows": rows, "truncated": False, "file": name}
    expected = {**sidecar, "truncated": sidecar.get("truncated"), "file": sidecar.get("file", name)}
    differ = [
        Difference(key, expected[key], value)
        for key, value in recounted.items()
        if value is not None and value != expected[key]
    ]
    if [difference.key for difference in differ] == ["file"]:
        return Verdict(name, rows, (), sidecar, digest, renamed=str(expected["file"]))
    return Verdict(name, rows, tuple(differ), sidecar, digest)


@contextmanager
def _spooled(file: IO[bytes]) -> Iterator[tuple[IO[bytes], str, int]]:
    """The file at its beginning, with its checksum and its size in bytes."""
    digest, size = hashlib.sha256(), 0
    with file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
        file.seek(0)
        yield file, digest.hexdigest(), size


def _rows(name: str, body: IO[bytes]) -> int | None:
    """Rows of a CSV or a JSON file; those of others are vouched for by the checksum alone. -1 for what is neither.

    Counted a chunk at a time and never parsed: what the file holds may be anything.
    """
    if name.endswith(".csv"):
        return max(_csv_lines(body) - 1, 0)
    if name.endswith(".json"):
        return _json_lines(body)
    return None


def _csv_lines(body: IO[bytes]) -> int:
    """Lines of a CSV file: line breaks outside quotation marks, and a last line without one."""
    lines, quoted, last = 0, False, b"\n"
    while chunk := body.read(_CHUNK):
        for part in chunk.split(b'"'):
            lines += 0 if quoted else part.count(b"\n")
            quoted = not quoted
        quoted = not quoted  # the last part goes on in the next chunk
        last = chunk[-1:]
    return lines + (last != b"\n")


def _json_lines(body: IO[bytes]) -> int:
    """Rows of an array as `formats.json_file` writes it, a row a line; text in JSON holds no line break."""
    lines, ends, begins = 0, b"", body.read(2)
    if begins == b"[]":
        return 0
    lines, ends = begins.count(b"\n"), begins
    while chunk := body.read(_CHUNK):
        lines += chunk.count(b"\n")
        ends = (ends + chunk)[-2:]
    return lines + (not ends.endswith(b"\n")) if begins[:1] == b"[" and ends.rstrip().endswith(b"]") else -1
