"""GET /changes and its table, over rows worked out by hand."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.data.storage.regions import Region
from tests.data.factories import SATURDAY, TODAY, load, org_id, row
from tests.fixtures.application import sign_in

WEEK = timedelta(days=7)
AS_OF = f"as_of={TODAY}"


@pytest.fixture
def filled(us: Region) -> Region:
    """A purchased 5 more, B is new with 7, C is gone."""
    load(
        us,
        [
            row("C", "S3", SATURDAY - 15 * timedelta(days=1), m=(2, 1, 1)),
            row("A", "S1", SATURDAY - WEEK, m=(10, 5, 5)),
            row("A", "S1", m=(15, 5, 5)),
            row("B", "S2", m=(7, 3, 3)),
        ],
    )
    return us


def get(client: FlaskClient, path: str) -> Any:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def test_the_causes_sum_to_the_change(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "full_admin")
    assert get(client, f"/changes?{AS_OF}&measure=purchased") == {
        "region": "US",
        "measure": "purchased",
        "product": "meetings",
        "as_of": "2026-11-23",
        "data_as_of": "2026-11-21",
        "before_as_of": "2026-11-16",
        "before_data_as_of": "2026-11-14",
        "before": 12,
        "now": 22,
        "change": 10,
        "causes": [
            {"cause": "new", "change": 7, "customers": 1, "rows": 1},
            {"cause": "purchased_more", "change": 5, "customers": 1, "rows": 1},
            {"cause": "gone", "change": -2, "customers": 1, "rows": 1},
        ],
    }
    found = get(client, f"/changes?{AS_OF}")
    assert (found["measure"], found["product"], found["before"], found["now"]) == ("total_customers", None, 2, 2)
    assert [(part["cause"], part["change"]) for part in found["causes"]] == [("new", 1), ("gone", -1)]


def test_nothing_to_compare_with_is_null(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "full_admin")
    found = get(client, f"/changes?as_of={SATURDAY - 10 * timedelta(days=1)}")
    assert (found["before"], found["now"], found["change"], found["causes"]) == (None, 1, None, [])


def test_a_cause_leads_to_its_rows(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "full_admin")
    asked = f"{AS_OF}&measure=purchased&filter.cause=%3Dgone"
    found = get(client, f"/tables/changes?{asked}")
    assert found["total"] == 1
    assert (found["rows"][0]["org_id"], found["rows"][0]["change"]) == (org_id("C"), -2)
    answer = client.get(f"/api/v1/export/changes.csv?{asked}&columns=customer,cause,change")
    assert "changes_purchased_US_meetings_2026-11-23.csv" in answer.headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(answer.get_data(as_text=True))))
    assert lines == [["customer", "cause", "change"], ["C AG", "gone", "-2"]]
    both = client.get(f"/api/v1/export/changes.csv?{asked}&sidecar=1").get_data()
    with zipfile.ZipFile(io.BytesIO(both)) as archive:
        told = json.loads(archive.read(archive.namelist()[1]))
    assert (told["table"], told["measure"], told["product"]) == ("changes", "purchased", "meetings")


def test_an_unknown_measure_is_refused(client: FlaskClient, filled: Region) -> None:
    answer = sign_in(client, "full_admin").get("/api/v1/changes?measure=profit")
    assert answer.status_code == 400
    assert "measure: one of total_customers" in answer.get_json()["error"]["message"]
