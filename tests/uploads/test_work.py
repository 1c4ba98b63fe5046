"""Work on batches: one after the other, stopped when they are left, done once however often it is asked for."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.access.accounts import User
from dashboard.data.files.outcome import Outcome
from dashboard.data.storage.regions import Region
from dashboard.errors import RegionUnavailable
from dashboard.services import Services
from dashboard.uploads import work
from dashboard.uploads.batches import Batch, Sent, batch_of, batches, create, keep, path_of, remove, root_of
from dashboard.uploads.work import Busy, enqueue, run, start
from tests.reports.conftest import user_with


@pytest.fixture
def admin(opened: Services) -> User:
    return user_with(opened, "full_admin")


@pytest.fixture
def root(opened: Services) -> Path:
    return root_of(opened.settings.data_dir)


def sent(root: Path, admin: User) -> Batch:
    batch = replace(create(root, admin.user_id, admin.email), region="US", files=(Sent("a.csv", 3),))
    path_of(root, batch, 0).write_bytes(b"a,b")
    return keep(root, batch)


class Loader:
    """A load that lasts until it is let go, and counts how often it was begun and how many ran at once."""

    def __init__(self) -> None:
        self.go, self.begun, self.at_once, self.most = threading.Event(), 0, 0, 0

    def __call__(self, *_given: object, progress: Callable[[int, int], None], **_more: object) -> list[Outcome]:
        self.begun, self.at_once = self.begun + 1, self.at_once + 1
        self.most = max(self.most, self.at_once)
        try:
            while not self.go.wait(0.02):
                progress(1, 3)
        finally:
            self.at_once -= 1
        return [Outcome(("a.csv",), "Devices", rows=1, import_id=7)]


@pytest.fixture
def loader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loader]:
    made = Loader()
    monkeypatch.setattr(work, "load", made)
    monkeypatch.setattr(work, "_SAY", 0.0)
    yield made
    made.go.set()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def stage(root: Path, batch: Batch) -> str:
    return batch_of(root, batch.batch_id, batch.user_id).stage


def test_one_at_a_time_in_the_order_of_coming(
    opened: Services, us: Region, root: Path, admin: User, loader: Loader
) -> None:
    first, second = (start(opened, sent(root, admin), commit=True) for _ in range(2))
    until(lambda: stage(root, first) == "loading")
    assert stage(root, second) == "waiting"
    loader.go.set()
    until(lambda: stage(root, second) == "done")
    assert (stage(root, first), loader.begun, loader.most) == ("done", 2, 1)
    assert not list(root.rglob("*.file"))


def test_pressed_twice_it_is_done_once(opened: Services, us: Region, root: Path, admin: User, loader: Loader) -> None:
    batch = sent(root, admin)
    ahead = start(opened, sent(root, admin), commit=True)
    until(lambda: stage(root, ahead) == "loading")
    start(opened, batch, commit=True)
    start(opened, batch, commit=True)
    loader.go.set()
    for thread in [one for one in threading.enumerate() if one.name == "upload"]:
        thread.join(60)
        assert not thread.is_alive()
    assert (stage(root, batch), loader.begun) == ("done", 2)  # the one ahead, and this one


def test_left_in_the_middle_it_stops(opened: Services, us: Region, root: Path, admin: User, loader: Loader) -> None:
    batch = start(opened, sent(root, admin), commit=True)
    until(lambda: stage(root, batch) == "loading")
    remove(root, batch)
    until(lambda: loader.at_once == 0)
    assert batches(root, "US") == []


def test_a_full_queue_and_a_long_wait_are_told(
    opened: Services, us: Region, root: Path, admin: User, loader: Loader
) -> None:
    batch = start(opened, sent(root, admin), commit=True)
    until(lambda: stage(root, batch) == "loading")
    with pytest.raises(Busy):
        run(opened, enqueue(opened, sent(root, admin)), commit=True, patience=0.1)
    for _ in range(work.MOST_WAITING - 2):
        enqueue(opened, sent(root, admin))
    with pytest.raises(Busy):
        enqueue(opened, sent(root, admin))


@pytest.mark.parametrize(
    ("error", "told"), [(RegionUnavailable("down"), work.UNREACHABLE), (RuntimeError("secret words"), work.FAILED)]
)
def test_what_fails_says_so_and_leaves_nothing(
    opened: Services, us: Region, root: Path, admin: User, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def fails(*_given: object, **_more: object) -> list[Outcome]:
        raise error

    monkeypatch.setattr(work, "preview", fails)
    found = run(opened, enqueue(opened, sent(root, admin)), commit=False)
    assert (found.stage, found.error, found.held) == ("failed", told, False)
    assert not list(root.rglob("*.file"))
