"""What DuckDB writes is, byte for byte, what is written row by row."""

import random
import struct
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.data.exports.csv_lines import csv_chunks
from dashboard.data.exports.formats import CSV_KEYS, FORMATS, PLAIN_CSV, CsvDialect, csv_file, csv_header
from dashboard.data.query import queries
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Column, Kind, Table
from dashboard.data.storage.regions import Region
from dashboard.data.tables import TABLES
from tests.data.factories import ask, load, row

TEXTS = [
    "=SUM(A1:A9)", "-5 GmbH", "+49 Telefonie", "+4930123456", "+1", "@home", "\ttab", "\rreturn", 'say "me"; Inc, Ltd',
    "two\nlines", "two\r\nlines", "", " ", "Ångström é 漢", "'quoted'", '"', ",", "a=b", "null", "1e5", "\n=1",
    "x\x1fy", "Acme;=1+1;x", 'Acme;"=1+1"', "a,  @b", "a\t-b", "＝1", "\xa0=1", "a\u2028=b", "+49 1", "\x0b=1", "",
    *("".join(random.Random(seed).choices('=+-@,;\t\r\n" \'a1\xa0', k=6)) for seed in range(2_000)),
]  # fmt: skip


def a_table(kind: Kind, of: sa.types.TypeEngine[Any], values: Sequence[object]) -> Table:
    """A table of one column beside the number of its row."""

    def relation(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
        rows = sa.values(sa.column("place", sa.Integer), sa.column("value", of), name="given")
        given = rows.data(list(enumerate(values)))
        return sa.select(given, (-1 - given.c.place).label("below"))

    columns = (Column("place", "", "", "integer"), Column("value", "", "", kind), Column("below", "", "", "integer"))
    return Table("given", "", "", "", relation, columns, ("value",), ("place",))


def both(question: Question, table: Table, view: View, dialect: CsvDialect = PLAIN_CSV) -> tuple[bytes, bytes]:
    keys = view.columns or table.keys
    lines = csv_chunks(question, table, view, dialect)
    assert lines is not None
    chunks = list(lines)
    written = b"".join(csv_file(keys, keys, queries.stream(question, table, view), dialect))
    assert sum(number for number, _chunk in chunks) == sum(1 for _ in queries.stream(question, table, view))
    return csv_header(keys, dialect) + b"".join(chunk for _number, chunk in chunks), written


def floats() -> list[float]:
    dice = random.Random(1)
    patterns = (struct.unpack("<d", dice.randbytes(8))[0] for _ in range(2_000))
    edges = [0.0, -0.0, 1.0, 0.1, 1 / 3, 1e15, 1e16, 123456789012345678.0, 1e-4, 1e-5, 5e-324, 1.7e308, 100.0, 2.5]
    return [*edges, *(one for one in patterns if one == one and abs(one) < 1e300)]  # noqa: PLR0124 not a number


DIALECTS = [dialect for key in CSV_KEYS if (dialect := FORMATS[key].dialect)]

KINDS = [
    ("text", sa.String(), [*TEXTS, None]),
    ("list", sa.String(), ["a", "a\x1fb", "=a\x1fb", "a,b\x1fc", None]),
    ("number", sa.Double(), [*floats(), None]),
    ("integer", sa.BigInteger(), [0, -5, 2**62, None]),
    ("flag", sa.Boolean(), [True, False, None]),
    ("date", sa.Date(), [date(2026, 1, 31), date(1, 1, 1), None]),
]


@pytest.mark.parametrize(("kind", "of", "values"), KINDS, ids=[kind for kind, *_ in KINDS])
def test_every_kind_of_cell(duckdb_region: Region, kind: Kind, of: Any, values: list[object]) -> None:
    table = a_table(kind, of, values)
    for dialect in DIALECTS:
        ours, written = both(ask(duckdb_region), table, View(), dialect)
        assert ours == written
    ours, written = both(ask(duckdb_region), table, View(columns=("value",)))  # an unknown alone in its line
    assert ours == written
    for first in ("place", "below"):  # below zero: a sign begins the line
        ours, written = both(ask(duckdb_region), table, View(columns=(first, "value")))
        assert ours == written


def test_by_hand(duckdb_region: Region) -> None:
    table = a_table("text", sa.String(), ["=1+1", "+4930123456", 'a "b"', None, "a,b;@c"])
    two = View(columns=("place", "value"))
    ours, _ = both(ask(duckdb_region), table, two)
    assert ours == b'place,value\r\n0,\'=1+1\r\n1,+4930123456\r\n2,"a ""b"""\r\n3,\r\n4,"a,b;\'@c"\r\n'
    ours, _ = both(ask(duckdb_region), table, two, CsvDialect(";", bom=True))
    lines = b'place;value\r\n0;\'=1+1\r\n1;+4930123456\r\n2;"a ""b"""\r\n3;\r\n4;"a,b;\'@c"\r\n'
    assert ours == b"\xef\xbb\xbf" + lines
    below, _ = both(ask(duckdb_region), table, View(columns=("below", "value")))
    assert below.splitlines()[1:4] == [b'-1,"\'=1+1"', b'-2,"+4930123456"', b'-3,"a ""b"""']


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table(duckdb_region: Region, table: Table) -> None:
    load(
        duckdb_region,
        [
            row("A", "1", m=(10, 11, 3), name='=cmd|" /C calc"!A0'),
            row("B", "-2", m=(3, 1, None), auto_renew=None),
            row("C", "3", m=(7, 1, 1), subscription_type="Trial, 30 days", enterprise_trial_id="+T"),
        ],
    )
    ours, written = both(ask(duckdb_region), table, View())
    assert ours == written


def test_postgresql_is_written_row_by_row(postgres_region: Region) -> None:
    assert csv_chunks(ask(postgres_region), TABLES[0]) is None


def test_a_reader_that_leaves_gives_the_connection_back(duckdb_region: Region) -> None:
    lines = csv_chunks(ask(duckdb_region), a_table("integer", sa.BigInteger(), list(range(100))))
    assert lines is not None
    next(lines)
    assert duckdb_region.engine.pool.checkedout() == 1  # type: ignore[attr-defined]
    lines.close()  # type: ignore[attr-defined]
    assert duckdb_region.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
