"""A region's price list: `prices import`, `prices export`."""

import click

from dashboard.commands.session import Session, chosen
from dashboard.errors import DashboardError
from dashboard.i18n import N_

_region = click.option("--region", "code", required=True, metavar="CODE", help="Whose price list it is.")


@click.group("prices")
def prices() -> None:
    """What licences cost, by kind and from a day on."""


@prices.command("import", epilog="Example: `prices import prices.csv --region EU`")
@click.argument("file")
@_region
@click.option("--dry-run", is_flag=True, help="Read and check everything, change nothing.")
@click.pass_obj
def prices_import(session: Session, file: str, code: str, dry_run: bool) -> None:
    """Make a CSV the whole price list of a region: product, kind, price, currency, valid_from."""
    from dashboard.data.money.price_files import read_prices
    from dashboard.data.money.prices import replace_prices
    from dashboard.data.storage.store import audit, writing

    try:
        text = session.path(file).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DashboardError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DashboardError(f"{file}: cannot be read as UTF-8: {error}") from error
    with session.open() as services:
        [region] = chosen(services, [code])
        try:
            done = replace_prices(region, read_prices(text), "command line", commit=not dry_run)
        except DashboardError as error:
            raise DashboardError(f"{file}: nothing was changed: {error}") from error
        if not dry_run:
            with writing(services.store) as connection:
                audit(connection, N_("price list changed"), "region", region=code, details=vars(done))
    would = "would be " if dry_run else ""
    session.console.out(f"{code}: {done.added} prices {would}added, {done.changed} changed, {done.removed} removed")


@prices.command("export", epilog="Example: `prices export --region EU > prices.csv`")
@_region
@click.pass_obj
def prices_export(session: Session, code: str) -> None:
    """Write the price list of a region as CSV."""
    from dashboard.data.money.price_files import written
    from dashboard.data.money.prices import price_list

    with session.open() as services:
        [region] = chosen(services, [code])
        session.console.out(written(price_list(region)).replace("\r\n", "\n").rstrip("\n"))


COMMANDS = (prices,)
