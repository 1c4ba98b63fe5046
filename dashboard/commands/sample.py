"""Made-up data to look around in: `sample`."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from dashboard.commands.session import Session, chosen
from dashboard.errors import DashboardError

if TYPE_CHECKING:
    from dashboard.data.storage.regions import Region

WEEKS, SEED = 60, 1


@click.command("sample", epilog="Example: `sample --customers 100000 --region EU`")
@click.option("--customers", type=click.IntRange(1), help="In each region; a size of its own for each unless given.")
@click.option("--weeks", type=click.IntRange(1, 520), default=WEEKS, show_default=True, help="Weekly snapshots.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="The same seed makes the same data.")
@click.option("--region", "codes", multiple=True, metavar="CODE", help="Repeatable; every region unless given.")
@click.pass_obj
def sample_command(session: Session, customers: int | None, weeks: int, seed: int, codes: Sequence[str]) -> None:
    """Make realistic data to look around in, marked as sample. Refuses a region that already has data."""
    from dashboard.data.files.history import holds_data

    with session.open() as services:
        regions = chosen(services, codes)
        for region in regions:
            if holds_data(region):
                raise DashboardError(f"region {region.code}: holds data already; sample data is for empty regions")
        make_samples(session, regions, customers, weeks, seed)


def make_samples(
    session: Session, regions: Sequence["Region"], customers: int | None = None, weeks: int = WEEKS, seed: int = SEED
) -> None:
    """Fills empty regions with sample data."""
    from dashboard.data.sample import make_sample

    for region in regions:
        result = make_sample(
            region,
            customers=customers,
            weeks=weeks,
            seed=seed,
            today=session.settings.as_of(),
            progress=partial(session.console.progress, f"sample {region.code}"),
        )
        counts = f"{result.customers} customers, {result.subscriptions} subscriptions, {len(result.dates)} snapshots"
        session.console.out(f"{region.code}: {counts} made up")


COMMANDS = (sample_command,)
