"""Tried: archives that unpack to gigabytes, nest without end, or are damaged, given to the page that checks exports."""

import io
import json
import random
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

import pytest

from dashboard.data.exports.verify import SUFFIX, verify_archive, verify_pair
from dashboard.errors import Rejected

MOST = 256 << 20
SIDECAR = json.dumps({"sha256": "", "size": 0, "rows": 0}).encode()


def archive(name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED, sidecar: bytes = SIDECAR) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        file.writestr(name, content)
        file.writestr(name + SUFFIX, sidecar)
    made.seek(0)
    return made


def cost(archive: IO[bytes]) -> tuple[float, float]:
    """Seconds of the processor and megabytes at the peak that checking takes, refused or not."""
    tracemalloc.start()
    began = time.process_time()
    with suppress(Rejected):
        verify_archive(archive, MOST)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return time.process_time() - began, peak


BOMBS = {
    "zeros": b"\0" * (64 << 20),
    "arrays in a row": b"[" + b"[],\n" * (16 << 20) + b"[]]",
    "arrays in arrays": b"[" * (64 << 20),
    "quotation marks": b'"' * (64 << 20),
    "commas": b"," * (64 << 20),
    "lines": b"\n" * (64 << 20),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx"])
def test_a_small_archive_costs_little(name: str, suffix: str) -> None:
    """65 KB of archive once froze the process for 50 s and took 1.9 GB."""
    seconds, megabytes = cost(archive(f"x.{suffix}", BOMBS[name]))
    assert seconds < 2
    assert megabytes < 60


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_denser_methods_are_refused(method: int) -> None:
    with pytest.raises(Rejected):
        verify_archive(archive("x.csv", b"a\r\n" * 1000, method), MOST)


def test_what_is_large_and_honest_is_counted_a_piece_at_a_time() -> None:
    """Rows of a file that hardly gets smaller: memory does not grow with it."""
    dice = random.Random(7)
    lines = b"".join(b'"%x ""\r\n""",%d\r\n' % (dice.getrandbits(256), number) for number in range(100_000))
    seconds, megabytes = cost(archive("x.csv", b"a,b\r\n" + lines))
    assert megabytes < 60
    assert seconds < 5
    assert verify_archive(archive("x.csv", b"a,b\r\n" + lines), MOST).rows == 100_000


@pytest.mark.parametrize(
    ("name", "content", "rows"),
    [
        ("x.csv", b"", 0),
        ("x.csv", b"a\r\n", 0),
        ("x.csv", b"a\r\n1\r\n2\r\n", 2),
        ("x.csv", b"a\r\n1\r\n2", 2),
        ("x.csv", b'a\r\n"1\r\n2\r\n"\r\n', 1),
        ("x.csv", b'a\r\n"""\r\n"\r\n3\r\n', 2),
        ("x.json", b"[]\n", 0),
        ("x.json", b'[{"a":1}]\n', 1),
        ("x.json", b'[{"a":1},\n{"a":"]\\n"}]\n', 2),
        ("x.json", b'[{"a":1},\n{"a":2}', -1),
        ("x.json", b"{}", -1),
        ("x.xlsx", b"PK", None),
    ],
)
def test_rows_are_counted(name: str, content: bytes, rows: int | None) -> None:
    assert verify_pair(name, io.BytesIO(content), SIDECAR).rows == rows


def test_a_quotation_mark_where_two_pieces_meet() -> None:
    for shift in range(4):
        content = b"a" * ((1 << 20) - 2 - shift) + b'\r\n"x\r\ny"\r\n"z"\r\n'
        assert verify_pair("x.csv", io.BytesIO(content), SIDECAR).rows == 2


def damaged(whole: bytes) -> Iterator[bytes]:
    """The archive with each byte changed in turn, and cut off after each."""
    for place in range(len(whole)):
        for changed in (0x00, 0xFF, whole[place] ^ 1):
            yield whole[:place] + bytes([changed]) + whole[place + 1 :]
        yield whole[:place]


def test_a_damaged_archive_is_refused_or_told_apart() -> None:
    whole = archive("x.csv", b"a,b\r\n1,2\r\n" * 20).getvalue()
    for one in damaged(whole):
        try:
            verdict = verify_archive(io.BytesIO(one), MOST)
        except Rejected:
            continue
        assert verdict.found  # the sidecar of this test tells of another file anyway


@pytest.mark.parametrize("sidecar", [b"[" * 100_000, b"{}", b"\xff", b'{"sha256": 1}', b'{"a":' * 200_000])
def test_sidecars_that_are_none(sidecar: bytes) -> None:
    with pytest.raises(Rejected):
        verify_archive(archive("x.csv", b"a\r\n", sidecar=sidecar), MOST)
