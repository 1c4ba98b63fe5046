"""The command line: `python -m dashboard`."""

import importlib
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
from pydantic import ValidationError
from pydantic_settings import SettingsError

from dashboard.commands.running import run
from dashboard.commands.session import Session
from dashboard.console import Console, Terminal
from dashboard.server import control
from dashboard.services import Services, open_services
from dashboard.settings import Settings

# The commands that open a region: while a server holds an embedded one, they run inside it.
REGIONAL = (
    "sample", "import", "sync", "imports", "upgrade", "backup", "restore", "doctor", "user assign", "report run",
    "reports run-due",
)  # fmt: skip

# The module of each command in dashboard/commands/.
_HOMES = {
    "backup": "upkeep",
    "doctor": "upkeep",
    "import": "files",
    "imports": "files",
    "report": "reports",
    "reports": "reports",
    "restore": "upkeep",
    "sample": "files",
    "serve": "serving",
    "sync": "syncing",
    "token": "accounts",
    "upgrade": "upkeep",
    "user": "accounts",
    "verify": "reports",
}


class _Commands(click.Group):
    """Brings a command when it is asked for: none waits for what only another needs, such as Dash for `serve`."""

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
    with Terminal() as console:
        code = _dispatch(sys.argv[1:], console)
    sys.exit(code)


def _dispatch(arguments: list[str], console: Console) -> int:
    try:
        settings = Settings()
    except (ValidationError, SettingsError) as error:
        console.err(f"Error: {_wrong_setting(error)}")
        return 1
    if _regional(arguments) and any(url.startswith("duckdb") for url in settings.region_urls.values()):
        code = control.hand_over(settings.data_dir, arguments, Path.cwd(), console)
        if code is not None:
            return code
    return run(cli, arguments, Session(settings, console, Path.cwd(), partial(_opened, settings)))


@contextmanager
def _opened(settings: Settings) -> Iterator[Services]:
    services = open_services(settings)
    try:
        yield services
    finally:
        services.close()


def _regional(arguments: list[str]) -> bool:
    """Whether the command opens a region; asking for help does not."""
    return "--help" not in arguments and bool({" ".join(arguments[:1]), " ".join(arguments[:2])} & {*REGIONAL})


def _wrong_setting(error: ValidationError | SettingsError) -> str:
    """Which settings and why; never the value, which may be a secret."""
    if isinstance(error, SettingsError):
        return f"settings: {error}; DASHBOARD_REGIONS is a JSON object: region code → URL"
    wrong = [f"DASHBOARD_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()]
    return "settings: " + "; ".join(wrong)


if __name__ == "__main__":
    main()
