"""Batches: files that were sent together, each batch a folder that holds them until they are loaded or left.

What is known of a batch stands in a file beside them, so that every process of the server shows the same queue. Files
are numbered: the names that people gave them are told, never used as paths.
"""

import json
import os
import re
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from dashboard.data.files.outcome import Options
from dashboard.data.storage.store.reports import new_id
from dashboard.errors import NotFound
from dashboard.i18n import N_

Stage = Literal["receiving", "waiting", "reading", "ready", "loading", "done", "failed"]

FOLDER = "uploads"
KEPT_SECONDS = 3_600
"""How long a batch that nobody decides about is kept."""
STALE_SECONDS = 60
"""A batch at work says so several times a minute; after this long without a word its process is dead."""

GONE = N_("These files are not here any more: they were loaded, left, or waited too long. Send them again.")
INTERRUPTED = N_("It was interrupted: the server was stopped. See the history for whether it was loaded.")

_STATE = "state.json"
_LEFT = ".left"  # ends the name of a folder that is being deleted
_ID = re.compile("[a-z0-9]{8}")
_AT_WORK = ("waiting", "reading", "loading")


@dataclass(frozen=True)
class Sent:
    """A file as it came: the name that people know it by, and its bytes."""

    name: str
    size: int


@dataclass(frozen=True)
class Batch:
    """Files sent together. `outcomes` are those of the last look or load (see `told`); `done` of `total` bytes read."""

    batch_id: str
    user_id: int
    email: str
    region: str = ""
    stage: Stage = "receiving"
    since: float = 0.0  # when it took its place in the queue, in seconds
    files: tuple[Sent, ...] = ()
    options: Options = field(default_factory=Options)
    outcomes: tuple[dict[str, Any], ...] = ()
    done: int = 0
    total: int = 0
    error: str = ""  # an English message id
    held: bool = True  # whether its files are still there

    @property
    def at_work(self) -> bool:
        """Whether something is being done about it, or will be."""
        return self.stage in _AT_WORK


def root_of(data_dir: Path) -> Path:
    """Where the batches are."""
    return data_dir / FOLDER


def create(root: Path, user_id: int, email: str) -> Batch:
    """A new batch without files."""
    batch = Batch(new_id(), user_id, email, since=time.time())
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    (root / batch.batch_id).mkdir(mode=0o700)
    keep(root, batch)
    return batch


def keep(root: Path, batch: Batch) -> Batch:
    """Writes what is known of a batch, in one step. Raises NotFound when it was left meanwhile."""
    folder = root / batch.batch_id
    part = folder / f".{new_id()}"
    try:
        part.write_text(json.dumps(asdict(batch), default=str))
        part.replace(folder / _STATE)
    except FileNotFoundError as error:
        raise NotFound(GONE) from error
    return batch


def batch_of(root: Path, batch_id: str, user_id: int) -> Batch:
    """A person's batch. Raises NotFound for any other."""
    batch = _read(root / batch_id) if _ID.fullmatch(batch_id) else None
    if batch is None or batch.user_id != user_id or batch.stage == "receiving":
        raise NotFound(GONE)
    return batch


def batches(root: Path, region: str) -> list[Batch]:
    """The batches of a region in the order of the queue."""
    waiting = (batch for folder in _folders(root) if (batch := _read(folder)) and batch.region == region)
    return sorted(waiting, key=lambda batch: (batch.since, batch.batch_id))


def before(root: Path, batch: Batch) -> int:
    """How many batches of its region come first."""
    mine = (batch.since, batch.batch_id)
    return sum(other.at_work and (other.since, other.batch_id) < mine for other in batches(root, batch.region))


def waiting_bytes(root: Path) -> int:
    """Bytes of all files that are held, those that are on their way included."""
    return sum(file.stat().st_size for folder in _folders(root) for file in _files(folder))


def paths(root: Path, batch: Batch) -> list[Path]:
    """Its files, in the order in which they came."""
    return [path_of(root, batch, number) for number in range(len(batch.files))]


def path_of(root: Path, batch: Batch, number: int) -> Path:
    """Where the file of a number is."""
    return root / batch.batch_id / f"{number}.file"


def let_go(root: Path, batch: Batch) -> Batch:
    """Deletes its files; what became of them is still told for a while."""
    for path in _files(root / batch.batch_id):
        path.unlink(missing_ok=True)
    return replace(batch, held=False)


def remove(root: Path, batch: Batch) -> None:
    """Deletes everything of a batch; whoever is at work with it stops."""
    _delete(root / batch.batch_id)


def _delete(folder: Path) -> None:
    """Takes the folder's name first: while it had it, whoever writes there could undo the deletion in its middle."""
    left = folder.with_name(f"{folder.name}{_LEFT}")
    with suppress(FileNotFoundError):
        folder.rename(left)
    shutil.rmtree(left, ignore_errors=True)


def purge(root: Path) -> None:
    """Deletes what nobody decided about, and what a dead process left."""
    for left in root.glob(f"*{_LEFT}"):
        shutil.rmtree(left, ignore_errors=True)
    for folder in _folders(root):
        try:
            age = time.time() - max(entry.stat().st_mtime for entry in [folder, *folder.iterdir()])
        except FileNotFoundError:
            continue
        if age > KEPT_SECONDS:
            _delete(folder)


def is_kept(root: Path, batch: Batch) -> bool:
    """Whether it was neither left nor given another place in the queue since."""
    there = _read(root / batch.batch_id)
    return there is not None and there.since == batch.since


@contextmanager
def alive(root: Path, batch: Batch) -> Iterator[None]:
    """Says that the process that works at a batch lives, until the end."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(STALE_SECONDS / 10):
            with suppress(FileNotFoundError):
                os.utime(root / batch.batch_id / _STATE)

    thread = threading.Thread(target=beat, name="upload alive", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _folders(root: Path) -> Iterator[Path]:
    if root.is_dir():
        yield from (folder for folder in root.iterdir() if _ID.fullmatch(folder.name))


def _files(folder: Path) -> Iterator[Path]:
    yield from folder.glob("*.file")


def _read(folder: Path) -> Batch | None:
    """What is known of a batch; one whose process died has failed."""
    try:
        state: dict[str, Any] = json.loads((folder / _STATE).read_text())
        age = time.time() - (folder / _STATE).stat().st_mtime
    except FileNotFoundError:
        return None
    files = tuple(Sent(**file) for file in state.pop("files"))
    options = options_from(state.pop("options"))
    batch = Batch(**state | {"files": files, "options": options, "outcomes": tuple(state["outcomes"])})
    if batch.at_work and age > STALE_SECONDS:
        return replace(batch, stage="failed", error=INTERRUPTED)
    return batch


def options_from(fields: Mapping[str, Any]) -> Options:
    """Options as they were kept."""
    days = {key: date.fromisoformat(fields[key]) if fields[key] else None for key in ("day", "week")}
    return Options(**{**fields, **days})
