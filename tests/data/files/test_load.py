"""Files that are refused, rows that are rejected, dry runs, and imports that are cut off."""

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.commands.outcome_lines import outcome_lines
from dashboard.data.files.imports import Options, Upload, preview
from dashboard.data.files.imports import load as load_files
from dashboard.data.storage import schema
from dashboard.data.storage.regions import Region
from dashboard.data.subscriptions import rollups
from dashboard.errors import DashboardError, Rejected
from tests.data.files.reports import HEADERS, SATURDAY, TODAY, all_rows, held, line, load, write
from tests.fixtures.regions import opened

BAD = [
    line("A", "S1"),
    line("A", "S2", "21.11.2026"),
    "",
    line("A", "S1", meeting_license_available="11"),
    line("A", ""),
    line("B", "S3", meeting_license_used="-1", meeting_license_assigned="many"),
    "one,two",
    line("B", '"two\nlines"'),
    line("B", "S5", customer_name='"a"b'),
    line("B", "S6"),
]
TOLD = [
    "line 3, Calculation Date: not a date like 2026-01-31: '21.11.2026'",
    "line 5, Subscription ID or Enterprise Trial ID: the same as line 2: 'S1'",
    "line 6, Subscription ID or Enterprise Trial ID: is missing",
    "line 7, Meeting License (Assigned): not a whole number of 0 or more: 'many'",
    "line 8: 2 cells where the header has 23",
    "line 9, Subscription ID: holds the control character U+000A: 'two\\nlines'",
    "line 11: not a line of CSV: ',' expected after '\"'",
]


def test_bad_rows_are_kept_aside_and_the_good_ones_load(region: Region, tmp_path: Path) -> None:
    result = load(region, write(tmp_path, BAD))
    assert held(region, "meetings_purchased") == [("A", "S1", SATURDAY, 10), ("B", "S6", SATURDAY, 10)]
    assert (result.rows, result.rejected) == (2, 7)
    assert list(map(str, result.rejects)) == TOLD
    assert result.reject_file == tmp_path / "data/imports/US/1-rejected.csv"
    with result.reject_file.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["line", "column", "reason", "value", *HEADERS]
    assert [int(row[0]) for row in rows] == [3, 5, 6, 7, 8, 9, 11]
    assert rows[0] == [
        "3",
        "Calculation Date",
        "not a date like 2026-01-31",
        "21.11.2026",
        *BAD[1].split(","),
    ]
    [record] = all_rows(region, schema.import_record)
    assert (record["rows"], record["rejected"], record["reject_file"]) == (2, 7, "imports/US/1-rejected.csv")
    assert [path.name for path in result.reject_file.parent.iterdir()] == ["1-rejected.csv"]


def test_a_duplicate_is_found_across_batches(
    duckdb_region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.data.files.reading.rows._BATCH", 2)
    lines = [line("A", f"S{number}") for number in (1, 2, 3, 1, 4)]
    result = load(duckdb_region, write(tmp_path, lines))
    assert (result.rows, [reject.line for reject in result.rejects]) == (4, [5])


def test_a_dry_run_tells_the_same_and_changes_nothing(region: Region, tmp_path: Path) -> None:
    path = write(tmp_path, BAD)
    dry = load(region, path, dry_run=True)
    assert (dry.import_id, dry.reject_file) == (None, None)
    assert all_rows(region, schema.customer) == all_rows(region, schema.import_record) == []
    assert sorted(tmp_path.glob("**/*.csv")) == [path]
    real = load(region, path)
    same = ("kind", "rows", "rejected", "rejects", "first_date", "last_date", "unknown_columns")
    assert [getattr(dry, name) for name in same] == [getattr(real, name) for name in same]


def test_a_file_of_bad_rows_only_loads_nothing(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path, [line("A", "S1")]))
    result = load(region, write(tmp_path, [line("A", "S1", "never")]))
    assert (result.rows, result.rejected, result.first_date) == (0, 1, None)
    assert held(region) == [("A", "S1", SATURDAY)]


def test_unknown_columns_are_told(region: Region, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join([*HEADERS, "Colour"]) + "\n" + line("A", "S1") + ",red\n", encoding="utf-8")
    assert load(region, path).unknown_columns == ("Colour",)
    assert all_rows(region, schema.import_record)[0]["unknown_columns"] == "Colour"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "bad.csv: is empty"),
        (",".join(HEADERS) + "\r\n\r\n", "bad.csv: a header and no rows"),
        ("Name\nx", "bad.csv: line 1: not the header of a known report"),
    ],
)
def test_refused(duckdb_region: Region, tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8", newline="")
    for dry_run in (True, False):
        with pytest.raises(Rejected) as error:
            load(duckdb_region, path, dry_run=dry_run)
        assert str(error.value).startswith(told)
    assert all_rows(duckdb_region, schema.customer) == all_rows(duckdb_region, schema.import_record) == []


def test_text_that_breaks_off_loads_nothing_of_it(region: Region, tmp_path: Path) -> None:
    path = write(tmp_path, [line("A", "S1"), line("A", "bad")])
    path.write_bytes(path.read_bytes().replace(b"bad", b"b\xffd"))
    with pytest.raises(Rejected, match=r"report\.csv: line 3, byte \d+: not UTF-8"):
        load(region, path)
    assert all_rows(region, schema.customer) == all_rows(region, schema.import_record) == []


def test_a_failing_database_loads_nothing(region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(region, write(tmp_path, [line("A", "S1")]))

    def fail(connection: sa.Connection, *_rest: object) -> None:
        connection.execute(sa.text("SELECT * FROM nowhere"))

    with monkeypatch.context() as patched:
        patched.setattr(rollups, "refresh", fail)
        with pytest.raises(DashboardError, match=r"report\.csv: nothing was loaded: the database refused: .*nowhere"):
            load(region, write(tmp_path, [line("B", "S2"), line("B", "S3", "never")]))
    assert held(region) == [("A", "S1", SATURDAY)]
    assert list((tmp_path / "data/imports/US").iterdir()) == []
    assert load(region, write(tmp_path, [line("B", "S2")])).import_id == 2


KILLED = """
import os, signal, sys
from pathlib import Path
from dashboard.data.subscriptions import rollups
from tests.data.files.reports import load
from tests.fixtures.regions import opened
rollups.refresh = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
with opened(sys.argv[1]) as region:
    load(region, Path(sys.argv[2]))
"""


@pytest.mark.parametrize("engine", ["duckdb", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_killed_import_leaves_the_old_data(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    url = request.getfixturevalue({"duckdb": "duckdb_url", "postgresql": "postgres_region_url"}[engine])
    with opened(url) as region:
        load(region, write(tmp_path, [line("A", "S1"), line("B", "S2")]))
    path = write(tmp_path, [line("A", "S1", meeting_license_available="99")])
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", KILLED, url, str(path)], cwd=root, env=dict(os.environ), check=False)
    assert done.returncode == -signal.SIGKILL
    with opened(url) as region:
        assert held(region, "meetings_purchased") == [("A", "S1", SATURDAY, 10), ("B", "S2", SATURDAY, 10)]
        assert len(all_rows(region, schema.import_record)) == 1
        load(region, path)
        assert held(region, "meetings_purchased") == [("A", "S1", SATURDAY, 99)]


@pytest.mark.parametrize("names", [("a.csv", "b.csv"), ("a.csv", "b.csv", "a.csv")])
def test_the_same_file_again_is_told_and_read_once(
    duckdb_region: Region, tmp_path: Path, names: tuple[str, ...]
) -> None:
    first, other = write(tmp_path, [line("A", "S1")], "a.csv"), write(tmp_path, [line("B", "S2")], "other.csv")
    (tmp_path / "b.csv").write_bytes(first.read_bytes())
    uploads = [Upload(tmp_path / name, name) for name in (*names, other.name)]
    for bring in (preview, load_files):
        [found] = bring(duckdb_region, uploads, Options(), data_dir=tmp_path, today=TODAY)
        assert (found.names, found.copies, found.rows) == (("a.csv", "other.csv"), names[1:], 2)
        lines, errors = outcome_lines(found)
        assert lines[1:] == [f"{name}: the same file again, read once" for name in names[1:]]
        assert errors == []
    assert [row[:2] for row in held(duckdb_region)] == [("A", "S1"), ("B", "S2")]
