"""Reports: `report run`, `reports run-due`, `verify`."""

import os
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import click

from dashboard.commands.days import DAY
from dashboard.commands.session import Session, chosen
from dashboard.data.exports.verify import SUFFIX, verify
from dashboard.errors import DashboardError, UsageError
from dashboard.i18n import N_
from dashboard.reports.limits import WEEKS_MOST

if TYPE_CHECKING:
    from dashboard.data.exports.files import Extract, Tally
    from dashboard.services import Services


@click.group("report")
def report() -> None:
    """Report files."""


@report.command("run", epilog='Example: `report run "Subscription Details" --region EU -o details.xlsx`')
@click.argument("template")
@click.option("--region", "code", required=True, metavar="CODE", help="The region whose customers the file holds.")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="The file to write, CSV unless it ends in .xlsx; replaced if there.",
)
@click.option("--weeks", type=click.IntRange(1, WEEKS_MOST), default=1, show_default=True, help="Of usage: completed.")
@click.option("--as-of", "day", type=DAY, help="The day that the report speaks of; today unless given.")
@click.option("--headers", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Their language.")
@click.option("--separator", type=click.Choice(["comma", "semicolon"]), help="Of a CSV file; comma unless given.")
@click.option("--bom", is_flag=True, help="Begin a CSV file with a byte order mark, by which Excel knows UTF-8.")
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
    separator: str | None,
    bom: bool,
    with_sidecar: bool,
) -> None:
    """Write a report, or any table by its key, of all customers of a region: the file of a full administrator."""
    import orjson

    from dashboard.data.exports.files import Extract, sidecar
    from dashboard.data.query.scope import Scope
    from dashboard.reports.narrowing import narrowed_question
    from dashboard.reports.runner import NO_DATA
    from dashboard.reports.templates import template_named

    target = session.path(output)
    key = _format(target, separator, bom)
    with session.open() as services:
        [region] = chosen(services, [code])
        held, as_of = template_named(services.store, template), day.date() if day else session.settings.as_of()
        question = replace(narrowed_question(Scope(region, None), held.narrowed, as_of), weeks=weeks)
        extract = Extract(question, held.base, held.view, headers)
        if not held.base.known(extract.question):
            raise DashboardError(f"region {code}, {held.name}: {NO_DATA}")
        tally = _write(extract, key, target)
        if with_sidecar:
            _replace(target.with_name(target.name + SUFFIX), orjson.dumps(sidecar(extract, key, target.name, tally)))
        _noted(services, held.name, code)
    session.console.out(f"{output}: {tally.rows} rows, {tally.size} bytes, sha256={tally.sha256}")


def _noted(services: "Services", name: str, code: str) -> None:
    from dashboard.data.storage.store import audit, writing

    with writing(services.store) as connection:
        audit(connection, N_("report written"), name, region=code)


def _format(target: Path, separator: str | None, bom: bool) -> str:
    """The key of the format that the file's name and the options ask for. Raises UsageError."""
    from dashboard.data.exports.formats import csv_key

    if target.suffix.lower() == ".xlsx":
        if separator or bom:
            raise UsageError("--separator and --bom: for CSV files alone")
        return "xlsx"
    return csv_key(";" if separator == "semicolon" else ",", bom)


def _write(extract: "Extract", key: str, target: Path) -> "Tally":
    """The whole file or none. Raises DashboardError when it cannot be written."""
    from dashboard.data.exports.files import Tally, chunks

    tally = Tally()
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", suffix=".part", delete=False) as part:
            try:
                for chunk in chunks(extract, key, tally):
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
    """Make every report and tell every alert that is due, each once however many run this; a server does it itself."""
    from dashboard.alerts.due import tell_due
    from dashboard.reports.runner import run_due

    session: Session = context.obj
    with session.open() as services:
        outcomes, messages = run_due(services), tell_due(services)
    for outcome in outcomes:
        line = f"report {outcome.run_id} {outcome.region} {outcome.name}"
        if outcome.error:
            session.console.err(f"Error: {line}: {outcome.error}")
        else:
            session.console.out(f"{line}: done")
    if messages:
        session.console.out(f"{messages} messages sent")
    if not outcomes and not messages:
        session.console.out("nothing is due")
    context.exit(1 if any(run.error for run in outcomes) else 0)


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
        renamed = f"; the sidecar names it {verdict.renamed}" if verdict.renamed else ""
        session.console.out(f"{verdict.file}: as its sidecar says{rows}{renamed}")
    context.exit(1 if verdict.differences else 0)


COMMANDS = (report, reports, verify_command)
