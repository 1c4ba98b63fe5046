"""Pushed call records on their way into the regions: kept on disk at once, counted by one thread afterwards.

`<data_dir>/hooks/` holds a file a payload, named by its checksum, until it is imported; `refused/` what cannot be read,
with the reason beside it. A payload that is killed half way is imported again: that changes nothing. While a database
is down everything waits, and is tried again every minute; what fails in any other way is put aside, so that later
payloads are counted.
"""

import fcntl
import hashlib
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dashboard.data.files.cells import ORG_ID, BadCell
from dashboard.data.files.headers import plain
from dashboard.data.files.imports import import_file
from dashboard.data.files.json_records import records_of
from dashboard.data.files.loaders.new_customers import known_org_ids
from dashboard.data.files.outcome import WEBHOOK
from dashboard.data.storage.regions import Region
from dashboard.errors import DashboardError, Rejected
from dashboard.telemetry.meters import meters

_log = logging.getLogger(__name__)
_ORG = "orguuid"
_RETRY = 60.0  # seconds


class Full(DashboardError):
    """As much waits as may wait: the sender keeps the payload and sends it again."""


@dataclass(frozen=True)
class Spool:
    """Payloads in a data directory. `regions` in the settings' order; `home` takes customers that no region knows."""

    data_dir: Path
    regions: dict[str, Region]
    home: str
    most: int = 1 << 30  # bytes that may wait
    most_files: int = 20_000
    today: Callable[[], date] = lambda: datetime.now(UTC).date()  # from which is told how old call legs are
    busy: threading.Lock = field(default_factory=threading.Lock)

    @property
    def folder(self) -> Path:
        """Where payloads wait."""
        return self.data_dir / "hooks"

    def waiting(self) -> list[Path]:
        """Payloads that are not imported yet, the oldest first."""
        return sorted(self.folder.glob("*.json"), key=_age)

    def size(self) -> int:
        """Bytes that wait."""
        return sum(_size(path) for path in self.folder.glob("*.json"))

    def age(self) -> float:
        """Seconds that the oldest payload has waited; 0 when none waits."""
        came = [at for at in map(_age, self.folder.glob("*.json")) if at]
        return max(0.0, time.time() - min(came)) if came else 0.0

    def refused(self) -> list[Path]:
        """Payloads that could not be read."""
        return sorted((self.folder / "refused").glob("*.json"))

    def keep(self, payload: bytes) -> None:
        """Puts a payload on disk for good before it is answered; the same one again is the same file. Raises Full."""
        path = self.folder / f"{hashlib.sha256(payload).hexdigest()}.json"
        if not path.exists() and self._full(len(payload)):
            raise Full(f"{self.folder}: holds as much as may wait; see DASHBOARD_HOOK_SPOOL_BYTES, …_FILES")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        with part.open("wb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync(self.folder)

    def _full(self, more: int) -> bool:
        sizes = [_size(path) for path in self.folder.glob("*.json")]
        return sum(sizes) + more > self.most or len(sizes) >= self.most_files

    def wake(self) -> None:
        """Begins to count what waits, in a thread of its own, unless one is at it."""
        if self.waiting() and self.busy.acquire(blocking=False):
            threading.Thread(target=self._work, name="call records", daemon=True).start()

    def _work(self) -> None:
        try:
            self.drain()
        except Exception as error:
            known = isinstance(error, DashboardError)
            _log.error("call records wait, a database failed: %s", error, exc_info=None if known else error)
            self.busy.release()
            self._later()
        else:
            self.busy.release()
            self.wake()  # for what came in at the last moment

    def _later(self) -> None:
        timer = threading.Timer(_RETRY, self.wake)
        timer.daemon = True
        timer.start()

    def drain(self) -> None:
        """Imports every waiting payload, when no other process is at it. Raises what a failing database raises."""
        with self._alone():
            while waiting := self.waiting():
                for path in waiting:
                    self._import(path)

    def _import(self, path: Path) -> None:
        try:
            self._count(path)
        except Rejected as error:
            self._refuse(path, str(error))
        except (DashboardError, sa.exc.DBAPIError, OSError):
            raise  # passes: the payload waits
        except Exception as error:
            _log.exception("call records: %s is put aside", path.name)
            self._refuse(path, f"failed unexpectedly ({type(error).__name__}); the log says where")
        else:
            path.unlink()
            meters().hook_payloads.labels("counted").inc()

    def _count(self, path: Path) -> None:
        for code, records in self._by_region(records_of(path.read_bytes())).items():
            self._load(code, path, records)

    def _by_region(self, records: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
        """The records of each region: of the first that knows the customer."""
        owners = [_org_id(record) for record in records]
        homes: dict[str, str] = {}
        for code, region in reversed(self.regions.items()):
            homes |= dict.fromkeys(known_org_ids(region, {owner for owner in owners if owner}), code)
        parted: dict[str, list[dict[str, Any]]] = {}
        for owner, record in zip(owners, records, strict=True):
            parted.setdefault(homes.get(owner, self.home), []).append(record)
        return parted

    def _load(self, code: str, path: Path, records: list[dict[str, Any]]) -> None:
        part = self.folder / f"call-records-{path.stem[:12]}-{code}"
        part.write_text(json.dumps({"items": records}))
        try:
            import_file(
                self.regions[code],
                part,
                period=None,
                dry_run=False,
                progress=None,
                data_dir=self.data_dir,
                today=self.today(),
                by=WEBHOOK,
            )
        finally:
            part.unlink()

    def _refuse(self, path: Path, reason: str) -> None:
        _log.warning("call records: %s is refused", path.name)  # the reason may quote a record: it stays beside it
        meters().hook_payloads.labels("refused").inc()
        aside = self.folder / "refused" / path.name
        aside.parent.mkdir(mode=0o700, exist_ok=True)
        aside.with_suffix(".txt").write_text(f"{reason}\n")
        path.replace(aside)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process counts at a time: another one's thread waits until that is done or dead."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _org_id(record: dict[str, Any]) -> str:
    text = next((value for key, value in record.items() if plain(key) == _ORG), "")
    try:
        return ORG_ID.value(str(text)) or ""
    except BadCell:
        return ""  # the import says what is wrong with it


def _age(path: Path) -> float:
    """When it came; another process may have counted it just now."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _sync(folder: Path) -> None:
    """Makes the name of a new file as lasting as its bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
