"""The key that signs sessions."""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from dashboard.access.sign_in.secret_key import FILE, secret_key
from dashboard.errors import DashboardError
from dashboard.settings import Settings

WEAK = ["", "secret", "changeme", "dev", "a" * 40, "change-me-change-me-change-me", "supersecretkey12345678"]
WEAK += ["0123456789012345678901234567", "this-is-a-very-secret-key", "my-dashboard-secret-key-2026"]


def settings(directory: Path, key: str | None) -> Settings:
    """Settings with a key, or without."""
    return Settings(_env_file=None, data_dir=directory, secret_key=None if key is None else SecretStr(key))


@pytest.mark.parametrize("key", WEAK)
def test_weak_keys_are_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(DashboardError, match="DASHBOARD_SECRET_KEY: too weak"):
        secret_key(settings(tmp_path, key))


def test_strong_key_is_taken(tmp_path: Path) -> None:
    key = "6f1d0c7be52f4a90b3c8d7e6f5a4b3c2"
    assert secret_key(settings(tmp_path, key)) == key
    assert list(tmp_path.iterdir()) == []


def test_key_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    directory = tmp_path / "new"
    made = secret_key(settings(directory, None))
    assert len(made) == 64
    assert secret_key(settings(directory, None)) == made
    assert [path.name for path in directory.iterdir()] == [FILE]
    assert stat.S_IMODE((directory / FILE).stat().st_mode) == 0o600
    assert secret_key(settings(tmp_path / "other", None)) != made
