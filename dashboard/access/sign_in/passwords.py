"""Passwords: checked, hashed with Argon2, and compared in the same time whether or not there is a user."""

import secrets
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dashboard.errors import DashboardError

SHORTEST, LONGEST = 8, 1000

_hasher = PasswordHasher()
_comparing = BoundedSemaphore(2)
_PATIENCE = 1.0  # seconds


class Busy(Exception):
    """As many passwords are being compared as may be at once."""


def hash_password(password: str) -> str:
    """The Argon2 hash to keep. Raises DashboardError when the password is too short or absurdly long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise DashboardError(f"a password has {SHORTEST} to {LONGEST} characters; this one has {len(password)}")
    return _hasher.hash(password)


def verify(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one of the hash. Without a hash it takes as long and is False.

    Comparing is slow on purpose: few are compared at once, so that guesses leave the machine to others. Raises Busy.
    """
    stand_in = _stand_in()
    if not _comparing.acquire(timeout=_PATIENCE):
        raise Busy
    try:
        return _hasher.verify(password_hash or stand_in, password[: LONGEST + 1]) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
    finally:
        _comparing.release()


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


@cache
def _stand_in() -> str:
    return _hasher.hash(secrets.token_hex(16))
