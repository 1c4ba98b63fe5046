"""A region's price list: what a licence of a kind costs a month, from a day on. Amounts are kept as whole numbers of
ten-thousandths, so that they are exact on every engine."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from dashboard.data.customers.edits import REGION, note_changes
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import PARTS
from dashboard.data.storage.schema.work import price
from dashboard.errors import Conflict
from dashboard.i18n import N_

SCALE = 10_000
"""Of an amount in one unit of a currency."""
KIND_PRODUCT = {"meetings": "meetings", "professional": "calling", "standard": "calling"}


@dataclass(frozen=True)
class Price:
    """The price of a licence and month of a kind (one of PARTS) from a day on. `amount` is in ten-thousandths."""

    kind: str
    valid_from: date
    amount: int
    currency: str

    @property
    def money(self) -> Decimal:
        """The price itself."""
        return exact(self.amount)


@dataclass(frozen=True)
class PriceChange:
    """What became of a price list: how many prices are new, are another, are gone."""

    added: int
    changed: int
    removed: int


def exact(amount: int) -> Decimal:
    """Ten-thousandths as a number of units, without zeros that say nothing beyond the cents."""
    value = Decimal(amount) / SCALE
    cents = value.quantize(Decimal("0.01"))
    return cents if cents == value else value.quantize(Decimal("0.0001"))


def price_list(region: Region) -> Sequence[Price]:
    """Every price, by kind, the newest first."""
    row = price.c
    order = {kind: place for place, kind in enumerate(PARTS)}
    with region.read() as connection:
        prices = [
            Price(*entry) for entry in connection.execute(sa.select(row.kind, row.valid_from, row.amount, row.currency))
        ]
    return sorted(prices, key=lambda entry: (order.get(entry.kind, len(order)), -entry.valid_from.toordinal()))


def price_version(prices: Iterable[Price]) -> str:
    """A mark of a price list: another as soon as it is."""
    held = sorted((entry.kind, entry.valid_from.isoformat(), entry.amount, entry.currency) for entry in prices)
    return hashlib.sha256(repr(held).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class PriceDifference:
    """A price that a list brings, changes or leaves out: what it was and what it will be, None where there is none."""

    kind: str
    valid_from: date
    before: Price | None
    after: Price | None


def differences(held: Iterable[Price], wanted: Iterable[Price]) -> Sequence[PriceDifference]:
    """What another list would change, in the order of kinds, the newest first."""
    old, new = ({(entry.kind, entry.valid_from): entry for entry in prices} for prices in (held, wanted))
    order = {kind: place for place, kind in enumerate(PARTS)}
    keys = sorted({*old, *new}, key=lambda key: (order.get(key[0], len(order)), -key[1].toordinal()))
    return [PriceDifference(*key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]


def prices_at(scope: Scope, day: date) -> Mapping[str, Price]:
    """The price of each kind that is in force on a day; a kind without one is left out."""
    prices: dict[str, Price] = {}
    for entry in price_list(scope.region):
        if entry.valid_from <= day:
            prices.setdefault(entry.kind, entry)
    return prices


def replace_prices(
    region: Region, prices: Sequence[Price], actor: str, *, commit: bool = True, version: str | None = None
) -> PriceChange:
    """Makes these the region's price list, whole; what that changes. Without `commit` nothing is written.

    `version` is that of the list that it takes the place of. Raises Conflict when that is another by now.
    """
    row = price.c
    with region.write() if commit else region.read() as connection:
        held = {
            (entry.kind, entry.valid_from): (entry.amount, entry.currency)
            for entry in connection.execute(sa.select(price))
        }
        if version is not None and version != price_version(Price(*key, *value) for key, value in held.items()):
            raise Conflict(N_("Somebody else changed the price list meanwhile."), len(held))
        wanted = {(entry.kind, entry.valid_from): (entry.amount, entry.currency) for entry in prices}
        same = held.keys() & wanted.keys()
        change = PriceChange(
            len(wanted.keys() - held.keys()), sum(held[key] != wanted[key] for key in same), len(held.keys() - same)
        )
        if commit and held != wanted:
            connection.execute(sa.delete(price).where(row.kind.is_not(None)))
            if prices:
                connection.execute(sa.insert(price), [vars(entry) for entry in prices])
            note_changes(connection, [REGION], actor, "prices", "")
    return change
