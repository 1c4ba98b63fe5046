"""Made-up files about calls, imported by the command line and served, and how answers are compared."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.acceptance.comparing import differences
from tests.acceptance.product import Client, Parameters, Product
from tests.calling_files import write_import
from tests.generated_calling import Made, told
from tests.reference import Facts
from tests.reference_calling import Asking, Calls, Row
from tests.report_files import SHAPES

TODAY = "2026-01-21"


@dataclass(frozen=True)
class Served:
    """A region, the API for someone who sees all of it and for a partner admin, and what the reference knows."""

    made: Made
    calls: Calls
    everyone: Client
    partner: Client

    def askings(self) -> Iterator[Asking]:
        """Every date for everybody, for a partner admin, for a tag, for a partner admin and a tag."""
        for as_of in self.made.as_of:
            for customers in (None, self.made.mine):
                yield Asking(as_of, customers)
                yield Asking(as_of, customers, ("north",))

    def get(self, path: str, asking: Asking, *more: tuple[str, str]) -> Any:
        return self.client(asking).json(path, self.parameters(asking, *more))

    def client(self, asking: Asking) -> Client:
        return self.everyone if asking.customers is None else self.partner

    def parameters(self, asking: Asking, *more: tuple[str, str]) -> Parameters:
        own = [("region", self.made.code), ("as_of", asking.as_of.isoformat())]
        return [*own, *(("tag", tag) for tag in asking.tags), *more]


def files_of(made: Made, directory: Path) -> list[Path]:
    """The imports as files; those of a week name its dates."""
    dice, files = random.Random(made.code), []
    for number, one in enumerate(made.imports):
        dates = f"_{one.week}_{one.week + timedelta(days=6)}" if one.week else ""
        shape = SHAPES[number % len(SHAPES)]
        files.append(write_import(directory / f"{number:02d}{dates}.csv", one, shape, dice))
    return files


@contextmanager
def served(regions: list[Made], urls: dict[str, str], directory: Path) -> Iterator[dict[str, Served]]:
    """An installation that holds the regions."""
    product = Product(directory, urls, TODAY)
    for made in regions:
        folder = directory / f"files-{made.code}"
        folder.mkdir()
        for path in files_of(made, folder):  # one after the other: files of one date in one command are one file
            product.run("import", path, "--region", made.code, "--replace")
        product.tag(made.code, Facts((), tags=made.tags))
    tokens = product.user("all@example.com", "read_only_admin"), product.user("mine@example.com", "partner_admin")
    product.run("user", "assign", "mine@example.com", *sorted(frozenset[str]().union(*(one.mine for one in regions))))
    with product.served() as address:
        everyone, partner = (Client(address, token) for token in tokens)
        yield {made.code: Served(made, told(made), everyone, partner) for made in regions}


def faults(expected: list[Row], actual: list[Row], keys: tuple[str, ...] = ("org_id",)) -> list[str]:
    """What differs between two lists of rows, in order."""
    wanted, found = ([tuple(row[key] for key in keys) for row in rows] for rows in (expected, actual))
    if sorted(wanted) != sorted(found):
        return [f"missing {sorted({*wanted} - {*found})}, too many {sorted({*found} - {*wanted})}"]
    return [f"order {wanted} expected, {found} found"] if wanted != found else list(differences(expected, actual))
