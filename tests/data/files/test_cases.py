"""Files that people brought and that were lost, misread or refused: what becomes of each now."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.data.files.imports import Options, Outcome, Upload, load, preview
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import customer_week, queue_report, usage_report
from dashboard.data.storage.schema.inventories import device, phone_number
from tests.data.files.reports import NOW, TODAY, all_rows

CASES = Path(__file__).parent / "cases"
ORG = "7f3c2f7e-0000-4000-8000-000000000001"


def bring(region: Region, directory: Path, *names: str, options: Options | None = None) -> list[Outcome]:
    """Load cases as the command line does, those of one command together."""
    files = [Upload(CASES / name, name) for name in names]
    return load(region, files, options or Options(), data_dir=directory, today=TODAY, now=NOW)


@dataclass(frozen=True)
class Right:
    """What is right: rows that load, rows that are rejected, why the file is refused, what is kept aside."""

    rows: int
    rejected: int = 0
    refused: str = ""
    aside: tuple[str, ...] = ()


PERCENT = ("% Answered Calls", "% Abandoned Calls")


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("a01_blank_rows.csv", Right(2)),
        ("a02_blank_rows_ws.csv", Right(2)),
        ("m6_blank_2026-11-15_2026-11-21.csv", Right(1)),
        ("s8_numbers_sci.csv", Right(0, 2)),
        ("s9_devices_mac.csv", Right(1, 2)),
        ("j4_numbers_excel_true.csv", Right(0, 1)),
        ("a06_sep_line.csv", Right(2)),
        ("a07_sep_quoted.csv", Right(2)),
        ("a08_preamble.csv", Right(2)),
        ("p1_header_newline.csv", Right(1)),
        ("p2_blank_comma_first.csv", Right(1)),
        ("p3_title_comma.csv", Right(1)),
        ("a16_tab.csv", Right(2)),
        ("a18.csv.gz", Right(2)),
        ("a19.xlsx", Right(0, refused="an Excel workbook: save the sheet as CSV")),
        ("a20_ds_store.zip", Right(2)),
        ("a23_zip_in_zip.zip", Right(0, refused="an archive within an archive")),
        ("i1_queue_controlhub_2026-11-15_2026-11-21.csv", Right(0, refused="say whose all its rows are with --org")),
        ("i2_queue_org_2026-11-15_2026-11-21.csv", Right(1, aside=PERCENT)),
        ("m3_usage_pct_2026-11-15_2026-11-21.csv", Right(1, aside=("% Total poor call quality",))),
        ("v1_queue_nopct_2026-11-15_2026-11-21.csv", Right(1)),
    ],
)
def test_what_becomes_of_it(duckdb_region: Region, tmp_path: Path, name: str, right: Right) -> None:
    files = [Upload(CASES / name, name)]
    [dry] = preview(duckdb_region, files, Options(), data_dir=tmp_path, today=TODAY)
    assert list(tmp_path.glob("imports/**/*")) == []
    [found] = bring(duckdb_region, tmp_path, name)
    for one in (dry, found):
        assert (one.rows, one.rejected) == (right.rows, right.rejected)
        assert right.refused in str(one.refusal or "")
        assert bool(one.refusal) == bool(right.refused)
        assert set(right.aside) <= set(one.unknown_columns)
    assert dry.import_id is None


def test_counts_are_not_taken_from_percentages(region: Region, tmp_path: Path) -> None:
    bring(region, tmp_path, "i2_queue_org_2026-11-15_2026-11-21.csv", "m3_usage_pct_2026-11-15_2026-11-21.csv")
    [queue], [usage] = all_rows(region, queue_report), all_rows(region, usage_report)
    assert [queue[key] for key in ("answered", "abandoned", "offered", "overflowed", "timed_out", "transferred")] == [
        60, 10, 70, 2, 1, 3,
    ]  # fmt: skip
    assert (usage["legs"], usage["poor"]) == (20, 1)


def test_the_providers_own_queue_file_is_its_customers_alone(region: Region, tmp_path: Path) -> None:
    name = "i1_queue_controlhub_2026-11-15_2026-11-21.csv"
    other = "7f3c2f7e-0000-4000-8000-000000000002"
    for org_id in (ORG, other):
        [found] = bring(region, tmp_path, name, options=Options(org_id=org_id))
        assert (found.rows, found.refusal, found.replaced) == (1, None, ())
    assert [row["offered"] for row in all_rows(region, queue_report)] == [70, 70]
    [again] = bring(region, tmp_path, name, options=Options(org_id=other))
    assert again.unchanged
    [wrong] = bring(region, tmp_path, "i2_queue_org_2026-11-15_2026-11-21.csv", options=Options(org_id=ORG))
    assert "leave --org out" in str(wrong.refusal)


@pytest.mark.parametrize(
    ("first", "mended", "table", "customers"),
    [
        ("r3_queues_2026-11-15_2026-11-21.csv", "mended_r3_queues_2026-11-15_2026-11-21.csv", queue_report, 2),
        ("r4_usage_2026-11-15_2026-11-21.csv", "mended_r4_usage_2026-11-15_2026-11-21.csv", usage_report, 2),
        ("r5_numbers.csv", "mended_r5_numbers.csv", phone_number, 2),
        ("r1_full.csv", "r2_mended.csv", customer, 10),
    ],
)
def test_mended_rejects_add_to_their_import(
    region: Region, tmp_path: Path, first: str, mended: str, table: sa.Table, customers: int
) -> None:
    [one] = bring(region, tmp_path, first)
    assert (one.rejected, one.import_id) == (1, 1)
    [two] = bring(region, tmp_path, mended)
    assert (two.rows, two.rejected, two.adds_to, two.replaced, two.refusal) == (1, 0, 1, (), None)
    assert len({row["customer_key"] for row in all_rows(region, table)}) == customers
    [again], [whole] = bring(region, tmp_path, mended), bring(region, tmp_path, first)
    assert again.unchanged
    assert whole.unchanged  # what was added is no correction of it


def test_parts_of_a_date_in_one_command_are_one_file(region: Region, tmp_path: Path) -> None:
    parts = ("s1_part_a_2026-11-22.csv", "s1_part_b_2026-11-22.csv")
    [found] = bring(region, tmp_path, *parts)
    assert (found.names, found.rows, found.import_id) == (parts, 8, 1)
    [again] = bring(region, tmp_path, *reversed(parts))
    assert again.unchanged
    [alone] = bring(region, tmp_path, parts[0])
    assert [(one.import_id, one.rows, one.customers, one.missing) for one in alone.replaced] == [(1, 8, 8, 3)]
    [few] = bring(region, tmp_path, parts[1])
    assert (few.refusal and few.refusal.code, few.import_id) == ("replace", None)
    assert "of the 5 customers of 2026-11-22 that it would replace it names 0" in str(few.refusal)


def test_spellings_of_one_address_are_one_and_text_of_a_formula_is_text(region: Region, tmp_path: Path) -> None:
    [found] = bring(region, tmp_path, "s9_devices_mac.csv")
    assert [row["mac"] for row in all_rows(region, device)] == ["6C710D8ABC10"]
    assert [str(reject) for reject in found.rejects] == [
        "line 3, MAC: the same as line 2: '6C710D8ABC10'",
        "line 4, MAC: a number in a spreadsheet's notation, its last digits are lost: export it as text: '1.20E+11'",
    ]
    text = (CASES / "j4_numbers_excel_true.csv").read_text().replace("4.93012E+11", "+4930123")
    (tmp_path / "numbers.csv").write_text(text)
    [numbers] = load(region, [Upload(tmp_path / "numbers.csv", "n")], Options(), data_dir=tmp_path, today=TODAY)
    assert (numbers.rows, [row["extension"] for row in all_rows(region, phone_number)]) == (1, ["0042"])


def test_namibia_is_a_country(region: Region, tmp_path: Path) -> None:
    bring(region, tmp_path, "k1_customers.csv", "j2_numbers_org.csv")
    countries = {row["org_id"][-3:]: row["country"] for row in all_rows(region, customer)}
    assert (countries["011"], countries["012"], countries["014"]) == ("NA", "US", None)
    assert sorted(row["country"] for row in all_rows(region, phone_number)) == ["DE", "NA"]
    windhoek = next(row for row in all_rows(region, customer) if row["org_id"].endswith("011"))
    assert (windhoek["industry"], windhoek["external_id"]) == (None, "00123")


def test_calls_without_a_correlation_id_are_unknown(region: Region, tmp_path: Path) -> None:
    [found] = bring(region, tmp_path, "l4_nocorr.csv")
    [week] = all_rows(region, customer_week)
    assert (found.rows, week["calls"], week["legs"], week["minutes"]) == (2, None, 2, 2.0)
    assert week["week"] == date(2026, 11, 15)
    [again] = bring(region, tmp_path, "l4_nocorr.csv")
    assert again.unchanged
