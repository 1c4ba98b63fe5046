"""What a command is given: settings, where to write, where it was called, and the databases when it asks for them."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.errors import UsageError
from dashboard.web.console import Console

if TYPE_CHECKING:
    from dashboard.data.storage.regions import Region
    from dashboard.services import Services
    from dashboard.settings import Settings


@dataclass(frozen=True)
class Session:
    """One call of the command line. `cwd` is the caller's directory: relative paths mean something there only.

    `read` gives the settings and `open` the databases, once a command asks for them. `read` raises DashboardError.
    """

    read: Callable[[], "Settings"]
    console: Console
    cwd: Path
    open: Callable[[], AbstractContextManager["Services"]]

    @cached_property
    def settings(self) -> "Settings":
        """The settings. Raises DashboardError for one that is wrong."""
        return self.read()

    def path(self, text: str | Path) -> Path:
        """A path of the command line as the caller means it."""
        return self.cwd / text


def chosen(services: "Services", codes: Sequence[str]) -> list["Region"]:
    """The regions of these codes, all without any. Raises UsageError for a code that the settings do not name."""
    regions = services.regions
    for code in codes:
        if code not in regions:
            raise UsageError(f"--region {code}: unknown; the regions are {', '.join(regions)}")
    return [regions[code] for code in codes or regions]
