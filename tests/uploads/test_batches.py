"""Batches on disk: whose they are, their order, and that nothing of them outlives its use."""

import os
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.data.files.outcome import Options
from dashboard.errors import NotFound
from dashboard.uploads import batches
from dashboard.uploads.batches import Batch, Sent, batch_of, before, create, keep, let_go, path_of, purge, remove


def queued(root: Path, since: float, region: str = "US", **more: object) -> Batch:
    batch = create(root, 1, "boss@example.com")
    made = replace(batch, region=region, since=since, stage="waiting", files=(Sent("a.csv", 3),))
    path_of(root, made, 0).write_bytes(b"a,b")
    return keep(root, replace(made, **more))  # type: ignore[arg-type]


def aged(root: Path, batch: Batch, seconds: float) -> None:
    at = time.time() - seconds
    for path in (root / batch.batch_id).iterdir():
        os.utime(path, (at, at))
    os.utime(root / batch.batch_id, (at, at))


def test_a_batch_is_read_as_it_was_kept(tmp_path: Path) -> None:
    options = Options(day=date(2026, 11, 18), numbers="de", replace=True)
    batch = queued(tmp_path, 5, options=options, outcomes=({"rows": 3},))
    assert batch_of(tmp_path, batch.batch_id, 1) == batch
    assert oct((tmp_path / batch.batch_id).stat().st_mode)[-3:] == "700"


@pytest.mark.parametrize("batch_id", ["", "..", "../../etc", "abcdefgh", "ABCDEFGH", "a" * 300, "a/b"])
def test_another_id_names_nothing(tmp_path: Path, batch_id: str) -> None:
    queued(tmp_path, 5)
    with pytest.raises(NotFound):
        batch_of(tmp_path, batch_id, 1)


def test_a_batch_is_its_persons_alone(tmp_path: Path) -> None:
    batch = queued(tmp_path, 5)
    with pytest.raises(NotFound):
        batch_of(tmp_path, batch.batch_id, 2)


def test_the_queue_is_one_a_region_in_the_order_of_coming(tmp_path: Path) -> None:
    third, first, other = queued(tmp_path, 3), queued(tmp_path, 1), queued(tmp_path, 2, region="EU")
    ready = queued(tmp_path, 0, stage="ready")
    assert [one.since for one in batches.batches(tmp_path, "US")] == [0, 1, 3]
    assert [before(tmp_path, one) for one in (first, third, other, ready)] == [0, 1, 0, 0]
    remove(tmp_path, first)
    assert before(tmp_path, third) == 0


def test_a_batch_whose_process_died_stands_in_nobodys_way(tmp_path: Path) -> None:
    dead, alive = queued(tmp_path, 1, stage="loading"), queued(tmp_path, 2)
    aged(tmp_path, dead, batches.STALE_SECONDS + 5)
    assert before(tmp_path, alive) == 0
    found = batch_of(tmp_path, dead.batch_id, 1)
    assert (found.stage, found.error) == ("failed", batches.INTERRUPTED)


def test_what_is_left_is_gone_while_somebody_writes_there(tmp_path: Path) -> None:
    for _ in range(100):
        batch, over = queued(tmp_path, 5), threading.Event()

        def write(batch: Batch = batch, over: threading.Event = over) -> None:
            with suppress(NotFound):
                while not over.is_set():
                    keep(tmp_path, batch)

        writer = threading.Thread(target=write)
        writer.start()
        remove(tmp_path, batch)
        writer.join(2)
        over.set()
        assert not writer.is_alive()
        assert list(tmp_path.iterdir()) == []


def test_what_is_left_or_forgotten_is_gone(tmp_path: Path) -> None:
    left, old, young = queued(tmp_path, 1), queued(tmp_path, 2), queued(tmp_path, 3)
    remove(tmp_path, left)
    aged(tmp_path, old, batches.KEPT_SECONDS + 5)
    purge(tmp_path)
    assert [folder.name for folder in tmp_path.iterdir()] == [young.batch_id]
    with pytest.raises(NotFound):
        keep(tmp_path, left)
    assert let_go(tmp_path, young).held is False
    assert [path.name for path in (tmp_path / young.batch_id).iterdir()] == ["state.json"]
