"""Detailed call history, as CSV and as JSON, counted as call legs without measurements."""

import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.data.files.imports import Outcome, import_file
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.calls import call_leg, customer_week, endpoint_week, feature_week, queue_report
from dashboard.errors import Rejected
from tests.data.calling.files import load
from tests.data.factories import TODAY, org_id

WEEK = date(2026, 11, 8)
RECORDS: list[dict[str, Any]] = [
    {
        "Report ID": "r1", "Report time": "2026-11-09T10:05:00.000Z", "Correlation ID": "c1", "Org UUID": org_id("A"),
        "Start time": "2026-11-09T10:00:00.000Z", "Duration": 90, "Client type": "WXC_CLIENT", "OS type": "ios",
        "User UUID": "u1", "Related reason": "CallForwardAlways", "Device MAC": None, "Answered": True,
    },
    {
        "Report ID": "r2", "Report time": "2026-11-09T10:05:00.000Z", "Correlation ID": "c1", "Org UUID": org_id("A"),
        "Start time": "2026-11-09T10:00:00.000Z", "Duration": 30, "Client type": "SIP", "User UUID": "u2",
        "Device Mac": "00:11", "User type": "AutomatedAttendantVideo",
    },
    {
        "Report ID": "r1", "Report time": "2026-11-09T11:00:00.000Z", "Correlation ID": "c1", "Org UUID": org_id("A"),
        "Start time": "2026-11-09T10:00:00.000Z", "Duration": 120, "Client type": "WXC_CLIENT", "OS type": "ios",
        "User UUID": "u1", "Related reason": "CallForwardAlways",
    },
]  # fmt: skip


def told(region: Region, table: sa.Table, *names: str) -> list[tuple[Any, ...]]:
    with region.read() as connection:
        return sorted(map(tuple, connection.execute(sa.select(*(table.c[name] for name in names)))))


def as_json(path: Path, records: Any = None, *, bare: bool = False) -> Path:
    items = RECORDS if records is None else records
    path.write_text(json.dumps(items if bare else {"items": items}, indent=1))
    return path


def as_csv(path: Path) -> Path:
    headers = dict.fromkeys(key for record in RECORDS for key in record if key != "Device Mac")
    lines = [",".join(headers), *(",".join(str(record.get(key, "NA")) for key in headers) for record in RECORDS)]
    path.write_text("\ufeff" + "\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("form", ["items", "bare", "zip", "csv"])
def test_records_become_legs_and_the_latest_report_counts(region: Region, tmp_path: Path, form: str) -> None:
    path = as_csv(tmp_path / "cdr.csv") if form == "csv" else as_json(tmp_path / "cdr.json", bare=form == "bare")
    if form == "zip":
        packed = tmp_path / "download"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "any name")
        path = packed
    result = load(region, path)
    assert (result.kind, result.rows, result.rejected) == ("Detailed Call History", 2, 0)
    assert "Device MAC" in result.unknown_columns
    assert told(region, customer_week, "week", "calls", "legs", "minutes", "active_users", "good", "unmeasured") == [
        (WEEK, 1, 2, 2.5, 2, 0, 2)
    ]
    assert told(region, endpoint_week, "endpoint_type", "unmeasured") == [("Webex app mobile", 1), ("desk phone", 1)]
    assert told(region, feature_week, "feature", "calls") == [("forwarding", 1)]
    assert load(region, path).unchanged


def test_a_record_reported_earlier_than_the_known_one_changes_nothing(region: Region, tmp_path: Path) -> None:
    load(region, as_json(tmp_path / "new.json", RECORDS[2:]))
    load(region, as_json(tmp_path / "old.json", RECORDS[:1]))
    assert told(region, call_leg, "leg_id", "seconds") == [("r1", 120.0)]


def test_a_bad_record_is_named_by_its_number(duckdb_region: Region, tmp_path: Path) -> None:
    bad = {**RECORDS[1], "Start time": "yesterday"}
    result = load(duckdb_region, as_json(tmp_path / "bad.json", [RECORDS[0], bad]))
    assert (result.rows, result.rejected) == (1, 1)
    assert [(reject.line, reject.column) for reject in result.rejects] == [(2, "Start time")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"items": [{"Report ID": "r1"}', "line 1, column 31: not JSON"),
        ('{"records": []}', 'in a list under "items"'),
        ("[1]", "record 1: not an object"),
        ('[{"Duration": NaN}]', "NaN, which is no number"),
        ("[" * 100_000, "nested too deeply|not JSON"),
        ("[]", "is empty"),
        ('[{"Colour": "red"}]', "not the header of a known report"),
    ],
)
def test_what_holds_no_records_is_refused(duckdb_region: Region, tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "cdr.json"
    path.write_text(text)
    with pytest.raises(Rejected, match=why):
        load(duckdb_region, path)


def test_numbers_of_json_are_read_in_its_own_style_and_texts_are_not_guessed(region: Region, tmp_path: Path) -> None:
    numbers = [RECORDS[0] | {"Report ID": "n1", "Duration": 1.125}, RECORDS[0] | {"Report ID": "n2", "Duration": 2.0}]
    load(region, as_json(tmp_path / "numbers.json", numbers))
    assert told(region, call_leg, "leg_id", "seconds") == [("n1", 1.125), ("n2", 2.0)]
    with pytest.raises(Rejected, match="Duration: '1.000' is 1.0 or 1000.0: say how"):
        load(region, as_json(tmp_path / "texts.json", [RECORDS[0] | {"Duration": "1.000"}]))


def test_the_keys_of_json_stand_in_no_line(duckdb_region: Region, tmp_path: Path) -> None:
    with pytest.raises(Rejected, match=r"^cdr.json: a Detailed Call History report without the required columns"):
        load(duckdb_region, as_json(tmp_path / "cdr.json", [{"Report ID": "1", "Report time": "2026-11-09"}]))


def test_json_is_read_up_to_a_size(duckdb_region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.data.files.json_records.LARGEST", 100)
    with pytest.raises(Rejected, match="more than 100 bytes: import it in parts"):
        load(duckdb_region, as_json(tmp_path / "cdr.json"))


def test_a_dry_run_reads_and_keeps_nothing(duckdb_region: Region, tmp_path: Path) -> None:
    given: dict[str, Any] = {"period": None, "progress": None, "data_dir": tmp_path, "today": TODAY}
    result: Outcome = import_file(duckdb_region, as_json(tmp_path / "cdr.json"), dry_run=True, **given)
    assert (result.import_id, result.rows, result.older) == (None, 2, 1)
    assert told(duckdb_region, call_leg, "leg_id") == []


def test_a_percentage_is_no_count_and_keys_do_not_overwrite_each_other(duckdb_region: Region, tmp_path: Path) -> None:
    row = {
        "Customer Org ID": "00000000-0000-4000-8000-000000000001", "Call Queue": "S", "Answered Calls": 60,
        "% Answered Calls": 86, "Abandoned Calls": 10, "Total Calls": 70, "Total Wait Time": 9,
        "Total Abandoned Time": 9,
    }  # fmt: skip
    path = tmp_path / "queues_2026-11-15.json"
    path.write_text(json.dumps([row, row | {"call queue": "T", "Call Queue": "T"}]))
    assert load(duckdb_region, path).unknown_columns == ("% Answered Calls",)
    assert sorted(told(duckdb_region, queue_report, "answered")) == [(60,), (60,)]
    path.write_text(json.dumps([row | {"answered-calls": 61}]))
    with pytest.raises(Rejected, match="record 1: two keys are both 'Answered Calls' and say different things"):
        load(duckdb_region, path)
    del row["Answered Calls"]
    path.write_text(json.dumps([row]))
    with pytest.raises(Rejected, match="without the required column 'Answered Calls'"):
        load(duckdb_region, path)
