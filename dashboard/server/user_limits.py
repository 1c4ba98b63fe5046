"""What one user may have at work at once, whichever of their sessions and tokens asks; the rest is told to come again.

`turns` keeps the requests of one session or token in a queue. Here all of a user's count together, and files of rows,
which can take minutes, are counted apart: a few at a time, so that threads are always left for pages.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from threading import Lock

from flask import Flask, Response, current_app, g, request

from dashboard.errors import TooMany
from dashboard.i18n import N_
from dashboard.server.worker import SHARE

MOST = 2 * SHARE
MOST_FILES, MOST_FILES_OF_ALL = 2, 4
_FILES = ("/api/v1/export/", "/audit.csv")
_EXTENSION = "dashboard.shares"


class Shares:
    """How much is at work, by user."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: Counter[int] = Counter()
        self._files: Counter[int] = Counter()

    def enter(self, user_id: int, file: bool) -> None:
        """Counts a request of a user. Raises TooMany."""
        with self._lock:
            if self._requests[user_id] >= MOST:
                raise TooMany(N_("You ask for more at once than one person may. Try again in a moment."), 1)
            if file and (self._files[user_id] >= MOST_FILES or self._files.total() >= MOST_FILES_OF_ALL):
                raise TooMany(N_("Other files are being written. Ask for this one when they are done."), 5)
            self._requests[user_id] += 1
            self._files[user_id] += file

    def leave(self, user_id: int, file: bool) -> None:
        """Its answer is out, or its reader is gone."""
        with self._lock:
            self._requests[user_id] -= 1
            self._files[user_id] -= file
            for counter in (self._requests, self._files):
                if counter[user_id] <= 0:
                    del counter[user_id]


def register_shares(server: Flask) -> None:
    """Lets every request of a user begin with `begin_share`, which `security.guard` calls, and end by itself."""
    server.extensions[_EXTENSION] = Shares()
    server.after_request(_hold)
    server.teardown_request(_end)


def begin_share(user_id: int) -> None:
    """Counts the request at work. Raises TooMany."""
    file = request.path.startswith(_FILES)
    _shares().enter(user_id, file)
    g.share = (user_id, file)


def _hold(response: Response) -> Response:
    """A file counts until its last row is out."""
    share = g.get("share")
    if share is not None and share[1] and response.is_streamed:
        g.share = None
        response.response = _counted(response.iter_encoded(), _shares(), *share)
    return response


def _counted(chunks: Iterable[bytes], shares: Shares, user_id: int, file: bool) -> Iterator[bytes]:
    try:
        yield from chunks
    finally:
        shares.leave(user_id, file)


def _end(_error: BaseException | None) -> None:
    if share := g.pop("share", None):
        _shares().leave(*share)


def _shares() -> Shares:
    shares: Shares = current_app.extensions[_EXTENSION]
    return shares
