"""What was made up for the acceptance checks, imported and served."""

import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tests.acceptance.product import Client, Parameters, Product
from tests.generated import TAGS, Region, make_region
from tests.reference import PRODUCTS, Question
from tests.report_files import SHAPES, write_customers, write_subscriptions

TODAY = date(2026, 1, 15)
CODES = ("WIDE", "LEAP", "TEAM")


@cache
def made(code: str) -> Region:
    """The made-up regions: many edges; equal ratios and a leap day; ends of months, on the other engine."""
    return {
        "WIDE": lambda: make_region("WIDE", 11, date(2025, 3, 31)),
        "LEAP": lambda: make_region("LEAP", 2, date(2024, 2, 29), tied=True),
        "TEAM": lambda: make_region("TEAM", 5, date(2025, 8, 31)),
    }[code]()


@dataclass(frozen=True)
class Asked:
    """A region, the API for someone who sees all of it, and for a partner admin."""

    region: Region
    everyone: Client
    partner: Client

    def client(self, question: Question) -> Client:
        return self.everyone if question.customers is None else self.partner

    def parameters(self, question: Question, *more: tuple[str, str]) -> Parameters:
        own = [("region", self.region.code), ("product", question.product), ("as_of", question.as_of.isoformat())]
        return [*own, *(("tag", tag) for tag in question.tags), *more]

    def questions(self) -> Iterator[Question]:
        """Every date and product: for everybody, and in turn for a tag, a partner admin, and a partner admin's tags."""
        mine = self.region.mine
        others = itertools.cycle([(None, TAGS[:1]), (mine, ()), (mine, TAGS[1:])])
        for as_of, product in itertools.product(self.region.as_of, PRODUCTS):
            yield Question(as_of, product)
            yield Question(as_of, product, *next(others))


def files_of(region: Region, directory: Path) -> list[Path]:
    """The region's reports, some dates a file, out of order, one of them wrong at first; then the Customers file."""
    dates, facts = region.dates, region.facts.snapshots
    groups = [dates[start : start + 8] for start in range(0, len(dates), 8)]
    random.Random(region.seed).shuffle(groups)
    shape = iter(SHAPES * len(groups))
    files = [write_subscriptions(directory / "first.csv", region.mistaken, next(shape))]
    for number, group in enumerate(groups):
        rows = [one for one in facts if one.day in group]
        files.append(write_subscriptions(directory / f"{number}.csv", rows, next(shape)))
    return [*files, write_customers(directory / "customers.csv", region.facts.names, next(shape))]


@contextmanager
def installed(urls: dict[str, str], directory: Path) -> Iterator[dict[str, Asked]]:
    """A served installation that holds the made-up regions of these addresses."""
    product, regions = Product(directory, urls, TODAY.isoformat()), [made(code) for code in urls]
    for region in regions:
        folder = directory / f"files-{region.code}"
        folder.mkdir()
        wrong, *right = files_of(region, folder)  # a correction comes in an import of its own
        product.start("import", wrong, "--region", region.code)
        product.run("import", *right, "--region", region.code, "--replace")
        product.tag(region.code, region.facts)
    tokens = product.user("all@example.com", "read_only_admin"), product.user("mine@example.com", "partner_admin")
    product.run("user", "assign", "mine@example.com", *sorted(frozenset[str]().union(*(one.mine for one in regions))))
    with product.served() as address:
        everyone, partner = (Client(address, token) for token in tokens)
        yield {region.code: Asked(region, everyone, partner) for region in regions}
