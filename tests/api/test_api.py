"""The HTTP API over three customers whose numbers are worked out by hand."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.access.assignments import assign
from dashboard.data.changes.causes import CAUSES
from dashboard.data.changes.table import MEASURES
from dashboard.data.storage.regions import Region
from dashboard.data.subscriptions.headline_rows import BEHIND
from dashboard.data.tables import TABLES as EVERY
from dashboard.services import Services
from tests.data.factories import SATURDAY, TODAY, load, org_id, row
from tests.fixtures.application import email_of, sign_in

DAY = timedelta(days=1)
AS_OF = f"as_of={TODAY}"


@pytest.fixture
def filled(us: Region) -> Region:
    """A and B expire, C is over the limit; C's numbers grew by three since the week before."""
    load(
        us,
        [
            row("C", "S3", SATURDAY - 7 * DAY, m=(10, 9, 9)),
            row("A", "S1", m=(10, 5, 5), ends_on=TODAY + 3 * DAY, name="=1+1"),
            row("B", "S2", m=(30, 15, 3), ends_on=TODAY + DAY, name=None, auto_renew=None),
            row("C", "S3", m=(10, 12, 4)),
        ],
    )
    return us


def get(client: FlaskClient, path: str) -> Any:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def test_subscriptions_in_full(client: FlaskClient, filled: Region) -> None:
    found = get(sign_in(client, "full_admin"), f"/subscriptions?{AS_OF}&weeks=2")
    assert found["kpis"] == {
        "total_customers": 3,
        "nearing_expiration": 2,
        "nearing_renewal": 0,
        "low_assignment": 0,
        "over_limit": 1,
    }
    assert (found["region"], found["product"], found["data_as_of"]) == ("US", "meetings", "2026-11-21")
    assert found["trend"] == [
        {"week": "2026-11-15", "purchased": 50, "assigned": 32, "used": 12},
        {"week": "2026-11-22", "purchased": None, "assigned": None, "used": None},
    ]
    # 5 + 15 of 10 + 30 assigned, 5 + 3 used
    expected = {"customers": 2, "assignment_rate": 0.5, "usage_rate": 0.2}
    assert found["sections"]["expiring"] == {"kpis": expected, "rows": 2}
    assert found["sections"]["overage"]["kpis"] == {"customers": 1, "licences_over": 2, "average_over": 2.0}
    assert found["known_rows"]["expiring"] == {"assignment_rate": 2, "usage_rate": 2}
    assert found["unknown_starts"] == 1  # C is in the region's first snapshot
    assert found["sections"]["recently_added"]["kpis"] == {"customers": 2, "licences": 40, "first_customers": 2}


def test_any_earlier_date_is_compared_with(client: FlaskClient, filled: Region) -> None:
    """On the 15th C alone was known, with 9 of 10 assigned; before the 14th there is nothing."""
    sign_in(client, "full_admin")
    found = get(client, f"/subscriptions?{AS_OF}&compare=2026-11-15")["before"]
    assert (found["as_of"], found["data_as_of"], found["kpis"]["total_customers"]) == ("2026-11-15", "2026-11-14", 1)
    assert get(client, f"/subscriptions?{AS_OF}")["before"]["as_of"] == "2026-11-16"
    assert get(client, f"/subscriptions?{AS_OF}&compare=2026-11-01")["before"]["kpis"]["over_limit"] is None
    rows = f"/tables/overage?{AS_OF}&columns=customer,assigned_change,change_days&compare="
    assert get(client, f"{rows}2026-11-15")["rows"] == [{"customer": "C AG", "assigned_change": 3, "change_days": 7}]
    assert get(client, f"{rows}2026-11-01")["rows"] == [
        {"customer": "C AG", "assigned_change": None, "change_days": None}
    ]
    told = get(client, f"/changes?{AS_OF}&measure=total_customers&compare=2026-11-15")
    assert (told["before_as_of"], told["before"], told["now"], told["change"]) == ("2026-11-15", 1, 3, 2)
    assert [(one["cause"], one["change"]) for one in told["causes"]] == [("new", 2)]
    for wrong in ("2026-11-23", "tomorrow"):
        answer = client.get(f"/api/v1/subscriptions?{AS_OF}&compare={wrong}")
        assert (answer.status_code, "compare" in answer.get_json()["error"]["message"]) == (400, True)


def test_rows_are_sorted_filtered_and_cut(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "full_admin")
    rows = get(client, f"/tables/expiring?{AS_OF}")
    assert [one["subscription_id"] for one in rows["rows"]] == ["S2", "S1"]
    assert [one["subscription_id"] for one in get(client, f"/tables/expiring?{AS_OF}&sort=-days_left")["rows"]] == [
        "S1",
        "S2",
    ]
    assert get(client, f"/tables/expiring?{AS_OF}&limit=1&offset=1")["rows"][0]["subscription_id"] == "S1"
    few = get(client, f"/tables/expiring?{AS_OF}&filter.purchased=>=20")
    assert ([one["subscription_id"] for one in few["rows"]], few["total"]) == (["S2"], 1)
    unknown = get(client, f"/tables/expiring?{AS_OF}&filter.auto_renew=unknown")
    assert unknown["total"] == 1
    assert get(client, f"/tables/expiring?{AS_OF}&sort=-auto_renew")["rows"][-1]["auto_renew"] is None


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/subscriptions?product=phones", 400, "bad_parameter"),
        ("/subscriptions?region=XX", 400, "bad_parameter"),
        ("/subscriptions?as_of=yesterday", 400, "bad_parameter"),
        ("/subscriptions?weeks=0", 400, "bad_parameter"),
        ("/tables/expiring?sort=drop", 400, "bad_parameter"),
        ("/tables/expiring?filter.days_left=soon", 400, "bad_parameter"),
        ("/tables/expiring?limit=1000000", 400, "bad_parameter"),
        ("/tables/nothing", 404, "not_found"),
        ("/export/expiring.pdf", 404, "not_found"),
    ],
)
def test_what_means_nothing_is_refused(client: FlaskClient, filled: Region, path: str, status: int, code: str) -> None:
    answer = sign_in(client, "full_admin").get(f"/api/v1{path}")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code)


def test_pages_may_ignore_what_means_nothing(client: FlaskClient, filled: Region) -> None:
    path = f"/tables/expiring?{AS_OF}&product=phones&filter.nothing=1&unknown=ignore"
    assert get(sign_in(client, "full_admin"), path)["total"] == 2


def test_a_workbook_that_cannot_hold_the_rows_is_refused_before_it_begins(
    client: FlaskClient, filled: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, "full_admin")
    monkeypatch.setattr("dashboard.api.exports.XLSX_ROWS", 0)
    monkeypatch.setattr("dashboard.api.exports.chunks", lambda *given: pytest.fail("it began"))
    refused = client.get("/api/v1/export/customers.xlsx")
    assert refused.status_code == 400
    assert (
        "a worksheet holds 0 rows and this table has more; csv has no limit" in refused.get_json()["error"]["message"]
    )


def test_an_export_holds_every_row_and_no_formula(client: FlaskClient, filled: Region) -> None:
    answer = sign_in(client, "full_admin").get(f"/api/v1/export/expiring.csv?{AS_OF}")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="expiring_US_meetings_2026-11-23')
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert [one["customer"] for one in rows] == ["", "'=1+1"]
    assert rows[0]["auto_renew"] == ""
    assert rows[1]["ends_on"] == "2026-11-26"
    assert rows[0]["assigned_rate"] == "0.5"


def test_numbers_keep_their_sign(client: FlaskClient, us: Region) -> None:
    load(us, [row("A", "S1", SATURDAY - 7 * DAY, m=(10, 10, 9)), row("A", "S1", m=(10, 5, 9), ends_on=TODAY)])
    text = sign_in(client, "full_admin").get(f"/api/v1/export/expiring.csv?{AS_OF}").get_data(as_text=True)
    assert next(csv.DictReader(io.StringIO(text)))["assigned_change"] == "-5"


def test_a_partner_admin_sees_the_assigned_customers_alone(
    client: FlaskClient, filled: Region, opened: Services
) -> None:
    sign_in(client, "partner_admin")
    assert client.get("/api/v1/subscriptions").status_code == 403
    assign(opened, email_of("partner_admin"), [org_id("A"), org_id("C")])
    found = get(client, f"/subscriptions?{AS_OF}")
    assert (found["kpis"]["total_customers"], found["kpis"]["nearing_expiration"]) == (2, 1)
    assert found["trend"][-2]["purchased"] == 20
    assert get(client, f"/tables/expiring?{AS_OF}")["total"] == 1
    text = client.get(f"/api/v1/export/expiring.csv?{AS_OF}").get_data(as_text=True)
    assert len(text.splitlines()) == 2
    assert get(client, "/regions") == [{"code": "US", "customers": 2}]


def test_help_desk_and_strangers_get_no_numbers(client: FlaskClient, filled: Region) -> None:
    refused = client.get("/api/v1/subscriptions")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    sign_in(client, "help_desk")
    for path in ("/subscriptions", "/tables/expiring", "/export/expiring.csv"):
        assert client.get(f"/api/v1{path}").status_code == 403


def test_the_catalogue_says_what_every_number_means(client: FlaskClient, us: Region) -> None:
    found = get(sign_in(client, "full_admin"), "/metrics-catalogue")
    assert all(entry[key] for entry in found for key in ("key", "label", "definition", "formula", "unit"))
    of_tables = [f"{table.name}.{metric.key}" for table in EVERY if table not in BEHIND for metric in table.metrics]
    assert len({entry["key"] for entry in found}) == len(found) == len(MEASURES) + len(of_tables) + len(CAUSES)
    assert {*of_tables} < {entry["key"] for entry in found}


def test_a_region_without_data_knows_nothing(client: FlaskClient, us: Region) -> None:
    found = get(sign_in(client, "full_admin"), f"/subscriptions?{AS_OF}")
    assert set(found["kpis"].values()) == {None}
    assert {value for section in found["sections"].values() for value in section["kpis"].values()} == {None}


TABLES = {
    "customer_usage": "calls legs minutes video_minutes active_users calls_change legs_change minutes_change "
    "video_minutes_change active_users_change calls_change_rate silent below_minimum",
    "customer_quality": "legs good poor unmeasured poor_rate poor_rate_change worst_endpoint_type legs_change "
    "poor_change silent below_minimum",
    "customer_queues": "offered answered abandoned abandonment_rate average_answer_seconds "
    "average_abandon_wait_seconds overflowed timed_out transferred abandonment_rate_change offered_change "
    "answered_change abandoned_change silent below_minimum",
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_calls_have_these_columns(client: FlaskClient, filled: Region, name: str) -> None:
    keys = ["org_id", "customer", *TABLES[name].split()]
    user = sign_in(client, "full_admin")
    assert get(user, f"/tables/{name}?{AS_OF}")["columns"] == keys
    exported = user.get(f"/api/v1/export/{name}.csv?{AS_OF}").get_data(as_text=True)
    assert exported.splitlines() == [",".join(keys)]


def test_what_kpis_add_up_is_asked_for_by_name(client: FlaskClient, filled: Region) -> None:
    user = sign_in(client, "full_admin")
    more = get(user, f"/tables/customer_queues?{AS_OF}&with=wait_seconds,offered")["columns"]
    assert (more[-1], len(more)) == ("wait_seconds", 2 + 15 + 1)
    chosen = get(user, f"/tables/customer_queues?{AS_OF}&columns=org_id,offered_rated")["columns"]
    assert chosen == ["org_id", "offered_rated"]
