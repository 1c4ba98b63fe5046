"""What a command is given: settings, where to write, where it was called, and the databases when it asks for them."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from dashboard.console import Console
from dashboard.data.regions import Region
from dashboard.errors import UsageError
from dashboard.services import Services
from dashboard.settings import Settings


@dataclass(frozen=True)
class Session:
    """One call of the command line. `cwd` is the caller's directory: relative paths mean something there only."""

    settings: Settings
    console: Console
    cwd: Path
    open: Callable[[], AbstractContextManager[Services]]

    def path(self, given: str | Path) -> Path:
        """A path of the command line as the caller means it."""
        return self.cwd / given


def chosen(services: Services, codes: Sequence[str]) -> list[Region]:
    """The regions of these codes, all without any. Raises UsageError for a code that the settings do not name."""
    known = services.regions
    for code in codes:
        if code not in known:
            raise UsageError(f"--region {code}: unknown; the regions are {', '.join(known)}")
    return [known[code] for code in codes or known]
