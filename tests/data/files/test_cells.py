"""What cells say, and which say nothing that can be read."""

import base64
from datetime import date
from typing import Any

import pytest

from dashboard.data.files.cells import DAY, FLAG, ID, MANAGED_BY, ORG_ID, STATUS, TEXT, WHOLE, BadCell, CellType

ORG = "0a1b2c3d-0000-4000-8000-00000000000f"
LONG = f"ciscospark://us/ORGANIZATION/{ORG}"
PADDED = base64.b64encode(LONG.encode()).decode()
# This address needs both letters in which the two alphabets of base64 differ.
ODD = base64.b64encode(f"ciscospark://u?>~s/ORGANIZATION/{ORG}".encode()).decode()


@pytest.mark.parametrize("cells", [TEXT, ID, WHOLE, DAY, FLAG, ORG_ID, STATUS, MANAGED_BY])
@pytest.mark.parametrize("cell", ["", "  ", "NA", "na", "N/A", " N/A "])
def test_unknown(cells: CellType, cell: str) -> None:
    assert cells.value(cell) is None


@pytest.mark.parametrize(
    ("cells", "cell", "value"),
    [
        (TEXT, "  Müller & Söhne ", "Müller & Söhne"),
        (TEXT, "nothing", "nothing"),
        (TEXT, 'Two\nlines, "quoted"\r\nand three', 'Two\nlines, "quoted"\r\nand three'),
        (TEXT, "\u05d0\u05d1\u200f \U0001f600\u2028", "\u05d0\u05d1\u200f \U0001f600"),
        (TEXT, "=1+1", "=1+1"),
        (ID, "Sub-1 \u2013 a", "Sub-1 \u2013 a"),
        (WHOLE, "0", 0),
        (WHOLE, " 500.0 ", 500),
        (WHOLE, "100000000", 100_000_000),
        (WHOLE, "1,000", 1000),
        (WHOLE, "1 000 000", 1_000_000),
        (WHOLE, "1'000", 1000),
        (DAY, "2026-11-21", date(2026, 11, 21)),
        (DAY, "2026-11-21T23:59:59", date(2026, 11, 21)),
        (DAY, "2026-11-21 00:00", date(2026, 11, 21)),
        (DAY, "2026-11-21T23:30:00.123Z", date(2026, 11, 21)),
        (DAY, "2026-11-21T23:30:00-05:00", date(2026, 11, 22)),
        (DAY, "2026-11-21 00:30:00 +0100", date(2026, 11, 20)),
        (DAY, "2028-02-29", date(2028, 2, 29)),
        (FLAG, "TRUE", True),
        (FLAG, "yes", True),
        (FLAG, "False", False),
        (FLAG, "nO", False),
        (ORG_ID, ORG.upper(), ORG),
        (ORG_ID, ORG.replace("-", ""), ORG),
        (ORG_ID, PADDED, ORG),
        (ORG_ID, PADDED.rstrip("="), ORG),
        (ORG_ID, ODD, ORG),
        (ORG_ID, ODD.replace("+", "-").replace("/", "_"), ORG),
        (STATUS, "ACTIVE", "Active"),
        (STATUS, "expired", "Expired"),
        (STATUS, "Pending", "Pending"),
        (MANAGED_BY, "OWN", "own"),
        (MANAGED_BY, "External", "external"),
        (ID, "12E3", "12E3"),
        (ID, '="0042"', "0042"),
        (ID, "'-S0", "-S0"),  # as our own exports write it, lest a spreadsheet run it
        (ID, "'+49 30 123", "+49 30 123"),
        (TEXT, "A, '-B", "A, -B"),
        (TEXT, "'quoted'", "'quoted'"),
        (FLAG, "WAHR", True),
        (FLAG, "falsch", False),
    ],
)
def test_value(cells: CellType, cell: str, value: Any) -> None:
    assert cells.value(cell) == value


@pytest.mark.parametrize(
    ("cells", "cell"),
    [
        (TEXT, "a\0b"),
        (TEXT, "a\rb"),
        (TEXT, "a\tb"),
        (TEXT, "a\x85b"),
        (ID, "a\nb"),
        (STATUS, "Act\nive"),
        (TEXT, "a" * 4001),
        (STATUS, "Act\x1bive"),
        (WHOLE, "-1"),
        (WHOLE, "1,00"),
        (WHOLE, "1,0000"),
        (WHOLE, "0,000"),
        (WHOLE, "1,000 000"),
        (WHOLE, "1.5"),
        (WHOLE, "1e3"),
        (WHOLE, "٣"),
        (WHOLE, "100000001"),
        (WHOLE, "9" * 5000),
        (DAY, "21.11.2026"),
        (DAY, "2026-02-30"),
        (DAY, "2026-11-21T25:00"),
        (DAY, "0001-01-01"),
        (DAY, "9999-12-31T23:59:59-05:00"),
        (DAY, "2026-11-21 and more"),
        (FLAG, "1"),
        (FLAG, "ja"),
        (ID, "4.93012E+11"),
        (ID, "4.93E11"),
        (ID, "1E+11"),
        (ID, "=+4930123"),
        (ORG_ID, "customer 7"),
        (ORG_ID, ORG[:-1]),
        (ORG_ID, base64.b64encode(f"ciscospark://us/PEOPLE/{ORG}".encode()).decode()),
        (ORG_ID, base64.b64encode(b"\xff\xfe").decode()),
        (MANAGED_BY, "partner"),
    ],
)
def test_bad_cell(cells: CellType, cell: str) -> None:
    with pytest.raises(BadCell):
        cells.value(cell)
