"""Tried: disks and places that cannot be written. One line names the file, and nothing is unexpected."""

import errno
from pathlib import Path

import pytest

from dashboard.__main__ import cli
from dashboard.settings import Settings
from tests.test_main import Command, Done, command

__all__ = ["command"]


def test_a_file_that_cannot_be_used_is_named(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/data/spool")

    monkeypatch.setattr(cli.commands["imports"], "callback", broken)
    assert command("imports") == Done(1, [], ["Error: /data/spool: No space left on device"])


def test_a_disk_for_reading_alone_is_a_fault_that_is_named(
    command: Command, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(path: Path, _mode: int) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    monkeypatch.setattr(Path, "chmod", read_only)
    told = f"{settings.data_dir / 'store.db'}: cannot be written: Read-only file system"
    done = command("doctor")
    assert (done.code, done.err) == (1, [])
    assert f"FAULT store: {told}" in done.out
    assert command("imports") == Done(1, [], [f"Error: {told}"])


def test_a_backup_that_cannot_be_made_names_its_place(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = command("backup", "file/monday")
    assert done == Done(1, [], [f"Error: {tmp_path / 'file/monday'}: cannot be made: Not a directory"])
