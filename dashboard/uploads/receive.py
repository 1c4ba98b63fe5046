"""Receives files: streamed to the disk as they come, bounded in size, number and time, never held in memory."""

import errno
import shutil
import socket
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge, ServiceUnavailable
from werkzeug.formparser import FormDataParser

from dashboard.data.files.limits import UPLOAD_BYTES, UPLOAD_FILES
from dashboard.errors import BadParameter
from dashboard.i18n import N_
from dashboard.uploads.batches import Batch, Sent, create, path_of, purge, remove, waiting_bytes

SECONDS = 1_800
"""How long a request may take to send its files."""
MOST_HELD = 4 * UPLOAD_BYTES
"""Bytes of all files that wait for a decision; beyond them no more are taken."""

_FORM_BYTES = 1 << 20  # what a form's own fields and the parts' heads may add
_SPARE = 256 << 20  # bytes of the disk that are left alone
_CHUNK = 1 << 18
_LONGEST_NAME = 200
_AT_ONCE = threading.BoundedSemaphore(3)  # of the server's threads, so that others are answered meanwhile

NO_FILE = N_("Choose a file.")
TOO_MANY = N_("at most %(most)s files at a time")
TOO_LARGE = N_("At most %(most)s MB at a time. Use the command: python -m dashboard import FILE --region CODE")
TOO_BUSY = N_("Other files are being received. Try again in a minute.")
NO_ROOM = N_("The server has no room for more files. Try again when those that wait were decided about.")
BROKEN_OFF = N_("The files did not arrive in time, or the connection broke off. Nothing of them was kept.")


def receive(request: Request, root: Path, user_id: int, email: str) -> tuple[Batch, MultiDict[str, str]]:
    """The batch of the files that a request brings, and the fields beside them: a form, or the file as the body.

    Raises BadParameter for no file or too many, RequestEntityTooLarge, ServiceUnavailable when there is no room, and
    ClientDisconnected when they do not arrive: then nothing of them stays.
    """
    purge(root)
    if not _AT_ONCE.acquire(blocking=False):
        raise ServiceUnavailable(TOO_BUSY)
    try:
        _room(root, request.content_length or 0)
        batch = create(root, user_id, email)
        try:
            with _deadline(request):
                return _received(request, root, batch)
        except BaseException:
            remove(root, batch)
            raise
    finally:
        _AT_ONCE.release()


def _room(root: Path, length: int) -> None:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if waiting_bytes(root) + length > MOST_HELD or shutil.disk_usage(root).free < length + _SPARE:
        raise ServiceUnavailable(NO_ROOM)


def _received(request: Request, root: Path, batch: Batch) -> tuple[Batch, MultiDict[str, str]]:
    request.max_content_length = UPLOAD_BYTES + _FORM_BYTES
    try:
        stream = _Counted(request.stream)
        fields, sent = _read(request, stream, root, batch)
        if stream.size < (request.content_length or 0):  # servers tell a connection that broke off as an end
            raise EOFError
    except RequestEntityTooLarge as error:
        raise RequestEntityTooLarge(TOO_LARGE % {"most": UPLOAD_BYTES >> 20}) from error
    except (ClientDisconnected, EOFError) as error:
        raise ClientDisconnected(BROKEN_OFF) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise (ServiceUnavailable(NO_ROOM) if full else ClientDisconnected(BROKEN_OFF)) from error
    if not any(file.size for file in sent):
        raise BadParameter("file", NO_FILE)
    if len(sent) > UPLOAD_FILES:
        raise BadParameter("file", TOO_MANY, most=UPLOAD_FILES)
    return replace(batch, files=tuple(sent)), fields


class _Counted:
    """A stream that knows how much of it was read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.size = stream, 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self.size += len(chunk)
        return chunk


def _read(request: Request, stream: Any, root: Path, batch: Batch) -> tuple[MultiDict[str, str], list[Sent]]:
    if request.mimetype == "multipart/form-data":
        return _parts(request, stream, root, batch)
    return MultiDict[str, str](), [_body(request, stream, root, batch)]


def _parts(request: Request, stream: Any, root: Path, batch: Batch) -> tuple[MultiDict[str, str], list[Sent]]:
    """The fields and files of a form. Parts without a name are fields of files that nobody chose."""
    opened: list[IO[bytes]] = []

    def begin(*_about: object, **_more: object) -> Any:
        opened.append(path_of(root, batch, len(opened)).open("xb+"))
        return opened[-1]

    parser = FormDataParser(begin, max_form_memory_size=_FORM_BYTES, silent=False, max_form_parts=UPLOAD_FILES + 20)
    try:
        asked: Any = (request.mimetype, request.content_length, request.mimetype_params)
        _, fields, files = parser.parse(stream, *asked)
        every = [part for _, part in files.items(multi=True)]
        sizes = {id(part.stream): part.stream.seek(0, 2) for part in every}
    except ValueError as error:  # no form, or the beginning of one
        if not stream.read(1) and stream.size < (request.content_length or 0):
            raise EOFError from error
        raise BadParameter("file", NO_FILE) from error
    finally:
        for file in opened:
            file.close()
    kept = [
        (opened.index(part.stream), _name(part.filename or "", place))
        for place, part in enumerate(every)
        if part.filename
    ]
    return fields, _renumbered(root, batch, opened, kept, sizes)


def _renumbered(
    root: Path, batch: Batch, opened: list[IO[bytes]], kept: list[tuple[int, str]], sizes: dict[int, int]
) -> list[Sent]:
    """The files that were chosen, their numbers without a gap."""
    for number in set(range(len(opened))) - {number for number, _ in kept}:
        path_of(root, batch, number).unlink()
    for place, (number, _) in enumerate(sorted(kept)):
        path_of(root, batch, number).rename(path_of(root, batch, place))
    return [Sent(name, sizes[id(opened[number])]) for number, name in sorted(kept)]


def _body(request: Request, stream: Any, root: Path, batch: Batch) -> Sent:
    """A file that is the body itself; its name is a parameter."""
    size = 0
    with path_of(root, batch, 0).open("xb") as file:
        while chunk := stream.read(_CHUNK):
            size += file.write(chunk)
    return Sent(_name(request.args.get("name", ""), 0), size)


def _name(text: str, place: int) -> str:
    """The last part of a path, on one line: it is shown and looked at for dates, and opens nothing."""
    last = text.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    return shown[-_LONGEST_NAME:] or f"file-{place + 1}"


@contextmanager
def _deadline(request: Request) -> Iterator[None]:
    """Ends the connection's reading when its time is over: a sender that drips holds a thread for no longer."""
    connection: Any = request.environ.get("gunicorn.socket")

    def cut() -> None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RD)

    timer = threading.Timer(SECONDS, cut) if connection is not None else None
    if timer:
        timer.daemon = True
        timer.start()
    try:
        yield
    finally:
        if timer:
            timer.cancel()
