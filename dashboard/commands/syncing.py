"""`sync`."""

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from dashboard.commands.files import import_one, note_imports
from dashboard.commands.session import Session, chosen
from dashboard.errors import UsageError
from dashboard.feed.partner_reports import Client
from dashboard.feed.sync import Sync


@click.command("sync", epilog="Example: `sync --region EU --template 'Subscription Details'`")
@click.option("--region", "code", required=True, metavar="CODE", help="The region whose customers' reports to fetch.")
@click.option(
    "--template", "titles", multiple=True, metavar="NAME", help="Repeatable; all that can be imported unless given."
)
@click.pass_context
def sync_command(context: click.Context, code: str, titles: Sequence[str]) -> None:
    """Order the newest reports from the provider, wait for them, import them. Needs DASHBOARD_SYNC_TOKEN."""
    session: Session = context.obj
    settings = session.settings
    if settings.sync_token is None:
        raise UsageError(
            "DASHBOARD_SYNC_TOKEN: not set; an administrator's token for the provider's Partner Reports API"
        )
    with session.open() as services:
        [region] = chosen(services, [code])

        def load(path: Path, week: date | None) -> bool:
            clean = import_one(session, region, path, week)
            note_imports(services, region, [(path.name, clean)])
            return clean

        client = Client(settings.sync_url, settings.sync_token.get_secret_value(), time.sleep)
        sync = Sync(client, code, settings.data_dir / "sync", load, session.console.out)
        context.exit(0 if sync.run(titles, settings.as_of()) else 1)


COMMANDS = (sync_command,)
