"""What a Subscription Details file brings into a region, on both engines."""

from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from dashboard.data.provenance.chart_notes import add_note, chart_notes
from dashboard.data.sample import make_sample
from dashboard.data.storage import schema
from dashboard.data.storage.regions import Region
from dashboard.errors import UsageError
from tests.data.files.reports import SATURDAY, WEEK_AGO, all_rows, held, line, load, org, write

FULL_ROW = {
    "customer_key": 1,
    "subscription_key": 1,
    "date": date(2026, 11, 21),
    "customer_name": "A AG",
    "status": "Expired",
    "subscription_type": "Subscription",
    "auto_renew": True,
    "ends_on": date(2027, 1, 31),
    "start_date": date(2026, 1, 15),
    "added_on": date(2026, 1, 15),
    "enterprise_trial_id": "T9",
    "suspended": False,
    "setup_complete": True,
    "total_users": 7,
    "verified_users": 6,
    "meetings_purchased": 1,
    "meetings_assigned": 2,
    "meetings_used": 0,
    "professional_purchased": 3,
    "professional_assigned": 4,
    "professional_used": None,
    "standard_purchased": 5,
    "standard_assigned": 6,
    "standard_used": 7,
    "import_id": 1,
}
"""What the file of `test_every_column` says, as a snapshot holds it."""


def test_every_column(region: Region, tmp_path: Path) -> None:
    full = line(
        "A",
        "S1",
        day=f"{SATURDAY}T04:00:00Z",
        subscription_status="EXPIRED",
        total_users_in_org="7",
        total_verified_users="6",
        auto_renewal_enabled="Yes",
        expiration_renewal_date="2027-01-31",
        meeting_license_available="1",
        meeting_license_assigned="2",
        meeting_license_used="0",
        calling_professional_license_available="3.0",
        calling_professional_license_assigned="4",
        calling_professional_license_used="NA",
        calling_standard_license_available="5",
        calling_standard_license_assigned="6",
        calling_standard_license_used="7",
        start_date="2026-01-15",
        enterprise_trial_id="T9",
        suspended="no",
        setup_complete="TRUE",
    )
    result = load(region, write(tmp_path, [full]))
    assert (result.import_id, result.rows, result.rejected, result.unchanged) == (1, 1, 0, False)
    assert result.first_date == result.last_date == date(2026, 11, 21)
    [row] = all_rows(region, schema.subscription_snapshot)
    assert row == FULL_ROW


def test_dimensions_dates_rollups_and_record(region: Region, tmp_path: Path) -> None:
    path = write(tmp_path, [line("B", "S2"), line("A", "S1", WEEK_AGO), line("A", "", enterprise_trial_id="T1")])
    load(region, path)
    assert [(c["customer_key"], c["org_id"], c["snapshot_name"]) for c in all_rows(region, schema.customer)] == [
        (1, org("B"), "B AG"),
        (2, org("A"), "A AG"),
    ]
    assert [tuple(s.values()) for s in all_rows(region, schema.subscription)] == [
        (1, 1, "S2"),
        (2, 2, "S1"),
        (3, 2, "T1"),
    ]
    assert all_rows(region, schema.snapshot_date) == [
        {"date": date(2026, 11, 14), "week": date(2026, 11, 8), "week_before": date(2026, 11, 7), "import_id": 1},
        {"date": date(2026, 11, 21), "week": date(2026, 11, 15), "week_before": date(2026, 11, 14), "import_id": 1},
    ]
    assert [row["date"] for row in all_rows(region, schema.headline_history)] == [
        date(2026, 11, 14),
        date(2026, 11, 21),
    ]
    assert len(all_rows(region, schema.subscription_current)) == 3


def test_the_record(region: Region, tmp_path: Path) -> None:
    path = write(tmp_path, [line("B", "S2"), line("A", "S1", WEEK_AGO), line("A", "", enterprise_trial_id="T1")])
    load(region, path)
    assert all_rows(region, schema.import_record) == [
        {
            "import_id": 1,
            "kind": "Subscription Details",
            "file_name": "report.csv",
            "checksum": sha256(path.read_bytes()).hexdigest(),
            "first_date": date(2026, 11, 14),
            "last_date": date(2026, 11, 21),
            "rows": 3,
            "rejected": 0,
            "reject_file": None,
            "unknown_columns": None,
            "imported_at": datetime(2026, 11, 23, 6, 0),
            "sample": False,
            "older": 0,
            "replaced": "[]",
            "kept": True,
            "adds_to": None,
            "whose": None,
            "numbers": None,
            "imported_by": None,
            "undone_at": None,
            "undone_by": None,
        }
    ]


def test_keys_go_on_and_known_ones_stay(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path, [line("A", "S1", WEEK_AGO)]))
    load(region, write(tmp_path, [line("B", "S1"), line("A", "S1"), line("A", "S2")]))
    assert [tuple(s.values()) for s in all_rows(region, schema.subscription)] == [
        (1, 1, "S1"),
        (2, 2, "S1"),
        (3, 1, "S2"),
    ]
    assert held(region) == [
        ("A", "S1", WEEK_AGO),
        ("A", "S1", SATURDAY),
        ("A", "S2", SATURDAY),
        ("B", "S1", SATURDAY),
    ]


def test_a_corrected_file_replaces_the_rows_of_its_date_only(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path, [line("A", "S1", WEEK_AGO), line("A", "S1"), line("B", "S2")]))
    load(region, write(tmp_path, [line("A", "S1", meeting_license_available="11")]))
    assert held(region, "meetings_purchased") == [("A", "S1", WEEK_AGO, 10), ("A", "S1", SATURDAY, 11)]
    assert [row["import_id"] for row in all_rows(region, schema.snapshot_date)] == [1, 2]
    assert [row["meetings_purchased"] for row in all_rows(region, schema.subscription_current)] == [11]


def test_the_same_file_again_changes_nothing(region: Region, tmp_path: Path) -> None:
    path = write(tmp_path, [line("A", "S1"), line("B", "S2", "yesterday")])
    first, again = load(region, path), load(region, path.rename(tmp_path / "other.csv"))
    assert (again.unchanged, again.import_id, again.rows, again.rejected) == (True, 1, 1, 1)
    assert again.reject_file == first.reject_file
    assert len(all_rows(region, schema.import_record)) == 1


def test_a_then_b_then_a_is_a(region: Region, tmp_path: Path) -> None:
    a = write(tmp_path, [line("A", "S1"), line("A", "S1", WEEK_AGO)], "a.csv")
    b = write(tmp_path, [line("B", "S2")], "b.csv")
    results = [load(region, path) for path in (a, b, a, a)]
    assert [result.unchanged for result in results] == [False, False, False, True]
    assert held(region) == [("A", "S1", WEEK_AGO), ("A", "S1", SATURDAY)]


def test_a_later_week_does_not_make_an_older_file_news(region: Region, tmp_path: Path) -> None:
    old = write(tmp_path, [line("A", "S1", WEEK_AGO)], "old.csv")
    load(region, old)
    load(region, write(tmp_path, [line("A", "S1")]))
    assert load(region, old).unchanged


def test_names_are_the_newest_snapshots(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path, [line("A", "S1", customer_name="New")]))
    older = [line("A", "S1", WEEK_AGO, customer_name="Old"), line("B", "S2", WEEK_AGO, customer_name="Gone")]
    load(region, write(tmp_path, older))
    assert [row["snapshot_name"] for row in all_rows(region, schema.customer)] == ["New", "Gone"]
    load(region, write(tmp_path, [line("A", "S1", customer_name="Newer"), line("B", "S2", customer_name="")]))
    assert [row["snapshot_name"] for row in all_rows(region, schema.customer)] == ["Newer", "Gone"]


def test_start_dates_carry_forward_whatever_comes_first(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path, [line("A", "S1")]))
    load(region, write(tmp_path, [line("A", "S1", WEEK_AGO, start_date="2026-03-01")]))
    assert held(region, "added_on") == [
        ("A", "S1", WEEK_AGO, date(2026, 3, 1)),
        ("A", "S1", SATURDAY, date(2026, 3, 1)),
    ]


def test_a_period_is_refused(region: Region, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="report.csv: Subscription Details takes no --date"):
        load(region, write(tmp_path, [line("A", "S1")]), period=date(2026, 11, 15))
    assert held(region) == []


def test_sample_data_gives_way_to_the_first_own_file(region: Region, tmp_path: Path) -> None:
    made = make_sample(region, customers=8, weeks=3, seed=1, today=date(2026, 11, 23), progress=None)
    assert made.customers == 8
    note = add_note(region, "2026-11-14", "Migration weekend", "ana")  # a person made it
    result = load(region, write(tmp_path, [line("A", "S1")]))
    assert (result.cleared_sample, result.rows) == (True, 1)
    assert [row["snapshot_name"] for row in all_rows(region, schema.customer)] == ["A AG"]
    assert len(all_rows(region, schema.subscription_snapshot)) == 1
    assert chart_notes(region) == [note]
    again = load(region, write(tmp_path, [line("B", "S2")]))
    assert (again.cleared_sample, again.unchanged) == (False, False)
