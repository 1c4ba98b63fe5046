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

from dashboard.errors import DashboardError

SUFFIX = ".sidecar.json"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Verdict:
    """What was compared: the file's name, how many rows it holds (None where they cannot be counted), what differs."""

    file: str
    rows: int | None
    differences: tuple[str, ...]


def verify(path: Path) -> Verdict:
    """Compares a file with `<file>.sidecar.json` beside it, or the file in a ZIP with the sidecar in it.

    Raises DashboardError when one of the two is missing or cannot be read.
    """
    try:
        if zipfile.is_zipfile(path) and path.suffix == ".zip":
            return _in_archive(path)
        told = _told(path.with_name(path.name + SUFFIX).read_bytes(), path)
        return _compared(path.name, told, path.open("rb"))
    except FileNotFoundError as error:
        raise DashboardError(f"{error.filename}: no such file") from error
    except (OSError, zipfile.BadZipFile) as error:
        raise DashboardError(f"{path}: cannot be read: {error}") from error


def _in_archive(path: Path) -> Verdict:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        told = [name for name in names if name.endswith(SUFFIX)]
        if len(names) != 2 or len(told) != 1 or told[0].removesuffix(SUFFIX) not in names:
            raise DashboardError(f"{path}: a ZIP that does not hold one file and its sidecar")
        name = told[0].removesuffix(SUFFIX)
        return _compared(name, _told(archive.read(told[0]), path), archive.open(name))


def _told(raw: bytes, path: Path) -> dict[str, Any]:
    try:
        told = json.loads(raw)
        if isinstance(told, dict) and {"sha256", "size", "rows"} <= told.keys():
            return told
    except ValueError:
        pass
    raise DashboardError(f"{path}: its sidecar is damaged: it names no checksum, size and number of rows")


def _compared(name: str, told: dict[str, Any], file: IO[bytes]) -> Verdict:
    with _spooled(file) as (body, digest, size):
        rows = _rows(name, body)
    found = {"sha256": digest, "size": size, "rows": rows, "truncated": False, "file": name}
    expected = {**told, "truncated": told.get("truncated"), "file": told.get("file", name)}
    differ = [
        f"{key}: the sidecar says {expected[key]}, the file has {value}"
        for key, value in found.items()
        if value is not None and value != expected[key]
    ]
    return Verdict(name, rows, tuple(differ))


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
    """Rows of a CSV or JSON file; a worksheet's are vouched for by its checksum alone."""
    try:
        if name.endswith(".csv"):
            with io.TextIOWrapper(body, "utf-8", newline="") as text:
                return max(sum(1 for _ in csv.reader(text)) - 1, 0)
        if name.endswith(".json"):
            return len(orjson.loads(body.read()))
    except (ValueError, csv.Error):
        return -1  # damaged: no sidecar says so
    return None
