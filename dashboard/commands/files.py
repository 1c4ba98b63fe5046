"""Data in: `import`, `imports`, `sample`."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click

from dashboard.commands.session import Session, chosen
from dashboard.data.files.load import ImportResult, import_file
from dashboard.data.imports import Import, holds_data, imports_of
from dashboard.data.regions import Region
from dashboard.data.sample import make_sample
from dashboard.data.store import audit, writing
from dashboard.errors import Blank, DashboardError, Rejected, UsageError
from dashboard.services import Services
from dashboard.words import N_

WEEKS, SEED = 60, 1
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("import", epilog="Example: `import Subscription_Details_*.csv --region EU`")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--region", "code", required=True, metavar="CODE", help="The region whose customers the files speak of.")
@click.option("--date", "day", type=_DAY, help="The day of an inventory without dates of its own; today unless given.")
@click.option("--week", type=_DAY, help="The Sunday of the week that a usage report counts.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, load nothing.")
@click.pass_context
def import_command(
    context: click.Context, files: Sequence[str], code: str, day: datetime | None, week: datetime | None, dry_run: bool
) -> None:
    """Load report files: CSV, or a ZIP that holds one. A file loads wholly or not at all."""
    if day and week:
        raise UsageError("--date and --week: a file has one or the other")
    session: Session = context.obj
    given = day or week
    period = given.date() if given else None
    with session.open() as services:
        [region] = chosen(services, [code])
        clean = [_import(session, region, session.path(file), period, dry_run) for file in files]
        if not dry_run:
            note_imports(services, region, list(zip(files, clean, strict=True)))
    context.exit(0 if all(clean) else 1)


@click.command("imports", epilog="Example: `imports --region EU`")
@click.option("--region", "codes", multiple=True, metavar="CODE", help="Repeatable; every region unless given.")
@click.pass_obj
def imports_command(session: Session, codes: Sequence[str]) -> None:
    """List what was loaded: when, which file, its period, rows, rejected rows, checksum."""
    with session.open() as services:
        lines = [_line(region.code, one) for region in chosen(services, codes) for one in imports_of(region)]
    for line in lines or ["nothing was imported yet"]:
        session.console.out(line)


@click.command("sample", epilog="Example: `sample --customers 100000 --region EU`")
@click.option("--customers", type=click.IntRange(1), help="In each region; a size of its own for each unless given.")
@click.option("--weeks", type=click.IntRange(1, 520), default=WEEKS, show_default=True, help="Weekly snapshots.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="The same seed makes the same data.")
@click.option("--region", "codes", multiple=True, metavar="CODE", help="Repeatable; every region unless given.")
@click.pass_obj
def sample_command(session: Session, customers: int | None, weeks: int, seed: int, codes: Sequence[str]) -> None:
    """Make realistic data to look around in, marked as sample. Refuses a region that already has data."""
    with session.open() as services:
        regions = chosen(services, codes)
        for region in regions:
            if holds_data(region):
                raise DashboardError(f"region {region.code}: holds data already; sample data is for empty regions")
        make_samples(session, regions, customers, weeks, seed)


def import_one(session: Session, region: Region, path: Path, week: date | None) -> bool:
    """Loads a file that was fetched and tells what became of it. Raises Blank for one that holds no row."""
    return _import(session, region, path, week, dry_run=False, blank=True)


def _import(
    session: Session, region: Region, path: Path, period: date | None, dry_run: bool, blank: bool = False
) -> bool:
    """Loads one file and tells what became of it; False when rows of it or all of it were rejected."""
    console = session.console
    try:
        result = import_file(
            region,
            path,
            period=period,
            dry_run=dry_run,
            progress=partial(console.progress, path.name),
            data_dir=session.settings.data_dir,
            today=session.settings.as_of(),
        )
    except Rejected as error:
        if blank and isinstance(error.__cause__, Blank):
            raise error.__cause__ from None
        console.err(f"Error: {error}; nothing of it was loaded")
        return False
    console.out(_told(result))
    for reject in result.rejects:
        console.err(f"{result.file_name}: {reject}")
    if result.rejected:
        kept = f"; all of them, with reasons: {result.reject_file}" if result.reject_file else ""
        console.err(f"Error: {result.file_name}: {result.rejected} rows rejected{kept}")
    return not result.rejected


def note_imports(services: Services, region: Region, files: Sequence[tuple[str, bool]]) -> None:
    """Tells the audit log of files, each with whether it was loaded without rejects."""
    with writing(services.store) as connection:
        for file, clean in files:
            audit(connection, N_("file imported"), Path(file).name, region=region.code, details={"rejects": not clean})


def _told(result: ImportResult) -> str:
    if result.unchanged:
        return f"{result.file_name}: loaded before, as import {result.import_id}; nothing changed"
    done = "would load" if result.import_id is None else f"import {result.import_id} loaded"
    dates = f" of {result.first_date} to {result.last_date}" if result.first_date else ""
    aside = f"; unknown columns kept aside: {', '.join(result.unknown_columns)}" if result.unknown_columns else ""
    sample = "; the region's sample data gave way" if result.cleared_sample else ""
    return f"{result.file_name}: {done} {result.rows} rows{dates}, {result.kind}{aside}{sample}"


def make_samples(
    session: Session, regions: Sequence[Region], customers: int | None = None, weeks: int = WEEKS, seed: int = SEED
) -> None:
    """Fills empty regions with sample data."""
    for region in regions:
        made = make_sample(
            region,
            customers=customers,
            weeks=weeks,
            seed=seed,
            today=session.settings.as_of(),
            progress=partial(session.console.progress, f"sample {region.code}"),
        )
        counts = f"{made.customers} customers, {made.subscriptions} subscriptions, {len(made.dates)} snapshots"
        session.console.out(f"{region.code}: {counts} made up")


def _line(code: str, one: Import) -> str:
    period = f"{one.first_date or '-'}..{one.last_date or '-'}"
    marks = " sample" if one.sample else ""
    return (
        f"{code} #{one.import_id} {one.imported_at:%Y-%m-%d %H:%M} {one.kind}: {one.file_name} {period} "
        f"rows={one.rows} rejected={one.rejected} sha256={one.checksum}{marks}"
    )


COMMANDS = (import_command, imports_command, sample_command)
