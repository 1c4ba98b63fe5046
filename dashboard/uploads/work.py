"""Looks at batches and loads them, one a region at a time, in the order in which they came."""

import fcntl
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.access.accounts import User, find_user
from dashboard.access.rights import demand
from dashboard.alerts.due import after_import
from dashboard.data.files.imports import Outcome, Upload, load, preview
from dashboard.data.storage.store import audit, came_from, reading, writing
from dashboard.data.storage.store import user as users
from dashboard.errors import DashboardError, NotFound, RegionUnavailable
from dashboard.i18n import N_
from dashboard.services import Services
from dashboard.uploads.batches import (
    KEPT_SECONDS,
    Batch,
    alive,
    batches,
    before,
    is_kept,
    keep,
    let_go,
    paths,
    purge,
    root_of,
)
from dashboard.uploads.outcome_json import told

MOST_WAITING = 10
"""Batches of a region that are looked at or wait for it."""

FULL = N_("Too many files wait for this region. Try again when some were decided about.")
UNREACHABLE = N_("The region's database cannot be reached. Nothing was loaded; try again in a minute.")
FAILED = N_("It failed for a reason that the server's log tells. Nothing was loaded.")

_LOOK, _SAY = 0.2, 0.5  # seconds between two looks at the queue, and between two words about progress
_HOPELESS = ("file", "database")  # nothing that a person could say would help
_log = logging.getLogger(__name__)


class Left(Exception):
    """Its files were left meanwhile, or are at work elsewhere: what was not loaded by then never is."""


class Busy(DashboardError):
    """Its turn did not come in time, or too many wait already."""


@dataclass
class _Work:
    """One batch at work: says how far it is, and notices that it was left."""

    root: Path
    batch: Batch
    said: float = 0.0

    def say(self, **now: object) -> None:
        """Keeps what is known now. Raises Left."""
        try:
            self.batch = keep(self.root, replace(self.batch, **now))  # type: ignore[arg-type]
        except NotFound as error:
            raise Left from error
        self.said = time.monotonic()

    def progress(self, done: int, total: int) -> None:
        """Bytes that were read."""
        if time.monotonic() - self.said > _SAY:
            self.say(done=done, total=total)


def enqueue(services: Services, batch: Batch) -> Batch:
    """The batch at the end of its region's queue. Raises Busy when that is full."""
    root = root_of(services.settings.data_dir)
    if sum(other.at_work for other in batches(root, batch.region)) >= MOST_WAITING:
        raise Busy(FULL)
    return keep(root, replace(batch, stage="waiting", since=time.time(), outcomes=(), done=0, total=0, error=""))


def start(services: Services, batch: Batch, commit: bool) -> Batch:
    """Does `run` behind the request's back; the batch as it waits. Raises Busy."""
    waiting, address = enqueue(services, batch), came_from.get()

    def work() -> None:
        came_from.set(address)
        if run(services, waiting, commit).held:
            _forget_later(root_of(services.settings.data_dir))

    threading.Thread(target=work, name="upload", daemon=True).start()
    return waiting


def _forget_later(root: Path) -> None:
    """Deletes the files when their time is over, also when nobody comes by."""
    timer = threading.Timer(KEPT_SECONDS + 1, purge, [root])
    timer.daemon = True
    timer.start()


def run(services: Services, batch: Batch, commit: bool, patience: float = float("inf")) -> Batch:
    """Looks at a batch that waits, or with `commit` loads it, when it is its turn; the batch with what became of it.

    Its files are gone when they were loaded, and when nothing that a person might say could make them load. Raises Busy
    when the turn does not come within `patience` seconds.
    """
    work = _Work(root_of(services.settings.data_dir), batch)
    try:
        with alive(work.root, batch), _turn(work, patience):
            work.say(stage="loading" if commit else "reading")
            outcomes = _outcomes(services, work, commit)
            if commit:
                _note(services, work.batch, outcomes)
        over = commit or all(outcome.refusal and outcome.refusal.code in _HOPELESS for outcome in outcomes)
        if over:
            work.batch = let_go(work.root, work.batch)
        work.say(stage="done" if over else "ready", outcomes=tuple(map(told, outcomes)))
    except Left:
        pass
    except RegionUnavailable as error:
        _fail(work, UNREACHABLE, error)
    except Busy:
        raise
    except Exception as error:
        _fail(work, FAILED, error)
    if commit and work.batch.stage == "done":
        after_import(services, services.regions[work.batch.region])  # who waits for the files waits no longer
    return work.batch


def _sender(services: Services, batch: Batch) -> User:
    """Whose files they are. Raises NotFound when there is no such user any more."""
    with reading(services.store) as connection:
        sender = find_user(connection, users.c.user_id == batch.user_id)
    if sender is None:
        raise NotFound(N_("There is no such user."))
    return sender


def _outcomes(services: Services, work: _Work, commit: bool) -> list[Outcome]:
    demand(_sender(services, work.batch), "imports")  # as they are now: the batch may have waited
    batch, settings = work.batch, services.settings
    files = [Upload(path, sent.name) for path, sent in zip(paths(work.root, batch), batch.files, strict=True)]
    region, where, today = services.regions[batch.region], settings.data_dir, settings.as_of()
    if not commit:
        return preview(region, files, batch.options, data_dir=where, today=today, progress=work.progress)
    options = batch.options
    return load(region, files, options, data_dir=where, today=today, by=batch.email, progress=work.progress)


def _note(services: Services, batch: Batch, outcomes: list[Outcome]) -> None:
    """What was loaded, in the audit log."""
    with writing(services.store) as connection:
        for outcome in outcomes:
            if outcome.import_id is not None and not outcome.unchanged:
                details = {"import": outcome.import_id, "rows": outcome.rows, "rejects": bool(outcome.rejected)}
                audit(
                    connection,
                    N_("file imported"),
                    outcome.file_name,
                    batch.email,
                    region=batch.region,
                    details=details,
                )


def _fail(work: _Work, text: str, error: Exception) -> None:
    _log.error("upload %s: %s: %s", work.batch.batch_id, type(error).__name__, error, exc_info=error)
    try:
        work.batch = let_go(work.root, work.batch)
        work.say(stage="failed", error=text)
    except Left:
        pass


@contextmanager
def _turn(work: _Work, patience: float) -> Iterator[None]:
    """Waits until the batches before it are done, in this process and in others. Raises Busy, Left."""
    until = time.monotonic() + patience
    with (work.root / f".{work.batch.region}.lock").open("a") as lock:
        while before(work.root, work.batch) or not _locked(lock):
            if time.monotonic() > until:
                raise Busy(FULL)
            if not is_kept(work.root, work.batch):
                raise Left
            time.sleep(_LOOK)
        if not is_kept(work.root, work.batch):  # somebody pressed twice: the later one does it
            raise Left
        yield  # the lock goes with the file, also when the process dies


def _locked(lock: object) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
    except BlockingIOError:
        return False
    return True
