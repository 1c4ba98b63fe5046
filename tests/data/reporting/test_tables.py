"""The five reports: the provider's columns in its order, and rows worked out by hand."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from dashboard.data.exports.files import Extract, Tally, chunks, sidecar
from dashboard.data.files.columns.calling import CALLING_USAGE_DETAIL
from dashboard.data.files.columns.inventories import APP_VERSIONS, DEVICES, PHONE_NUMBERS
from dashboard.data.files.columns.subscriptions import SUBSCRIPTION_DETAILS as SUBSCRIPTION_FILE
from dashboard.data.files.columns.subscriptions import Column
from dashboard.data.query import queries
from dashboard.data.query.question import View
from dashboard.data.reporting.subscription_details import SUBSCRIPTION_DETAILS
from dashboard.data.reporting.tables import REPORT_TABLES, report_named
from dashboard.data.reporting.usage_detail import USAGE_DETAIL, known_weeks
from dashboard.data.storage.regions import Region
from dashboard.i18n import translated
from tests.data.calling.files import LEG_HEADERS, USAGE_HEADERS, leg, load, write
from tests.data.factories import SATURDAY, TODAY, ask, org_id, row
from tests.data.factories import load as load_snapshots

WEEK = date(2026, 11, 15)  # the last completed one
DAY = timedelta(days=1)

FILES: dict[str, tuple[Column, ...]] = {
    "calling_usage_detail": CALLING_USAGE_DETAIL[:-1],  # active users are an extra of the import
    "devices": DEVICES,
    "phone_numbers": PHONE_NUMBERS,
    "webex_app_version": APP_VERSIONS,
    "subscription_details": SUBSCRIPTION_FILE[:-4],
}


def test_columns_are_those_of_the_files_in_their_order() -> None:
    assert [table.name for table in REPORT_TABLES] == list(FILES)
    for table in REPORT_TABLES:
        assert [(one.key, one.label) for one in table.columns] == [(c.key, c.english) for c in FILES[table.name]]
    assert [len(table.columns) for table in REPORT_TABLES] == [33, 12, 14, 7, 19]


@pytest.mark.parametrize("name", ["Subscription Details", "subscription_details", "SUBSCRIPTION-DETAILS"])
def test_a_report_is_found_however_it_is_written(name: str) -> None:
    assert report_named(name) is SUBSCRIPTION_DETAILS


def usage(customer: str, location: str, calls: object, **given: object) -> dict[str, object]:
    same = {"Customer name": f"{customer} AG", "Org ID": org_id(customer), "Location": location}
    return {**same, "Total calls": calls, "Total call legs": 10, "Total poor call quality": 1, "Call minutes": 2.5} | {
        key.replace("_", " "): value for key, value in given.items()
    }


def test_usage_is_added_up_by_customer_and_location(region: Region, tmp_path: Path) -> None:
    week = [usage("B", "", 1), usage("A", "Bonn", 3), usage("A", "Aachen", 4)]
    load(region, write(tmp_path / "u.csv", USAGE_HEADERS, week), WEEK)
    load(region, write(tmp_path / "v.csv", USAGE_HEADERS, [usage("A", "Bonn", 5)]), WEEK - 7 * DAY)
    keys = ("customer_name", "location", "total_calls", "call_minutes", "call_legs_video")

    def found(weeks: int) -> list[tuple[object, ...]]:
        rows = queries.stream(ask(region, weeks=weeks), USAGE_DETAIL)
        return [tuple(one[key] for key in keys) for one in rows]

    assert found(1) == [("A AG", "Aachen", 4, 2.5, None), ("A AG", "Bonn", 3, 2.5, None), ("B AG", None, 1, 2.5, None)]
    assert found(2)[1] == ("A AG", "Bonn", 8, 5.0, None)
    assert known_weeks(ask(region, weeks=3)) == [WEEK - 7 * DAY, WEEK]


def test_a_week_without_a_usage_report_is_counted_from_legs(region: Region, tmp_path: Path) -> None:
    load(region, write(tmp_path / "u.csv", USAGE_HEADERS, [usage("A", "Bonn", 3)]), WEEK)
    legs = [leg("1", "c1", "A", "2026-11-16T08:00:00Z"), leg("2", "c2", "B", "2026-11-16T08:00:00Z", 120)]
    load(region, write(tmp_path / "l.csv", LEG_HEADERS, legs))
    found = [
        (one["customer_name"], one["location"], one["total_calls"], one["call_minutes"], one["calls_hunt_group"])
        for one in queries.stream(ask(region, weeks=1), USAGE_DETAIL)
    ]
    assert found == [("A AG", "Bonn", 3, 2.5, None), ("B AG", None, 1, 2.0, None)]


def test_subscription_details_are_the_current_snapshots(region: Region) -> None:
    old = SATURDAY - 7 * DAY
    load_snapshots(
        region,
        [
            row("A", "S1", old, m=(10, 5, 5)),
            row("A", "S1", m=(20, 6, 5), pro=(3, 2, 1), ends_on=date(2027, 1, 1), auto_renew=None),
            row("B", "S2", old, status="Expired", subscription_type="Trial", enterprise_trial_id="T9"),
        ],
    )
    now = list(queries.stream(ask(region), SUBSCRIPTION_DETAILS))
    assert [(one["calculation_date"], one["subscription_id"], one["subscription_status"]) for one in now] == [
        (SATURDAY, "S1", "Active"),
        (old, "T9", "Expired"),
    ]
    assert list(now[0].values())[8:16] == [None, date(2027, 1, 1), 20, 6, 5, 3, 2, 1]
    before = list(queries.stream(ask(region, SATURDAY - DAY), SUBSCRIPTION_DETAILS))
    assert [one["meeting_license_available"] for one in before] == [10, None]


def test_headers_are_the_providers_or_in_good_german(region: Region) -> None:
    load_snapshots(region, [row("A", "S1", m=(20, 6, 5))])
    columns = ("customer_name", "meeting_license_available")
    extract = Extract(ask(region), SUBSCRIPTION_DETAILS, View(columns=columns), "en")
    assert b"".join(chunks(extract, "csv")) == b"Customer Name,Meeting License (Available)\r\nA AG,20\r\n"
    german = Extract(ask(region), SUBSCRIPTION_DETAILS, View(columns=columns), "de")
    assert german.headers == ("Kundenname", "Meetings-Lizenz (verfügbar)")
    said = [translated(column.label, "de") for table in REPORT_TABLES for column in table.columns]
    assert [word for word in said if any(bad in word for bad in ("Jagd", "bein", "Funken", "Tagung", "Beruf"))] == []


def test_a_sidecar_says_what_a_file_holds(region: Region) -> None:
    load_snapshots(region, [row("A", "S1", m=(20, 6, 5))])
    extract, tally = Extract(ask(region, user_id=9), SUBSCRIPTION_DETAILS, View(), "en"), Tally()
    body = b"".join(chunks(extract, "csv", tally))
    told = sidecar(extract, "csv", "a.csv", tally)
    assert (told["rows"], told["size"], told["truncated"]) == (0, len(body), False)
    assert (told["scope"], told["region"], told["as_of"]) == ("assigned customers", "US", TODAY.isoformat())
    assert told["data_as_of"] == SATURDAY.isoformat()
    usage_of = sidecar(Extract(ask(region, weeks=2), USAGE_DETAIL, View()), "csv", "a.csv", Tally())
    assert (usage_of["weeks"], usage_of["weeks_without_data"]) == ([], ["2026-11-08", "2026-11-15"])
