"""No reader of a CSV file, whichever separator it splits by, sees a field that begins as a formula does."""

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.data.exports.formats import CSV_KEYS, FORMATS, csv_line
from dashboard.data.storage.safe_text import armed_text, safe_text

READERS = (",", ";", "\t")
HARMLESS = re.compile(
    r'[+-]?[0-9.]+(e[+-]?[0-9]+)?([,;](".*|(true|false|[0-9]{4}-[0-9]{2}-[0-9]{2}|[+-]?[0-9.e-]*)([,;].*)?))?',
    re.DOTALL,
)
"""A number; or one, then a separator that this reader does not know, and what makes no formula of it."""

texts = st.text("=+-@,;\t\r\n\" 'a1|\xa0＝\x0b", max_size=10)
values = st.one_of(
    texts,
    st.none(),
    st.booleans(),
    st.integers(-99, 99),
    st.floats(-5, 5),
    st.just(date(2026, 1, 31)),
    st.just("+4930123456"),
    st.lists(texts, max_size=3).map(tuple),
)


def fields(text: str, separator: str) -> list[str]:
    """What a reader of that separator sees."""
    return [cell for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in line]


def formulas(text: str) -> list[tuple[str, str]]:
    """Reader and field of everything that would run."""
    seen = [(reader, cell) for reader in READERS for cell in fields(text, reader)]
    begins = [(reader, cell, cell.strip(' \t\r\n\x0b\xa0"')) for reader, cell in seen]
    return [
        (reader, cell) for reader, cell, bare in begins if bare[:1] in tuple("=+-@＝") and not HARMLESS.fullmatch(bare)
    ]


@given(st.lists(st.tuples(values, values, values), min_size=1, max_size=4), st.sampled_from(CSV_KEYS))
@example([("Acme;=1+1;x", None, None)], "csv")
@example([(1, 'Acme;"=1+1"', "x")], "csv")
@example([(1, "Acme\n=1+1", "x")], "csv")
@example([(1, ("Gold", "=1+1"), "x")], "csv-semicolon")
@example([(-5, "0+cmd|x", "x")], "csv")
@example([("\t=1+1", "x", "x")], "csv")
def test_no_reader_sees_a_formula(rows: list[tuple[Any, ...]], key: str) -> None:
    keys = ("a", "b", "c")
    body = b"".join(FORMATS[key].write(keys, keys, [dict(zip(keys, row, strict=True)) for row in rows]))
    assert formulas(body.decode("utf-8-sig")) == []


def test_the_oracle_sees_formulas() -> None:
    """The check above can fail: what was written before this rule existed is told."""
    assert formulas("1,Acme;=1+1;x\r\n") == [(";", "=1+1")]
    assert formulas('1,"Acme;""=1+1"""\r\n') == [(";", '=1+1"""')]
    assert formulas("-5,0+cmd|x\r\n") == [(";", "-5,0+cmd|x"), ("\t", "-5,0+cmd|x")]
    assert formulas("-5,0.5\r\n+4930123456;7\r\n") == []


@given(texts)
def test_apostrophes_are_all_that_is_added(text: str) -> None:
    safe = safe_text(text)
    assert safe.replace("'", "") == text.replace("'", "")
    assert safe_text(safe) == safe  # and once


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("-5 Grad", "'-5 Grad"),
        ("+49 Telecom", "'+49 Telecom"),
        ("+4930123456", "+4930123456"),
        ("Acme;=1+1;x", "Acme;'=1+1;x"),
        ("Acme, -5", "Acme, '-5"),
        ('a\t"@b', "a\t\"'@b"),
        ("two\n=lines", "two\n'=lines"),
        ("\ttab", "'\ttab"),
        ("\xa0=1", "\xa0'=1"),
        ("A-Z; a=b, e@f.g", "A-Z; a=b, e@f.g"),
        ("9ddf5f5f-0000-4000-8000-000000000001", "9ddf5f5f-0000-4000-8000-000000000001"),
    ],
)
def test_by_hand(text: str, safe: str) -> None:
    assert safe_text(text) == safe


def test_a_cell_is_quoted_for_its_own_separator() -> None:
    assert csv_line(["a,b", "c;d", None], ",") == '"a,b",c;d,\r\n'
    assert csv_line(["a,b", "c;d", None], ";") == 'a,b;"c;d";\r\n'
    assert csv_line([-5, "0+1", 0.5], ",") == '-5,"0+1",0.5\r\n'
    assert csv_line([5, "0+1", True], ",") == "5,0+1,true\r\n"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("'-C", "-C"),
        ("'+49 30 123", "+49 30 123"),
        ("+4930123", "+4930123"),
        ("'=SUM(A1)", "=SUM(A1)"),
        ("A, '-B; '@c", "A, -B; @c"),
        ("'quoted'", "'quoted'"),  # an apostrophe of its own
        ("Rock, 'n' Roll", "Rock, 'n' Roll"),
        ("'-a,=b", "'-a,=b"),  # not ours: the other sign would have one too
        ("A '-B", "A '-B"),
        ("", ""),
    ],
)
def test_text_is_read_as_it_was(text: str, read: str) -> None:
    assert armed_text(text) == read


@given(texts)
def test_what_was_disarmed_comes_back(text: str) -> None:
    bare = text.strip()
    if "'" not in bare:
        assert armed_text(safe_text(bare)) == bare
