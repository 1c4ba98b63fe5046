"""The key that signs sessions: from the settings, else made once and kept in the data directory."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from dashboard.errors import DashboardError
from dashboard.settings import Settings

FILE = "secret_key"

_SHORTEST = 16
_FEWEST_CHARACTERS = 6
_WORDS = "a an app change dashboard default dev example flask in insecure is it key me my not of password please prod"
_WORDS += " production secret super test the this to very your"
_KNOWN = re.compile(f"(?:{_WORDS.replace(' ', '|')}|[^a-z])*")
"""A key of nothing but such words, digits and signs is one that people type."""


def secret_key(settings: Settings) -> str:
    """The key. Raises DashboardError for one that can be guessed."""
    if settings.secret_key is not None:
        return _strong(settings.secret_key.get_secret_value(), "DASHBOARD_SECRET_KEY")
    path = settings.data_dir / FILE
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        _make(path)
    path.chmod(0o600)
    return _strong(path.read_text(encoding="ascii").strip(), str(path))


def _make(path: Path) -> None:
    """Whole or not at all, and only once: another process may be starting too."""
    draft = path.with_name(f"{FILE}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    finally:
        draft.unlink()


def _strong(key: str, where: str) -> str:
    if len(key) < _SHORTEST or len(set(key)) < _FEWEST_CHARACTERS or _KNOWN.fullmatch(key.lower()):
        raise DashboardError(f"{where}: too weak; leave it out, or set it to the output of `openssl rand -hex 32`")
    return key
