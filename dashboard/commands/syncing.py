"""`sync`."""

import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.commands.days import DAY
from dashboard.commands.files import import_one, note_imports
from dashboard.commands.session import Session, chosen
from dashboard.data.files.outcome import Options
from dashboard.errors import UsageError

if TYPE_CHECKING:
    from dashboard.feed.sync import Days

_MOST = 31  # days, of the provider


@click.command("sync", epilog="Example: `sync --region EU --template 'Subscription Details'`")
@click.option("--region", "code", required=True, metavar="CODE", help="The region whose customers' reports to fetch.")
@click.option(
    "--template", "titles", multiple=True, metavar="NAME", help="Repeatable; all that can be imported unless given."
)
@click.option("--date", "day", type=DAY, help="One day to fetch; the newest unless given.")
@click.option("--from", "first", type=DAY, help="The first of several days; a usage report is fetched week by week.")
@click.option("--to", "last", type=DAY, help="The last of several days; at most 31 a call.")
@click.option("--replace", is_flag=True, help="Yes, also when far fewer customers are named than are replaced.")
@click.pass_context
def sync_command(  # noqa: PLR0913 - one parameter for each option
    context: click.Context,
    code: str,
    titles: Sequence[str],
    day: datetime | None,
    first: datetime | None,
    last: datetime | None,
    replace: bool,
) -> None:
    """Order the newest reports from the provider, wait for them, import them. Needs DASHBOARD_SYNC_TOKEN."""
    from dashboard.feed.partner_reports import Client
    from dashboard.feed.sync import Sync

    days = _days(day, first, last)
    session: Session = context.obj
    settings = session.settings
    if settings.sync_token is None:
        raise UsageError(
            "DASHBOARD_SYNC_TOKEN: not set; an administrator's token for the provider's Partner Reports API"
        )
    with session.open() as services:
        [region] = chosen(services, [code])

        def load(path: Path, week: date | None) -> bool:
            clean = import_one(session, region, path, Options(week=week, replace=replace))
            note_imports(services, region, [(path.name, clean)])
            return clean

        client = Client(settings.sync_url, settings.sync_token.get_secret_value(), time.sleep)
        sync = Sync(client, code, settings.data_dir / "sync", load, session.console.out)
        context.exit(0 if sync.run(titles, settings.as_of(), days) else 1)


def _days(day: datetime | None, first: datetime | None, last: datetime | None) -> "Days | None":
    """The days to fetch; None for the newest."""
    if day and (first or last):
        raise UsageError("--date and --from: a call has one or the other")
    first, last = first or day, last or day
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise UsageError("--from and --to belong together")
    if not 0 <= (last - first).days < _MOST:
        raise UsageError(f"--from {first:%Y-%m-%d} --to {last:%Y-%m-%d}: from one to {_MOST} days, the earlier first")
    return first.date(), last.date()


COMMANDS = (sync_command,)
