"""Reports: `report run`, `reports run-due`, `verify`."""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

import click
import orjson

from dashboard.commands.session import Session, chosen
from dashboard.data.moment import moment
from dashboard.data.question import Question
from dashboard.data.reporting.files import Extract, Tally, chunks, sidecar
from dashboard.data.scope import Scope
from dashboard.data.store import audit, writing
from dashboard.data.verify import SUFFIX, verify
from dashboard.errors import DashboardError
from dashboard.reports.runner import NO_DATA, run_due
from dashboard.reports.runs import WEEKS_MOST
from dashboard.reports.templates import template_named
from dashboard.services import Services
from dashboard.words import N_

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group("report")
def report() -> None:
    """Report files."""


@report.command("run", epilog='Example: `report run "Subscription Details" --region EU -o details.csv`')
@click.argument("template")
@click.option("--region", "code", required=True, metavar="CODE", help="The region whose customers the file holds.")
@click.option("-o", "--output", required=True, metavar="FILE", help="The file to write; one that is there is replaced.")
@click.option("--weeks", type=click.IntRange(1, WEEKS_MOST), default=1, show_default=True, help="Of usage: completed.")
@click.option("--as-of", "day", type=_DAY, help="The day that the report speaks of; today unless given.")
@click.option("--headers", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Their language.")
@click.option("--sidecar", "with_sidecar", is_flag=True, help=f"Write FILE{SUFFIX} too, for `verify`.")
@click.pass_obj
def report_run(
    session: Session,
    template: str,
    code: str,
    output: str,
    weeks: int,
    day: datetime | None,
    headers: str,
    with_sidecar: bool,
) -> None:
    """Write a report of all customers of a region: the file that a full administrator would get."""
    target = session.path(output)
    with session.open() as services:
        [region] = chosen(services, [code])
        found, scope = template_named(services.store, template), Scope(region, None)
        asked = moment(scope, day.date() if day else session.settings.as_of())
        extract = Extract(Question(scope, asked, weeks=weeks), found.base, found.view, headers)
        if not found.base.known(extract.question):
            raise DashboardError(f"region {code}, {found.name}: {NO_DATA}")
        tally = _write(extract, target)
        if with_sidecar:
            _replace(target.with_name(target.name + SUFFIX), orjson.dumps(sidecar(extract, target.name, tally)))
        _noted(services, found.name, code)
    session.console.out(f"{output}: {tally.rows} rows, {tally.size} bytes, sha256={tally.sha256}")


def _noted(services: Services, name: str, code: str) -> None:
    with writing(services.store) as connection:
        audit(connection, N_("report written"), name, region=code)


def _write(extract: Extract, target: Path) -> Tally:
    """The whole file or none. Raises DashboardError when it cannot be written."""
    tally = Tally()
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", suffix=".part", delete=False) as part:
            try:
                for chunk in chunks(extract, "csv", tally):
                    part.write(chunk)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).replace(target)
            finally:
                with suppress(OSError):
                    Path(part.name).unlink(missing_ok=True)
    except OSError as error:
        raise DashboardError(f"{target}: cannot be written: {error.strerror or error}") from error
    return tally


def _replace(target: Path, content: bytes) -> None:
    try:
        target.write_bytes(content)
    except OSError as error:
        raise DashboardError(f"{target}: cannot be written: {error.strerror or error}") from error


@click.group("reports")
def reports() -> None:
    """Reports that people asked for or scheduled."""


@reports.command("run-due", epilog="Example: `reports run-due`, every minute from cron")
@click.pass_context
def reports_run_due(context: click.Context) -> None:
    """Make every report that is due or was asked for, each once however many run this; a server does it by itself."""
    session: Session = context.obj
    with session.open() as services:
        outcomes = run_due(services)
    for one in outcomes:
        told = f"report {one.run_id} {one.region} {one.name}"
        if one.error:
            session.console.err(f"Error: {told}: {one.error}")
        else:
            session.console.out(f"{told}: done")
    if not outcomes:
        session.console.out("nothing is due")
    context.exit(1 if any(one.error for one in outcomes) else 0)


@click.command("verify", epilog="Example: `verify expiring_US_meetings_2026-11-23.csv.zip`")
@click.argument("file")
@click.pass_context
def verify_command(context: click.Context, file: str) -> None:
    """Check an exported file against its sidecar, beside it or in the same ZIP; exit code 1 tells what differs."""
    session: Session = context.obj
    verdict = verify(session.path(file))
    for difference in verdict.differences:
        session.console.err(f"Error: {verdict.file}: {difference}")
    if not verdict.differences:
        rows = "" if verdict.rows is None else f", {verdict.rows} rows"
        session.console.out(f"{verdict.file}: as its sidecar says{rows}")
    context.exit(1 if verdict.differences else 0)


COMMANDS = (report, reports, verify_command)
