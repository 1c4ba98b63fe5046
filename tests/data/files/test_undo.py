"""Imports that are taken back: what they replaced is there again, whatever the kind, on both engines."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.data.files.history import field_sources
from dashboard.data.files.imports import Options, Outcome, Upload, load
from dashboard.data.files.undo import history, undo
from dashboard.data.query.scope import Scope
from dashboard.data.storage import schema
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.every import region_metadata
from dashboard.errors import Conflict, NotFound
from tests.data.files.reports import HEADERS, NOW, SATURDAY, TODAY, WEEK_AGO, all_rows, held, line, org
from tests.fixtures.regions import opened

USAGE = "Customer name,Org ID,Total calls,Total call legs,Total poor call quality,Call minutes"
QUEUES = "Customer Org ID,Call Queue,Answered Calls,Abandoned Calls,Total Calls,Total Wait Time,Total Abandoned Time"
LEGS = (
    "Leg ID,Call ID,Customer Org ID,Start Time,Duration (s),User ID,Endpoint Type,Video,Features,Audio Jitter (ms),"
    "Audio Latency (ms),Audio Packet Loss (%),Video Jitter (ms),Video Latency (ms),Video Packet Loss (%)"
)
NUMBERS = "Customer Org ID,Phone Number,Active"
CUSTOMERS = "Customer Name,Customer Org ID,Country"
USERS = "Customer Org ID,Email,Left"
ORDERS = "Order ID,Subscription ID,Order Date,Amount"
A, B, C = map(org, "ABC")
WEEK = "2026-11-15"

PAIRS: dict[str, tuple[str, list[str], list[str]]] = {
    "Subscription Details": (
        ",".join(HEADERS),
        [line("A", "S1"), line("B", "S2", customer_name="Old"), line("C", "S3"), line("A", "S1", WEEK_AGO)],
        [line("A", "S1", meeting_license_available="7"), line("B", "S4", customer_name="New")],
    ),
    "Calling Usage Detail": (USAGE, [f"A,{A},10,20,1,30", f"B,{B},5,9,0,8"], [f"A,{A},11,20,1,30"]),
    "Call Queue Stats": (QUEUES, [f"{A},S,60,10,70,300,300", f"{B},T,1,1,2,3,4"], [f"{B},T,2,1,3,3,4"]),
    "Call Legs": (
        LEGS,
        [f"l1,c1,{A},2026-11-16T08:00Z,60,u,phone,no,,1,1,0,,,", f"l2,c2,{B},2026-11-16T08:00Z,60,u,x,no,,,,,,,"],
        [f"l1,c1,{A},2026-11-09T08:00Z,90,u,phone,no,,1,1,9,,,", f"l3,c3,{C},2026-11-16T08:00Z,6,u,x,no,,,,,,,"],
    ),
    "Phone Numbers": (NUMBERS, [f"{A},+491,yes", f"{B},+492,no"], [f"{A},+493,yes"]),
    "Customers": (CUSTOMERS, [f"Alpha,{A},DE", f"Beta,{B},FR"], [f"Alpha 2,{A},AT", f"Gamma,{C},IT"]),
    "Users": (USERS, [f"{A},ana@x.example,", f"{A},bo@x.example,"], [f"{B},ana@x.example,", f"{A},bo@x.example,yes"]),
    "Orders": (ORDERS, ["O1,S1,2026-01-01,10", "O2,S2,2026-01-02,20"], ["O2,S9,2026-01-03,25", "O3,S3,2026-01-04,30"]),
}  # fmt: skip


def bring(region: Region, directory: Path, name: str, header: str, lines: list[str], **given: Any) -> Outcome:
    """Load one file of these lines; usage reports are of one week."""
    path = directory / name
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    told = Options(**({"week": None} | given))
    [found] = load(region, [Upload(path, path.name)], told, data_dir=directory, today=TODAY, now=NOW, by="ana")
    return found


def everything(region: Region) -> dict[str, list[Any]]:
    """All that the region holds but the record of imports, keys of the dimensions as they are."""
    with region.read() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table))))
            for table in region_metadata.sorted_tables
            if table.name != "import_record"
        }


@pytest.mark.parametrize("kind", PAIRS)
def test_what_was_replaced_is_back(region: Region, tmp_path: Path, kind: str) -> None:
    header, first, second = PAIRS[kind]
    week: dict[str, Any] = (
        {"week": NOW.date().replace(day=15)} if kind in ("Calling Usage Detail", "Call Queue Stats") else {}
    )
    empty = everything(region)
    one = bring(region, tmp_path, "one.csv", header, first, **week)
    assert (one.kind, one.rejected, one.refusal) == (kind, 0, None)
    before = everything(region)
    two = bring(region, tmp_path, "two.csv", header, second, replace=True, **week)
    assert two.import_id == 2
    assert everything(region) != before
    assert [past.import_id for past in history(region) if past.can_undo] == [2]
    with pytest.raises(Conflict, match="import 2 is newer and speaks of the same: undo that one first"):
        undo(region, 1)
    done = undo(region, 2, by="bo", now=NOW)
    assert done.kind == kind
    assert everything(region) == before
    assert [(past.import_id, past.undone_by, past.can_undo) for past in history(region)] == [
        (2, "bo", False),
        (1, None, True),
    ]
    assert not bring(region, tmp_path, "two.csv", header, second, replace=True, **week).unchanged
    undo(region, 3)
    undo(region, 1)
    rules: dict[str, Any] = {"quality_rule": []}
    assert everything(region) | rules == empty | rules


def test_only_what_is_there_can_be_undone_and_once(duckdb_region: Region, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        undo(duckdb_region, 1)
    bring(duckdb_region, tmp_path, "a.csv", CUSTOMERS, [f"Alpha,{A},DE"])
    undo(duckdb_region, 1)
    with pytest.raises(Conflict, match="import 1: was undone already"):
        undo(duckdb_region, 1)


def test_weeks_apart_are_undone_apart(duckdb_region: Region, tmp_path: Path) -> None:
    header = ",".join(HEADERS)
    bring(duckdb_region, tmp_path, "a.csv", header, [line("A", "S1", WEEK_AGO)])
    bring(duckdb_region, tmp_path, "b.csv", header, [line("A", "S1"), line("B", "S2")])
    undo(duckdb_region, 1)
    assert held(duckdb_region) == [("A", "S1", SATURDAY), ("B", "S2", SATURDAY)]
    assert [row["date"].isoformat() for row in all_rows(duckdb_region, schema.snapshot_date)] == [SATURDAY]
    assert len(all_rows(duckdb_region, schema.headline_history)) == 1


def test_added_rejects_are_undone_before_what_they_were_added_to(duckdb_region: Region, tmp_path: Path) -> None:
    one = bring(duckdb_region, tmp_path, "a.csv", NUMBERS, [f"{A},+491,yes", f"{B},+492,ja"])
    assert one.reject_file is not None
    mended = one.reject_file.read_text().replace(",ja\n", ",yes\n").replace(",ja\r\n", ",yes\r\n")
    head, *lines = mended.splitlines()
    two = bring(duckdb_region, tmp_path, "any name.csv", head, lines)
    assert (two.rows, two.adds_to) == (1, 1)
    with pytest.raises(Conflict, match="import 2 is newer"):
        undo(duckdb_region, 1)
    undo(duckdb_region, 2)
    undo(duckdb_region, 1)
    assert all_rows(duckdb_region, schema.customer) == []


def test_only_the_last_generations_are_kept(duckdb_region: Region, tmp_path: Path) -> None:
    for number in range(5):
        bring(duckdb_region, tmp_path, f"{number}.csv", CUSTOMERS, [f"Alpha {number},{A},DE"])
    for number in (5, 4, 3):
        undo(duckdb_region, number)
    assert [row["name"] for row in all_rows(duckdb_region, schema.customer)] == ["Alpha 1"]
    with pytest.raises(Conflict, match="import 2: what it replaced is no longer kept"):
        undo(duckdb_region, 2)


def test_each_field_of_a_customer_says_where_it_came_from(region: Region, tmp_path: Path) -> None:
    bring(region, tmp_path, "s.csv", ",".join(HEADERS), [line("A", "S1")])
    bring(region, tmp_path, "c.csv", CUSTOMERS, [f"Alpha,{A},DE"])
    bring(region, tmp_path, "d.csv", "Customer Name,Customer Org ID,Industry", [f"Alpha,{A},Retail"])
    found = field_sources(Scope(region, user_id=None), A.upper())
    assert {name: (one.import_id, one.file_name, one.imported_by) for name, one in found.items()} == {
        "name": (3, "d.csv", "ana"),
        "snapshot_name": (1, "s.csv", "ana"),
        "country": (2, "c.csv", "ana"),
        "industry": (3, "d.csv", "ana"),
    }
    assert field_sources(Scope(region, user_id=7), A) == {}
    undo(region, 3)
    assert {name: one.import_id for name, one in field_sources(Scope(region, user_id=None), A).items()} == {
        "name": 2, "snapshot_name": 1, "country": 2,
    }  # fmt: skip


KILLED = """
import os, signal, sys
from dashboard.data.files import undo as undoing
from tests.fixtures.regions import opened
undoing.forget_customers = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
with opened(sys.argv[1]) as region:
    undoing.undo(region, 2)
"""


@pytest.mark.parametrize("engine", ["duckdb", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_killed_undo_leaves_all_as_it_was(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    url = request.getfixturevalue({"duckdb": "duckdb_url", "postgresql": "postgres_region_url"}[engine])
    header, first, second = PAIRS["Subscription Details"]
    with opened(url) as region:
        bring(region, tmp_path, "one.csv", header, first)
        before = everything(region)
        bring(region, tmp_path, "two.csv", header, second)
        after = everything(region)
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", KILLED, url], cwd=root, env=dict(os.environ), check=False)
    assert done.returncode == -signal.SIGKILL
    with opened(url) as region:
        assert everything(region) == after
        undo(region, 2)
        assert everything(region) == before
