"""The command line: `python -m dashboard`."""

import gc
import importlib
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.commands.running import run
from dashboard.commands.session import Session
from dashboard.errors import DashboardError
from dashboard.web.console import Console, Terminal

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from dashboard.services import Services
    from dashboard.settings import Settings

# The commands that open a region: while a server holds an embedded one, they run inside it.
REGIONAL = (
    "init", "sample", "import", "sync", "imports", "upgrade", "backup", "restore", "doctor", "user assign",
    "report run", "reports run-due", "undo", "prices import", "prices export",
)  # fmt: skip

# How often garbage is looked for: a command makes little, and each look goes over every module that it brings.
_RARELY = (20_000, 20, 50)

_TELLING = ("imports", "doctor")
_LEFT = (
    "Stopped: the server that ran it ends the work at its next step and undoes what is not finished. "
    "`imports` says what was loaded before."
)

# The module of each command in dashboard/commands/.
_HOMES = {
    "backup": "upkeep",
    "doctor": "upkeep",
    "formats": "formats",
    "import": "files",
    "imports": "files",
    "init": "upkeep",
    "prices": "prices",
    "report": "reports",
    "reports": "reports",
    "restore": "upkeep",
    "sample": "sample",
    "serve": "serving",
    "sync": "syncing",
    "token": "accounts",
    "undo": "files",
    "upgrade": "upkeep",
    "user": "accounts",
    "verify": "reports",
}


class _Commands(click.Group):
    """Brings a command when it is asked for: none waits for what only another needs, such as Dash for `serve`.

    For the same reason the modules of commands import what a command works with when it runs, not before.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the help."""
        return sorted(_HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name in _HOMES and cmd_name not in self.commands:
            for command in importlib.import_module(f"dashboard.commands.{_HOMES[cmd_name]}").COMMANDS:
                self.add_command(command)
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=_Commands,
    epilog="Examples: `serve --port 8080` · `import Subscription_Details.csv --region EU` · "
    "`user add ana@example.com --role full_admin`",
)
def cli() -> None:
    """A dashboard for partner analysts. Settings come from the environment (DASHBOARD_…) or from `.env`."""


def main() -> None:
    """Runs this process's arguments and ends the process with the command's exit code."""
    logging.getLogger("dashboard").setLevel(logging.ERROR)  # a terminal is told by the command; `serve` sets its own
    gc.set_threshold(*_RARELY)
    arguments = sys.argv[1:]
    try:
        with Terminal() as console:
            code = _dispatch(arguments, console)
        sys.stdout.flush()
    except BrokenPipeError:  # as `… | head` does: what was written is all that was wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = _unread(arguments)
    sys.exit(code)


def _unread(arguments: list[str]) -> int:
    """Tells who asked for work that nobody reads its output any more; a command that only tells something is quiet."""
    if _regional(arguments) and arguments[0] not in _TELLING:
        with suppress(OSError):
            click.echo("Stopped: nobody reads the output any more. `imports` says what was loaded.", err=True)
    return 1


def _dispatch(arguments: list[str], console: Console) -> int:
    session = Session(_settings, console, Path.cwd(), lambda: _opened(session.settings))
    if _regional(arguments):
        try:
            code = _handed_over(session, arguments)
        except DashboardError as error:
            console.err(f"Error: {error}")
            return 1
        except KeyboardInterrupt:
            console.err(_LEFT)
            return 1
        if code is not None:
            return code
    return run(cli, arguments, session)


def _handed_over(session: Session, arguments: list[str]) -> int | None:
    """Exit code of the command as a server ran it that holds an embedded region; None without one."""
    from dashboard.web.control import hand_over

    if not any(url.startswith("duckdb") for url in session.settings.region_urls.values()):
        return None
    return hand_over(session.settings.data_dir, arguments, session.cwd, session.console)


def _settings() -> "Settings":
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from dashboard.settings import Settings

    try:
        return Settings()
    except (ValidationError, SettingsError) as error:
        raise DashboardError(_wrong_setting(error)) from error


@contextmanager
def _opened(settings: "Settings") -> Iterator["Services"]:
    from dashboard.services import open_services

    services = open_services(settings)
    try:
        yield services
    finally:
        services.close()


def _regional(arguments: list[str]) -> bool:
    """Whether the command opens a region; asking for help does not."""
    return "--help" not in arguments and bool({" ".join(arguments[:1]), " ".join(arguments[:2])} & {*REGIONAL})


def _wrong_setting(error: "ValidationError | SettingsError") -> str:
    """Which settings and why; never the value, which may be a secret."""
    from pydantic_settings import SettingsError

    from dashboard.setting_values import unread, whats_wrong

    if isinstance(error, SettingsError):
        return f"settings: {unread(str(error), 'DASHBOARD_')}"
    return f"settings: {whats_wrong(error.errors(), 'DASHBOARD_')}"


if __name__ == "__main__":
    main()
