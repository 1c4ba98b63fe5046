"""A price list as CSV: `product`, `kind`, `price`, `currency`, `valid_from`. A file is the whole list."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from dashboard.data.files.headers import plain
from dashboard.data.files.reading.small import small_file
from dashboard.data.money.prices import KIND_PRODUCT, SCALE, Price
from dashboard.days import stated_day
from dashboard.errors import BadParameter, Invalid
from dashboard.i18n import N_

COLUMNS = ("product", "kind", "price", "currency", "valid_from")
MOST_ROWS = 5_000
_SPELLINGS = {
    "product": ("Produkt",),
    "kind": ("Licence kind", "License kind", "Art", "Lizenzart"),
    "price": ("Price per licence and month", "Price per license and month", "Preis", "Preis je Lizenz und Monat"),
    "currency": ("Währung",),
    "valid_from": ("Gültig ab",),
}
_NAMES = {plain(spelling): name for name, also in _SPELLINGS.items() for spelling in (name, *also)}
_PRICE = re.compile(r"\d{1,9}([.,]\d{1,4})?", re.ASCII)
_THOUSANDS = re.compile(r"^\d+[.,]\d{3}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


def written(prices: Iterable[Price]) -> str:
    """The list as CSV, which `read_prices` reads back as it is."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for price in prices:
        writer.writerow(
            [KIND_PRODUCT[price.kind], price.kind, f"{price.money:f}", price.currency, price.valid_from.isoformat()]
        )
    return text.getvalue()


def read_prices(text: str) -> Sequence[Price]:
    """The prices of a file. Raises Invalid with what is wrong by line, BadParameter for what is no price list."""
    headers, rows = small_file(text, MOST_ROWS)
    names = [_NAMES.get(plain(header), header) for header in headers]
    if not {*COLUMNS[1:]} <= set(names):
        raise BadParameter("file", N_("a CSV whose first line names %(names)s"), names=", ".join(COLUMNS))
    twice = next((name for name in COLUMNS if names.count(name) > 1), None)
    if twice:
        raise BadParameter("file", N_("two columns are both %(name)s: keep one of them"), name=twice)
    return _prices([(line, dict(zip(names, cells, strict=True))) for line, cells in rows])


def _prices(lines: Sequence[tuple[int, dict[str, str]]]) -> Sequence[Price]:
    prices: dict[tuple[str, date], Price] = {}
    problems = []
    for number, cells in lines:
        try:
            entry = _price(cells)
            if (entry.kind, entry.valid_from) in prices:
                raise BadParameter("valid_from", N_("one price a kind and day"))
            prices[entry.kind, entry.valid_from] = entry
        except BadParameter as problem:
            problems.append(BadParameter(f"line {number}, {problem.parameter}", problem.text, **problem.values))
    if problems:
        raise Invalid(problems)
    return list(prices.values())


def _price(cells: dict[str, str]) -> Price:
    kind, product = cells.get("kind", "").lower(), cells.get("product", "").lower()
    if kind not in KIND_PRODUCT:
        raise BadParameter("kind", N_("one of %(names)s"), names=", ".join(KIND_PRODUCT))
    if product and product != KIND_PRODUCT[kind]:
        raise BadParameter("product", N_("one of %(names)s"), names=KIND_PRODUCT[kind])
    currency = cells.get("currency", "").upper()
    if not _CURRENCY.fullmatch(currency):
        raise BadParameter("currency", N_("three letters such as EUR"))
    return Price(kind, _day(cells.get("valid_from", "")), _amount(cells.get("price", "")), currency)


def _amount(text: str) -> int:
    """In ten-thousandths. `1.500` may be one and a half or fifteen hundred: it is refused rather than guessed."""
    if not _PRICE.fullmatch(text) or _THOUSANDS.fullmatch(text):
        raise BadParameter(
            "price", N_("a price such as 12.50, without marks between thousands, with 1, 2 or 4 decimals")
        )
    return int(Decimal(text.replace(",", ".")) * SCALE)


def _day(text: str) -> date:
    day = stated_day(text)
    if day is None:
        raise BadParameter("valid_from", N_("a date such as 2026-01-31"))
    return day
