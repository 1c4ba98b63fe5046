"""`serve`."""

from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import click
from flask import Flask

from dashboard.access.accounts import has_admin
from dashboard.access.links import make_link
from dashboard.commands import accounts, files, reports, syncing, upkeep
from dashboard.commands.files import make_samples
from dashboard.commands.running import run
from dashboard.commands.session import Session
from dashboard.console import Console
from dashboard.data.imports import holds_data
from dashboard.factory import create_app
from dashboard.reports.background import EXTENSION as REPORTS
from dashboard.reports.background import Background
from dashboard.server.serve import Loaded, Plan, serve
from dashboard.services import EXTENSION, Services

# A command that is handed over runs the code that the server began with, whatever has been installed since.
_LOADED = (accounts, files, reports, syncing, upkeep)


@click.command("serve", epilog="Example: `serve --host 0.0.0.0 --port 8080`")
@click.option("--host", help="The address to listen on; DASHBOARD_HOST unless given.")
@click.option("--port", type=click.IntRange(1, 65535), help="DASHBOARD_PORT unless given.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="More need PostgreSQL.")
@click.option("--sample", is_flag=True, help="Make sample data first when no region holds any data.")
@click.pass_context
def serve_command(context: click.Context, host: str | None, port: int | None, workers: int, sample: bool) -> None:
    """Serve the dashboard until stopped, with eight threads a worker."""
    session: Session = context.obj
    settings = session.settings
    load = partial(_load, session, context.find_root().command, sample)
    plan = Plan(settings, host or settings.host, port or settings.port, workers, load)
    context.exit(serve(plan, session.console))


def _load(session: Session, root: click.Command, sample: bool) -> Loaded:
    server = create_app(session.settings).server
    services: Services = server.extensions[EXTENSION]
    if sample and not any(map(holds_data, services.regions.values())):
        session.console.out("making sample data, once; import your own files whenever you like")
        make_samples(session, list(services.regions.values()))
    if services.settings.reports_in_server:
        server.extensions[REPORTS] = Background(services)
        server.extensions[REPORTS].start()
    return Loaded(server, partial(_run, root, services), partial(_greeting, services), partial(_close, server))


def _close(server: Flask) -> None:
    """Lets a report be finished, within bounds, and gives the databases back: an embedded one is tidy on disk then."""
    services: Services = server.extensions[EXTENSION]
    if REPORTS in server.extensions:
        server.extensions[REPORTS].stop(services.settings.stop_seconds)
    services.close()


def _run(root: click.Command, services: Services, arguments: Sequence[str], cwd: Path, console: Console) -> int:
    """A command line that was handed over: it works with the databases that are open here."""
    return run(root, arguments, Session(services.settings, console, cwd, lambda: nullcontext(services)))


def _greeting(services: Services, url: str) -> list[str]:
    lines = [f"Serving on {url}"]
    if not has_admin(services.store):
        lines.append(f"Sign in within 15 minutes, once, with {url}{make_link(services.store)}")
    return lines


COMMANDS = (serve_command,)
