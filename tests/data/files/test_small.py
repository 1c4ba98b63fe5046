"""Small CSV files of our own: each row as wide as the header, or nothing is read."""

import pytest

from dashboard.data.files.reading.small import small_file
from dashboard.errors import BadParameter

READ = (["a", "b"], [(2, ["1", "x"]), (3, ["2", "y"])])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,x\n2,y\n", READ),
        ("\ufeffa;b\r\n1;x\r\n2;y", READ),
        ("a\tb\n1\tx\n2\ty\n", READ),
        ('"a","b"\n"1"," x "\n2,y\n', READ),
        ("a,b,,\n1,x,,\n2,y,,\n", READ),  # columns without a header and a cell are none
        ("a,b\n1,x\n2,y,,\n", READ),
        ("sep=;\na;b\n1;x\n", (["a", "b"], [(3, ["1", "x"])])),
        ('\n;;\na;b\n"1\n2";x\n; ;\n3;y\n', (["a", "b"], [(4, ["1\n2", "x"]), (7, ["3", "y"])])),
        ("a\n1\n", (["a"], [(2, ["1"])])),
        ("a,b\n", (["a", "b"], [])),
        (" \n,,\n", ([], [])),
        ("", ([], [])),
    ],
)
def test_rows(text: str, expected: object) -> None:
    assert small_file(text, 2) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n1,x\n2,12,50\n", "line 3: 3 cells where the header has 2"),  # a comma too many cuts a cell in two
        ("a,b\n1,x\n2", "line 3: 1 cells where the header has 2"),  # the file's end is missing
        ('a,b\n1,"call\n2,y\n3,z\n', "line 2 cannot be read as CSV"),  # rows would go into a cell
        ('a,b\n1,x\n2,"y" z\n', "line 3 cannot be read as CSV"),
        ("a,b\n1,x\n2,y\n3,z\n", "at most 2 rows"),
    ],
)
def test_what_is_refused(text: str, told: str) -> None:
    with pytest.raises(BadParameter, match=told):
        small_file(text, 2)
