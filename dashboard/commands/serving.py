"""`serve`."""

import importlib
import pkgutil
from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

import dashboard
from dashboard.commands.running import run
from dashboard.commands.sample import make_samples
from dashboard.commands.session import Session
from dashboard.web.console import Console

if TYPE_CHECKING:
    from flask import Flask

    from dashboard.server.serve import Loaded
    from dashboard.server.warm import Warming
    from dashboard.services import Services


@click.command("serve", epilog="Example: `serve --host 0.0.0.0 --port 8080`")
@click.option("--host", help="The address to listen on; DASHBOARD_HOST unless given.")
@click.option("--port", type=click.IntRange(1, 65535), help="DASHBOARD_PORT unless given.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="More need PostgreSQL.")
@click.option("--sample", is_flag=True, help="Make sample data first while no region holds data of your own.")
@click.pass_context
def serve_command(context: click.Context, host: str | None, port: int | None, workers: int, sample: bool) -> None:
    """Serve the dashboard until stopped, with eight threads a worker."""
    from dashboard.server.serve import Plan, serve

    session: Session = context.obj
    settings = session.settings
    load = partial(_load, session, context.find_root().command, sample)
    plan = Plan(settings, host or settings.host, port or settings.port, workers, load)
    context.exit(serve(plan, session.console))


def _load(session: Session, root: click.Command, sample: bool) -> "Loaded":
    from dashboard.alerts.due import tell_due
    from dashboard.data.files.history import holds_data, loaded
    from dashboard.factory import create_app
    from dashboard.reports.background import EXTENSION as REPORTS
    from dashboard.reports.background import Background
    from dashboard.server.serve import Loaded
    from dashboard.server.warm import Warming, settle
    from dashboard.services import EXTENSION

    _import_all()
    server = create_app(session.settings).server
    services: Services = server.extensions[EXTENSION]
    regions = services.regions.values()
    empty = [region for region in regions if not holds_data(region)]
    if sample and empty and not any(map(loaded, regions)):  # a start that was stopped has made some of them
        session.console.out("making sample data, once; import your own files whenever you like")
        make_samples(session, empty)
    if services.settings.reports_in_server:
        server.extensions[REPORTS] = Background(services, tell_due)
        server.extensions[REPORTS].start()
    settle()
    warming = Warming(services)
    warming.start()
    close = partial(_close, server, warming)
    return Loaded(server, partial(_run, root, services), partial(_greeting, services), close)


def _import_all() -> None:
    """Every module: a command that is handed over runs the code that the server began with, whatever came since."""
    for module in pkgutil.walk_packages(dashboard.__path__, f"{dashboard.__name__}."):
        if not module.name.endswith("__main__") and ".migrations." not in module.name:
            importlib.import_module(module.name)


def _close(server: "Flask", warming: "Warming") -> None:
    """Lets a report be finished, within bounds, and gives the databases back: an embedded one is tidy on disk then."""
    from dashboard.reports.background import EXTENSION as REPORTS
    from dashboard.services import EXTENSION

    services: Services = server.extensions[EXTENSION]
    warming.stop()
    if REPORTS in server.extensions:
        server.extensions[REPORTS].stop(services.settings.stop_seconds)
    services.close()


def _run(root: click.Command, services: "Services", arguments: Sequence[str], cwd: Path, console: Console) -> int:
    """A command line that was handed over: it works with the databases that are open here."""
    return run(root, arguments, Session(lambda: services.settings, console, cwd, lambda: nullcontext(services)))


def _greeting(services: "Services", url: str) -> list[str]:
    from dashboard.access.accounts import has_admin
    from dashboard.access.sign_in.links import make_link

    lines = [f"Serving on {url}"]
    if not has_admin(services.store):
        lines.append(f"Sign in within 15 minutes, once, with {url}{make_link(services.store)}")
    return lines


COMMANDS = (serve_command,)
