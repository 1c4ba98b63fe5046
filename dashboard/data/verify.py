"""Checks an exported file against its sidecar: what differs, if anything."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from dashboard.errors import DashboardError, Rejected
from dashboard.words import N_

SUFFIX = ".sidecar.json"
_CHUNK = 1 << 20
_LARGEST_SIDECAR, _LARGEST_JSON = 1 << 20, 1 << 26

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

    `told` is the whole sidecar, `sha256` that of the file.
    """

    file: str
    rows: int | None
    found: tuple[Difference, ...]
    told: dict[str, Any]
    sha256: str

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
        beside = path.with_name(path.name + SUFFIX).read_bytes()
        return verify_pair(path.name, path.open("rb"), beside)
    except FileNotFoundError as error:
        raise DashboardError(f"{error.filename}: no such file") from error
    except Rejected as error:
        raise DashboardError(f"{path}: {error}") from error
    except OSError as error:
        raise DashboardError(f"{path}: cannot be read: {error}") from error


def verify_pair(name: str, file: IO[bytes], beside: bytes) -> Verdict:
    """Compares a file with its sidecar; closes the file. Raises Rejected for what is no sidecar."""
    return _compared(name, _told(beside), file)


def verify_archive(file: Path | IO[bytes], most: int | None = None) -> Verdict:
    """Compares the file in a ZIP with the sidecar in it; `most`: the bytes it may unpack to.

    Raises Rejected for a ZIP that does not hold the two.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            told = [name for name in sizes if name.endswith(SUFFIX)]
            name = told[0].removesuffix(SUFFIX) if told else ""
            if len(sizes) != 2 or len(told) != 1 or name not in sizes or sizes[told[0]] > _LARGEST_SIDECAR:
                raise Rejected(NOT_BOTH)
            if most is not None and sizes[name] > most:
                raise Rejected(NOT_BOTH)
            return _compared(name, _told(archive.read(told[0])), archive.open(name))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zipfile.LargeZipFile, EOFError) as error:
        raise Rejected(NOT_BOTH) from error


def _told(raw: bytes) -> dict[str, Any]:
    try:
        told = json.loads(raw)
        if isinstance(told, dict) and {"sha256", "size", "rows"} <= told.keys():
            return told
    except (ValueError, RecursionError):
        pass
    raise Rejected(DAMAGED)


def _compared(name: str, told: dict[str, Any], file: IO[bytes]) -> Verdict:
    with _spooled(file) as (body, digest, size):
        rows = _rows(name, body, size)
    found = {"sha256": digest, "size": size, "rows": rows, "truncated": False, "file": name}
    expected = {**told, "truncated": told.get("truncated"), "file": told.get("file", name)}
    differ = [
        Difference(key, expected[key], value)
        for key, value in found.items()
        if value is not None and value != expected[key]
    ]
    return Verdict(name, rows, tuple(differ), told, digest)


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


def _rows(name: str, body: IO[bytes], size: int) -> int | None:
    """Rows of a CSV file or a JSON file of some length; those of others are vouched for by the checksum alone."""
    try:
        if name.endswith(".csv"):
            with io.TextIOWrapper(body, "utf-8", newline="") as text:
                return max(sum(1 for _ in csv.reader(text)) - 1, 0)
        if name.endswith(".json") and size <= _LARGEST_JSON:
            return len(orjson.loads(body.read()))
    except (ValueError, TypeError, csv.Error):
        return -1  # damaged: no sidecar says so
    return None
