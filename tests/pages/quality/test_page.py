"""The page of data quality, the line under every part and the way to the page, for each role."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.access.assignments import assign
from dashboard.data.storage.regions import Region
from dashboard.services import Services
from dashboard.ui import ids
from tests.asked import components, page, place, words
from tests.data.factories import TODAY, load, org_id, row
from tests.fixtures.application import email_of, sign_in

LINE = "As of 21 Nov 2026 · from “2026-11-21.csv”, imported 22 Nov 2026, 06:00 UTC · sees all 2 customers"
Told = Callable[..., dict[str, Any]]


@pytest.fixture
def filled(us: Region) -> Region:
    """A uses more than assigned in both products, B's renewal is unknown."""
    load(us, [row("A", "S1", m=(9, 4, 5), pro=(9, 1, 3)), row("B", "S2", m=(9, 4, 4), auto_renew=None)])
    return us


PLACES = {
    "trend": "/subscriptions",
    "expiring": "/subscriptions",
    "waterfall": "/changes",
    "quality_trend": "/calling",
    "quality_kinds": "/quality",
    "data_quality": "/quality",
    "customers": "/customers",
}


@pytest.fixture
def told(client: FlaskClient, filled: Region) -> Told:
    """What a part of a page shows to a role: its slots as text."""

    def answer(role: str, name: str, share: str = "", language: str = "en") -> dict[str, Any]:
        sign_in(client, role)
        client.set_cookie("language", language)
        tree = page(client, f"{PLACES[name]}?region=US&as_of={TODAY}&{share}")
        found = [node["props"] for node in components(tree) if isinstance(node["props"].get("id"), dict)]
        own = [one for one in found if one["id"].get("name") == name and "slot" in one["id"]]
        return {one["id"]["slot"]: words(one.get("children")) for one in own}

    return answer


@pytest.mark.parametrize("part", ["trend", "expiring", "waterfall", "customers", "data_quality", "quality_kinds"])
def test_every_part_says_what_it_can_see(told: Told, part: str) -> None:
    assert LINE in told("full_admin", part)["foot"]


def test_the_line_is_told_in_german_and_of_nothing_without_data(told: Told) -> None:
    german = told("full_admin", "trend", language="de")["foot"]
    assert (
        "Stand 21.11.2026 · aus „2026-11-21.csv“, importiert am 22.11.2026, 06:00 UTC · umfasst alle 2 Kunden" in german
    )
    assert "As of" not in told("full_admin", "quality_trend")["foot"]


def test_the_share_and_the_names_of_files_follow_the_role(told: Told, opened: Services) -> None:
    assign(opened, email_of("partner_admin"), [org_id("B")])
    own = told("partner_admin", "expiring")["foot"]
    assert "“2026-11-21.csv”, imported 22 Nov 2026, 06:00 UTC · sees its 1 customer" in own
    kinds = told("partner_admin", "quality_kinds")
    assert "1 of 10 checks found something" in kinds["head"]
    assert "file_late" not in kinds["kinds"]
    desk = told("help_desk", "customers")["foot"]
    assert "imported 22 Nov 2026, 06:00 UTC · sees all 2 customers" in desk
    assert "csv" not in desk


def test_kinds_lead_to_their_findings_and_the_others_passed(told: Told) -> None:
    body = told("full_admin", "quality_kinds")
    assert "2 of 13 checks found something" in body["head"]
    assert "=used_above_assigned" in body["kinds"]
    assert "=file_late" not in body["kinds"]
    found = re.findall(r'\{[^{}]*"data-kpi"[^{}]*\}', body["kinds"])
    marks = {one["data-kpi"].partition(".")[2]: one["data-value"] for one in map(json.loads, found)}
    assert len(marks) == 13
    assert {kind: number for kind, number in marks.items() if number != "0"} == {
        "used_above_assigned": "2",
        "auto_renew_unknown": "1",
    }


def test_rows_are_the_same_on_the_page_over_the_api_and_in_a_file(
    client: FlaskClient, filled: Region, told: Told
) -> None:
    asked = f"region=US&as_of={TODAY}&filter.finding=%3Dused_above_assigned"
    sign_in(client, "full_admin")
    answer = client.get(f"/api/v1/tables/data_quality?{asked}&columns=finding,org_id,product,value,at_most").get_json()
    assert [list(one.values()) for one in answer["rows"]] == [
        ["used_above_assigned", org_id("A"), "calling", 3, 1],
        ["used_above_assigned", org_id("A"), "meetings", 5, 4],
    ]
    file = client.get(f"/api/v1/export/data_quality.csv?{asked}&columns=product,value").get_data(as_text=True)
    assert file.splitlines() == ["product,value", "calling,3", "meetings,5"]
    share = "data_quality.filter.finding=%3Dused_above_assigned"
    head = told("full_admin", "data_quality", share)["head"]
    assert "2 findings, 1 customer concerned" in head


def test_the_mark_of_freshness_leads_to_the_page_for_those_who_may_see_it(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "read_only_admin")
    assert '"href": "/quality' in words(place(page(client, "/subscriptions?region=US"), ids.head("freshness")))
    sign_in(client, "help_desk")
    assert "href" not in words(place(page(client, "/customers?region=US"), ids.head("freshness")))


def test_nothing_is_found_where_all_is_well(told: Told, filled: Region) -> None:
    said = told("full_admin", "data_quality", "q=nobody")
    assert "Nothing matches the filters of the page" in said["foot"]
