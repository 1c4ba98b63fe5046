"""Texts in any case: what is copied from a row finds the row, on each engine, whatever its letters are."""

import pytest
import sqlalchemy as sa

from dashboard import checkup
from dashboard.data.query import queries
from dashboard.data.query.filters import parse_filter
from dashboard.data.query.question import View
from dashboard.data.storage import schema
from dashboard.data.storage.regions import Region
from dashboard.data.tables import table_named
from tests.data.factories import TODAY, ask, load, row
from tests.fixtures.postgres import PostgresServer
from tests.fixtures.regions import opened

NAMES = (
    "Ärzte GmbH", "İstanbul AŞ", "ΟΔΟΣ Α.Ε.", "ΕΛΛΑΣ", "Straße", "ǅ", "Ⅷ Corp", "ﬁsh", "😀 Ltd", "100% pure", "a_b",
    "a/b", "a\\b", "it's", "ŉ", "K (Kelvin)", "日本",
)  # fmt: skip
OTHERS = {
    "ärzte": "Ärzte GmbH",
    "ελλασ": "ΕΛΛΑΣ",
    "ελλας": "ΕΛΛΑΣ",
    "οδος": "ΟΔΟΣ Α.Ε.",
    "ⅷ": "Ⅷ Corp",
    "100%": "100% pure",
}


def found(region: Region, text: str) -> list[list[str]]:
    """The customers that a filter, a search, a tag and a filter of tags find."""
    table = table_named("customers")
    named, tagged = (table.column(key) for key in ("customer", "tags"))
    assert named
    assert tagged
    asked = [
        (ask(region), View(filters=(parse_filter(named, text),))),
        (ask(region, search=text), View()),
        (ask(region, tags=(text,)), View()),
        (ask(region), View(filters=(parse_filter(tagged, text),))),
    ]
    return [[one["customer"] for one in queries.rows(question, table, view, limit=99)] for question, view in asked]


@pytest.fixture
def listed(region: Region) -> Region:
    """The names, each a customer's that has it as a tag too."""
    load(region, [row(chr(ord("A") + number), "S1", name=name) for number, name in enumerate(NAMES)])
    with region.write() as connection:
        for number, name in enumerate(NAMES, 1):
            same = schema.customer.c.customer_key == number
            connection.execute(sa.update(schema.customer).where(same).values(name=name))
            connection.execute(sa.insert(schema.customer_tag).values(customer_key=number, tag=name))
    return region


def test_what_is_copied_finds_its_row(listed: Region) -> None:
    assert {name: found(listed, name) for name in NAMES} == {name: [[name]] * 4 for name in NAMES}


def test_another_case_finds_it_too(listed: Region) -> None:
    assert {text: found(listed, text)[:2] for text in OTHERS} == {text: [[name]] * 2 for text, name in OTHERS.items()}


@pytest.mark.postgres
@pytest.mark.parametrize(("locale", "known"), [("C", False), ("C.UTF-8", True)])
def test_a_server_without_letters_is_known(postgres_server: PostgresServer, locale: str, known: bool) -> None:
    postgres_server.sql(f"CREATE DATABASE letters TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE '{locale}'")
    try:
        with opened(postgres_server.url("letters")) as region:
            found = [one for one in checkup._region(region, TODAY, None) if one.text.endswith(checkup._NO_LETTERS)]
            assert [one.level for one in found] == ([] if known else ["note"])
    finally:
        postgres_server.sql("DROP DATABASE letters WITH (FORCE)")
