"""Price lists: exact, dated, a currency each; read and written alike; what licences are worth on both engines."""

from datetime import date
from decimal import Decimal

import pytest

from dashboard.data.money.price_files import read_prices, written
from dashboard.data.money.prices import Price, PriceChange, price_list, prices_at, replace_prices
from dashboard.data.money.values import Money, worth
from dashboard.data.query.question import Filter, Question, View
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.subscriptions.headline_rows import LICENCES
from dashboard.errors import BadParameter, Invalid
from tests.data.factories import SATURDAY, TODAY, ask, load, row

NEW_YEAR, JULY = date(2026, 1, 1), date(2026, 7, 1)


@pytest.fixture
def filled(region: Region) -> Region:
    """A has 10 professional and 4 standard, B 3 professional with 5 assigned, C has no licences that are told."""
    load(
        region,
        [
            row("A", "S1", SATURDAY, pro=(10, 10, 2), std=(4, 4, 4)),
            row("B", "S2", SATURDAY, pro=(3, 5, 3)),
            row("C", "S3", SATURDAY, pro=(None, 1, 1)),
        ],
    )
    return region


def priced(region: Region, *prices: tuple[str, date, int, str]) -> None:
    """Those prices, in ten-thousandths."""
    replace_prices(region, [Price(*one) for one in prices], "ana")


def test_each_currency_by_itself(filled: Region) -> None:
    """0.1 x 13 is 1.3, exactly; 19.99 x 4 is 79.96."""
    priced(filled, ("professional", NEW_YEAR, 1_000, "EUR"), ("standard", NEW_YEAR, 199_900, "USD"))
    question = ask(filled, product="calling")
    assert worth(question, LICENCES) == Money((("EUR", Decimal("1.30")), ("USD", Decimal("79.96"))), 17, 17)
    alone = View(filters=(Filter("customer", "=", ("B AG",), "=B AG"),))
    assert worth(question, LICENCES, view=alone) == Money((("EUR", Decimal("0.30")),), 3, 3)


def test_the_share_that_has_a_price(filled: Region) -> None:
    priced(filled, ("standard", NEW_YEAR, 10_000, "EUR"))
    found = worth(ask(filled, product="calling"), LICENCES)
    assert (found.sums, found.licences, found.priced) == ((("EUR", Decimal("4.00")),), 17, 4)
    assert found.share == pytest.approx(4 / 17)
    assert worth(ask(filled), LICENCES).share is None  # Meetings has no licences at all


def test_idle_and_over(filled: Region) -> None:
    """A needs 3 of 10 professional (2 and a tenth) and 5 of 4 standard; B needs 4 of 3. B has 2 assigned too many."""
    priced(filled, ("professional", NEW_YEAR, 20_000, "EUR"), ("standard", NEW_YEAR, 10_000, "EUR"))
    question = ask(filled, product="calling")
    assert worth(question, LICENCES, "idle") == Money((("EUR", Decimal("14.00")),), 7, 7)
    assert worth(question, LICENCES, "over") == Money((("EUR", Decimal("4.00")),), 2, 2)
    partner = Question(Scope(filled, 7), question.moment, "calling")
    assert worth(partner, LICENCES) == Money((), 0, 0)


def test_a_price_counts_from_its_day_on(filled: Region) -> None:
    priced(filled, ("professional", NEW_YEAR, 10_000, "EUR"), ("professional", JULY, 20_000, "USD"))
    scope = Scope(filled, None)
    days = {day: prices_at(scope, day) for day in (date(2025, 12, 31), date(2026, 6, 30), JULY, TODAY)}
    assert [found["professional"].currency if found else None for found in days.values()] == [None, "EUR", "USD", "USD"]
    assert [one.valid_from for one in price_list(filled)] == [JULY, NEW_YEAR]


def test_a_list_replaces_the_other(filled: Region) -> None:
    first = [Price("meetings", NEW_YEAR, 1, "EUR"), Price("standard", NEW_YEAR, 1, "EUR")]
    assert replace_prices(filled, first, "ana", commit=False) == PriceChange(2, 0, 0)
    assert list(price_list(filled)) == []
    replace_prices(filled, first, "ana")
    second = [Price("meetings", NEW_YEAR, 2, "EUR"), Price("professional", NEW_YEAR, 1, "EUR")]
    assert replace_prices(filled, second, "ana") == PriceChange(added=1, changed=1, removed=1)
    assert list(price_list(filled)) == second


def test_files_are_read_as_they_are_written() -> None:
    head, rows = "Product;Licence kind;Price;Currency;Valid from", ["Meetings;meetings;12,5;eur;2026-01-01"]
    prices = read_prices("\n".join(["\ufeff" + head, *rows, ";standard;3;USD;2026-07-01", "", ""]))
    assert prices == [Price("meetings", NEW_YEAR, 125_000, "EUR"), Price("standard", JULY, 30_000, "USD")]
    assert read_prices(written(prices)) == prices
    assert written(prices).splitlines()[1] == "meetings,meetings,12.50,EUR,2026-01-01"
    assert written([Price("meetings", NEW_YEAR, 1, "EUR")]).splitlines()[1] == "meetings,meetings,0.0001,EUR,2026-01-01"


@pytest.mark.parametrize(
    "head",
    [
        "kind,currency,valid_from,price",
        "Licence-Kind;Currency;VALID FROM;Price (per licence and month)",
        "Lizenzart\tWährung\tGültig ab\tPreis",
    ],
)
def test_headers_are_known_in_any_spelling(head: str) -> None:
    mark = next(mark for mark in ",;\t" if mark in head)
    row = mark.join(["meetings", "EUR", "2026-01-01", "12.5"])
    assert read_prices(f"{head}\n{row}\n") == [Price("meetings", NEW_YEAR, 125_000, "EUR")]


def test_what_is_wrong_is_told_by_line() -> None:
    head = "kind,price,currency,valid_from\n"
    bad = ("1.000", "-1", "1e3", "", "1.23456", "12 000", "NaN", "٣")
    for price in bad:
        with pytest.raises(Invalid, match="line 2, price"):
            read_prices(f"{head}meetings,{price},EUR,2026-01-01\n")
    for day in ("20260101", "2026-W01-4", "01.01.2026", "1999-12-31"):
        with pytest.raises(Invalid, match="line 2, valid_from"):
            read_prices(f"{head}meetings,1,EUR,{day}\n")
    with pytest.raises(Invalid) as wrong:
        read_prices(
            head + "seats,1,EUR,2026-01-01\nmeetings,1,EURO,x\nmeetings,1,EUR,2026-01-01\nmeetings,2,EUR,2026-01-01\n"
        )
    assert [one.parameter for one in wrong.value.problems] == ["line 2, kind", "line 3, currency", "line 5, valid_from"]
    with pytest.raises(BadParameter):
        read_prices("colour\nred\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind,currency,valid_from,price\nmeetings,EUR,2026-01-01,12,50\n", "line 2: 5 cells where"),
        ("kind,price,currency,valid_from\nmeetings,1,EUR,2026-01-01,,,x\n", "line 2: 7 cells where"),
        ("kind,price,currency,valid_from,price\nmeetings,1,EUR,2026-01-01,2\n", "two columns are both price"),
        ('kind,price,currency,valid_from\nmeetings,"1,EUR,2026-01-01\nstandard,2,EUR,2026-01-01\n', "read as CSV"),
    ],
)
def test_nothing_of_a_file_is_dropped(text: str, words: str) -> None:
    """A decimal comma that nobody quoted, a column twice, a quotation mark that swallows the next lines."""
    with pytest.raises(BadParameter, match=words):
        read_prices(text)


def test_empty_cells_at_the_end_say_nothing() -> None:
    text = "kind,price,currency,valid_from\nmeetings,1,EUR,2026-01-01,,\n"
    assert read_prices(text) == [Price("meetings", NEW_YEAR, 10_000, "EUR")]
