"""Who asks, for the one thing that an address cannot say of itself: `filter.owner=me`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ME = "me"

asker: ContextVar[str] = ContextVar("asker", default="")
"""The address of the user at work: the request's, or the one for whom a report or a rule is asked."""


@contextmanager
def asking_as(email: str) -> Iterator[None]:
    """Reads `me` as that user within the block."""
    before = asker.set(email)
    try:
        yield
    finally:
        asker.reset(before)
