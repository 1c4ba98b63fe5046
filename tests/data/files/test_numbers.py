"""Numbers in the style of their file: one for all its cells, and refused where they could be misread."""

from pathlib import Path
from typing import Any

import pytest

from dashboard.data.files.imports import Options, Outcome, Upload, load
from dashboard.data.files.reading.numbers import Style, canonical
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.customers import customer_order
from tests.data.files.reports import TODAY, all_rows, held, line, write

ORDERS = "Order ID;Subscription ID;Order Date;Quantity;Amount"


@pytest.mark.parametrize(
    ("cell", "english", "german"),
    [
        ("1000", "1000", "1000"),
        ("1,000.5", "1000.5", None),
        ("1.000,5", None, "1000.5"),
        ("1 000,5", None, "1000.5"),
        ("1\u202f000.5", "1000.5", None),
        ("1'000'000.25", "1000000.25", None),
        ("1,000", "1000", "1.000"),
        ("1.000", "1.000", "1000"),
        ("0.125", "0.125", None),
        ("0,125", None, "0.125"),
        ("12,34", None, "12.34"),
        ("1,000,000", "1000000", None),
        ("1.000.000", None, "1000000"),
        ("1.5E+05", "1.5E+05", None),
        ("1,5E+05", None, "1.5E+05"),
        ("1,0000", None, "1.0000"),
        ("1,00,000", None, None),
        ("1.000 000", None, None),
        (".5", None, None),
        ("٣", None, None),
    ],
)
def test_each_style(cell: str, english: str | None, german: str | None) -> None:
    assert (canonical(cell, "en"), canonical(cell, "de")) == (english, german)


def bring(region: Region, directory: Path, cells: list[str], numbers: Style | None = None) -> Outcome:
    """An Orders file whose rows have these amounts."""
    path = directory / "orders.csv"
    lines = [f"O{number};S1;2026-01-01;1;{cell}" for number, cell in enumerate(cells)]
    path.write_text("\n".join([ORDERS, *lines]), encoding="utf-8")
    [found] = load(region, [Upload(path, path.name)], Options(numbers=numbers), data_dir=directory, today=TODAY)
    return found


@pytest.mark.parametrize(
    ("cells", "amounts"),
    [
        (["1.000", "12,5"], [1000.0, 12.5]),
        (["1.000", "12.5"], [1.0, 12.5]),
        (["1,000", "1.000,50"], [1.0, 1000.5]),
        (["1,000", "1,000,000"], [1000.0, 1_000_000.0]),
        (["12.500", "-1.000,5"], [12500.0, -1000.5]),
        (["7", "8"], [7.0, 8.0]),
        (["1 000", "2 000"], [1000.0, 2000.0]),
    ],
)
def test_one_cell_decides_for_all(
    duckdb_region: Region, tmp_path: Path, cells: list[str], amounts: list[float]
) -> None:
    assert bring(duckdb_region, tmp_path, cells).rejected == 0
    assert [row["amount"] for row in all_rows(duckdb_region, customer_order)] == amounts


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["1.000"], "line 2: Amount: '1.000' is 1.0 or 1000.0: say how the file writes numbers, --numbers en"),
        (["5", "12,500"], "line 3: Amount: '12,500' is 12500.0 or 12.5"),
        (["1.000", "12,5", "12.5"], "and the file holds both '12.5' and '12,5'"),
    ],
)
def test_what_can_be_misread_is_refused(duckdb_region: Region, tmp_path: Path, cells: list[str], told: str) -> None:
    found = bring(duckdb_region, tmp_path, cells)
    assert found.refusal is not None
    assert (found.refusal.code, told in str(found.refusal)) == ("numbers", True)
    assert all_rows(duckdb_region, customer_order) == []
    assert bring(duckdb_region, tmp_path, cells, "de").refusal is None


def test_what_was_said_decides_and_what_does_not_fit_is_rejected(duckdb_region: Region, tmp_path: Path) -> None:
    found = bring(duckdb_region, tmp_path, ["1.000", "12.5"], "de")
    assert (found.rows, [str(reject) for reject in found.rejects]) == (1, ["line 3, Amount: not a number: '12.5'"])
    again: dict[str, Any] = {"numbers": "en"}
    assert not bring(duckdb_region, tmp_path, ["1.000", "12.5"], **again).unchanged  # read in another way


def test_a_count_that_one_style_makes_whole_decides(duckdb_region: Region, tmp_path: Path) -> None:
    lines = [line("A", "S1", meeting_license_available="1.000"), line("B", "S2", meeting_license_available="1.950")]
    path = write(tmp_path, lines)
    [found] = load(duckdb_region, [Upload(path, "n.csv")], Options(), data_dir=tmp_path, today=TODAY)
    assert (found.refusal, found.rejected) == (None, 0)
    assert [row[-1] for row in held(duckdb_region, "meetings_purchased")] == [1000, 1950]


def test_the_greatest_counts_of_all_parts_add_up(region: Region, tmp_path: Path) -> None:
    parts = ("meeting", "calling_professional", "calling_standard")
    most = {f"{part}_license_{count}": "100000000" for part in parts for count in ("available", "assigned", "used")}
    above = line("B", "S2", meeting_license_used="100000001")
    path = write(tmp_path, [line("A", "S1", **most), above])
    [found] = load(region, [Upload(path, "n.csv")], Options(), data_dir=tmp_path, today=TODAY)
    assert (found.rows, str(found.rejects[0])) == (1, "line 3, Meeting License (Used): above 100000000: '100000001'")
