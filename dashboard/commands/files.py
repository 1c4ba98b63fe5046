"""Data in: `import`, `imports`, `undo`."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.commands.days import DAY
from dashboard.commands.outcome_lines import outcome_lines, past_line, undone_line
from dashboard.commands.session import Session, chosen
from dashboard.data.files.cells import ORG_ID, BadCell
from dashboard.data.files.outcome import COMMAND_LINE, SYNC, Options, Outcome, Upload
from dashboard.data.files.reading.numbers import STYLES
from dashboard.errors import Blank, NotFound, UsageError
from dashboard.i18n import N_

if TYPE_CHECKING:
    from dashboard.data.storage.regions import Region
    from dashboard.services import Services


@click.command("import", epilog="Example: `import Subscription_Details_*.csv --region EU`")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--region", "code", required=True, metavar="CODE", help="The region whose customers the files speak of.")
@click.option("--date", "day", type=DAY, help="The day of an inventory without dates of its own; today unless given.")
@click.option("--week", type=DAY, help="The Sunday of the week that a usage report counts.")
@click.option("--org", metavar="ORG_ID", help="Whose all rows are, for files without a column of customers.")
@click.option("--numbers", type=click.Choice(["en", "de"]), help="How the files write numbers: 1,000.5 or 1.000,5.")
@click.option("--replace", is_flag=True, help="Yes, also when far fewer customers are named than are replaced.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, load nothing.")
@click.pass_context
def import_command(  # noqa: PLR0913 - one parameter for each option
    context: click.Context,
    files: Sequence[str],
    code: str,
    day: datetime | None,
    week: datetime | None,
    org: str | None,
    numbers: str | None,
    replace: bool,
    dry_run: bool,
) -> None:
    """Load report files: CSV, or a ZIP that holds one. A file loads wholly or not at all.

    Several files of one date are one file. See `formats` for the kinds of file and their columns.
    """
    from dashboard.alerts.due import after_import

    if day and week:
        raise UsageError("--date and --week: a file has one or the other")
    session: Session = context.obj
    style = next((candidate for candidate in STYLES if candidate == numbers), None)
    options = Options(day and day.date(), week and week.date(), _org_id(org), style, replace)
    with session.open() as services:
        [region] = chosen(services, [code])
        uploads = [Upload(session.path(file), Path(file).name) for file in files]
        outcomes = _brought(session, region, uploads, options, dry_run=dry_run)
        if not dry_run:
            note_imports(services, region, [(outcome.file_name, outcome.clean) for outcome in outcomes])
            after_import(services, region)
    wrong = any(outcome.refusal and outcome.refusal.code == "period" for outcome in outcomes)
    context.exit(2 if wrong else 0 if all(outcome.clean for outcome in outcomes) else 1)


def _org_id(text: str | None) -> str | None:
    try:
        return ORG_ID.value(text) if text else None
    except BadCell as error:
        raise UsageError(f"--org {text}: {error}") from None


@click.command("imports", epilog="Example: `imports --region EU`")
@click.option("--region", "codes", multiple=True, metavar="CODE", help="Repeatable; every region unless given.")
@click.pass_obj
def imports_command(session: Session, codes: Sequence[str]) -> None:
    """List what was loaded: when, which file, its period, rows, rejected and replaced rows, checksum."""
    from dashboard.data.files.history import imports_of

    with session.open() as services:
        lines = [past_line(region.code, past) for region in chosen(services, codes) for past in imports_of(region)]
    for line in lines or ["nothing was imported yet"]:
        session.console.out(line)


@click.command("undo", epilog="Example: `undo 12 --region EU`")
@click.argument("import_id", type=click.IntRange(1), metavar="IMPORT_ID")
@click.option("--region", "code", required=True, metavar="CODE", help="The region that the import was loaded into.")
@click.pass_obj
def undo_command(session: Session, import_id: int, code: str) -> None:
    """Take an import back: what it replaced is there again. Only the newest of its kind and period can be undone."""
    from dashboard.data.files.undo import undo
    from dashboard.data.storage.store import audit, writing

    with session.open() as services:
        [region] = chosen(services, [code])
        try:
            done = undo(region, import_id, by=COMMAND_LINE)
        except NotFound:
            raise NotFound(f"region {code}: no import {import_id}; `imports` lists them") from None
        with writing(services.store) as connection:
            details = {"import": import_id, "removed": done.removed, "restored": done.restored}
            audit(connection, N_("import undone"), done.file_name, region=code, details=details)
    session.console.out(undone_line(done))


def import_one(session: Session, region: "Region", path: Path, options: Options) -> bool:
    """Loads a file that was fetched and tells what became of it. Raises Blank for one that holds no row."""
    [outcome] = _brought(session, region, [Upload(path, path.name)], options, by=SYNC)
    return outcome.clean


def _brought(
    session: Session,
    region: "Region",
    files: Sequence[Upload],
    options: Options,
    *,
    dry_run: bool = False,
    by: str = COMMAND_LINE,
) -> list[Outcome]:
    """Loads the files and tells what became of each."""
    from dashboard.data.files.imports import load, preview

    console, settings = session.console, session.settings
    progress = partial(console.progress, files[0].name if len(files) == 1 else f"{len(files)} files")
    asked = partial(preview) if dry_run else partial(load, by=by)
    outcomes = asked(region, files, options, data_dir=settings.data_dir, today=settings.as_of(), progress=progress)
    for outcome in outcomes:
        if outcome.blank and by != COMMAND_LINE:
            raise Blank(f"{outcome.file_name}: {outcome.refusal}")
        out, err = outcome_lines(outcome)
        for line in out:
            console.out(line)
        for line in err:
            console.err(line)
    return outcomes


def note_imports(services: "Services", region: "Region", files: Sequence[tuple[str, bool]]) -> None:
    """Tells the audit log of files, each with whether it was loaded without rejects."""
    from dashboard.data.storage.store import audit, writing

    with writing(services.store) as connection:
        for file, clean in files:
            audit(connection, N_("file imported"), Path(file).name, region=region.code, details={"rejects": not clean})


COMMANDS = (import_command, imports_command, undo_command)
