"""Browser files packed as small as they get, once: packing the largest takes seconds, too long for who waits for it.

A file's first reader gets it packed in a hurry; meanwhile it is packed well, and kept on disk for the next start.
"""

import gzip
import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock, Thread

import brotli
from flask import Flask, Response, request

FILES = ("/assets/", "/vendor/", "/_dash-component-suites/", "/_favicon.ico")
"""Where the addresses of browser files begin."""

_WAYS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, mode=brotli.MODE_TEXT, quality=11, lgwin=24),
    "gzip": partial(gzip.compress, compresslevel=9, mtime=0),
}
_LEAST = 500  # bytes: below it there is nothing to gain


@dataclass(frozen=True)
class _Packed:
    """Packed files by the digest of what they hold and how they are packed, and the folder that keeps them."""

    folder: Path
    known: dict[str, bytes] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    alone: Lock = field(default_factory=Lock)  # one file at a time: readers come first


def register_packed(server: Flask, folder: Path) -> None:
    """Answers with what is packed already. To be called after Flask-Compress, which then finds nothing left to do."""
    server.after_request(partial(_pack, _Packed(folder)))


def _pack(packed: _Packed, response: Response) -> Response:
    way = request.accept_encodings.best_match(_WAYS)
    if way is None or not request.path.startswith(FILES) or response.status_code != 200:
        return response
    if response.is_streamed or "Content-Encoding" in response.headers:
        return response
    body = response.get_data()
    name = f"{hashlib.sha256(body).hexdigest()[:32]}.{way}"
    small = _found(packed, name)
    if small is not None:
        return _replaced(response, small, way)
    if len(body) >= _LEAST and name not in packed.begun:
        packed.begun.add(name)
        Thread(target=_keep, args=(packed, name, way, body), daemon=True).start()
    return response


def _found(packed: _Packed, name: str) -> bytes | None:
    path = packed.folder / name
    if name not in packed.known and path.is_file():
        packed.known[name] = path.read_bytes()
    return packed.known.get(name)


def _replaced(response: Response, small: bytes, way: str) -> Response:
    response.set_data(small)
    response.headers["Content-Encoding"] = way
    etag, weak = response.get_etag()
    if etag and not weak:
        response.set_etag(f"{etag}:{way}")
    response.make_conditional(request)
    return response


def _keep(packed: _Packed, name: str, way: str, body: bytes) -> None:
    """Packs a file; a folder that takes nothing costs no more than doing so again after the next start."""
    with packed.alone:
        small = packed.known[name] = _WAYS[way](body)
    try:
        packed.folder.mkdir(exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=packed.folder)
        with os.fdopen(handle, "wb") as file:
            file.write(small)
        Path(temporary).replace(packed.folder / name)
    except OSError:
        return
