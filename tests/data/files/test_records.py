"""Rows as they come: stray quotation marks, cells of several lines, empty rows, repeated headers."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.files.reading.records import raw_cells, rows_of

HEADERS = ["a", "b", "c"]


def read(text: str, headers: list[str] | None = None) -> list[tuple[int, list[str], bool]]:
    """Line, cells and fault of each row."""
    return [
        (row.line, row.cells, bool(row.fault))
        for row in rows_of(iter(text.splitlines(keepends=True)), 2, ",", headers or HEADERS)
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1,2,3\n4,5,6\n", [(2, ["1", "2", "3"], False), (3, ["4", "5", "6"], False)]),
        # A mark that opens and never closes costs its own row.
        (
            '1,"2,3\n4,5,6\n7,8,9\n',
            [(2, ["1", '"2', "3"], True), (3, ["4", "5", "6"], False), (4, ["7", "8", "9"], False)],
        ),
        # It closes three rows below, where another cell opens: those rows are rows of their own.
        (
            '1,"2,3\n4,5,6\n7,"8, 8",9\n',
            [(2, ["1", '"2', "3"], True), (3, ["4", "5", "6"], False), (4, ["7", "8, 8", "9"], False)],
        ),
        ('1,"2\n4,"5,6\n', [(2, ["1", '"2'], True), (3, ["4", '"5', "6"], True)]),
        ('"1"x,2,3\n4,5,6\n', [(2, ['"1"x', "2", "3"], True), (3, ["4", "5", "6"], False)]),
        # A cell may hold line ends, when a row of the right width comes of it.
        ('1,"2\ntwo",3\n4,5,6\n', [(2, ["1", "2\ntwo", "3"], False), (4, ["4", "5", "6"], False)]),
        ('"1\none",2,3\n', [(2, ["1\none", "2", "3"], False)]),
        ('1,"2,3\n7,8",9\n', [(2, ["1", '"2', "3"], True), (3, ["7", '8"', "9"], False)]),
        ('1,2,"3\n\nthree"\n', [(2, ["1", "2", "3\n\nthree"], False)]),
        ("\n , ,\u00a0\n1,2,3\n", [(4, ["1", "2", "3"], False)]),
        ("a,b,c\n1,2,3\na, b ,c\n", [(3, ["1", "2", "3"], False)]),
        ('1,2,3\n"A",B,c\n', [(2, ["1", "2", "3"], False)]),
        ("1,2,3,,\n1,2\n", [(2, ["1", "2", "3"], False), (3, ["1", "2"], True)]),
    ],
)
def test_rows(text: str, rows: list[tuple[int, list[str], bool]]) -> None:
    assert read(text) == rows


def test_a_mark_in_each_of_many_rows_is_read_in_time() -> None:
    found = read('1,"2,3\n' * 5_000)
    assert (len(found), all(fault for _line, _cells, fault in found)) == (5_000, True)


@given(st.lists(st.text(alphabet='ab",; x', max_size=6), min_size=3, max_size=3), st.integers(0, 2))
def test_what_is_written_is_read(cells: list[str], place: int) -> None:
    cells[place] = f"z{cells[place].replace(',', '')}\nz"
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    full = [line.count(",") >= 2 for line in text.getvalue().splitlines()]
    if sum(full) <= 1:
        assert read(text.getvalue() + "7,8,9\n") == [(2, cells, False), (4, ["7", "8", "9"], False)]


@given(st.text(alphabet='ab",; x', max_size=30))
def test_a_broken_line_loses_no_letter(line: str) -> None:
    kept = "".join(raw_cells(line + "\n", ","))
    assert kept.replace('"', "").replace(",", "") == line.replace('"', "").replace(",", "")
    assert line.count(",") + 1 >= len(raw_cells(line, ",")) >= 1
