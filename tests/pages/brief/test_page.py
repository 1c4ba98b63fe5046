"""A customer's brief: every number is the API's, in both languages, and nothing on it is another customer's."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.data.storage.regions import Region
from tests.asked import components, page, words
from tests.data.calling.files import USAGE_HEADERS, write
from tests.data.calling.files import load as load_file
from tests.data.factories import SATURDAY, TODAY, load, org_id, row
from tests.fixtures.application import sign_in

WEEK = SATURDAY - timedelta(days=6)
HERE = f"/customers/{org_id('A')}/brief?region=US&as_of={TODAY}"


@pytest.fixture
def filled(us: Region, tmp_path: Path) -> Region:
    """A has two subscriptions: S1 used 16 of 50 at most, S2 is one short of its peak; B is another customer."""
    ends = TODAY + timedelta(days=40)
    week_ago = SATURDAY - timedelta(days=7)
    rows = [
        row("A", "S1", week_ago, m=(50, 20, 16), ends_on=ends, auto_renew=True),
        row("A", "S1", m=(50, 24, 15), pro=(20, 10, 9), ends_on=ends, auto_renew=True),
        row("A", "S2", m=(10, 12, 10)),
        row("B", "S9", m=(777, 7, 7)),
    ]
    load(us, rows)
    used = {"Location": "x", "Total calls": 40, "Total call legs": 100, "Total poor call quality": 4}
    used["Call minutes"] = 90
    calls = [
        {"Customer name": "A AG", "Org ID": org_id("A"), **used},
        {"Customer name": "B AG", "Org ID": org_id("B"), **used, "Total calls": 888},
    ]
    load_file(us, write(tmp_path / "usage.csv", USAGE_HEADERS, calls), WEEK)
    return us


def numbers(tree: Any) -> dict[str, float | None]:
    """Every number of the brief by its mark."""
    found = [node["props"] for node in components(tree)]
    marked = {one["data-brief"]: one["data-value"] for one in found if "data-brief" in one}
    return {key: float(value) if value else None for key, value in marked.items()}


def test_every_number_is_the_apis(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "full_admin")
    told = numbers(page(client, HERE))
    shared = f"region=US&as_of={TODAY}"
    one = client.get(f"/api/v1/customers/{org_id('A')}?{shared}").get_json()
    expected: dict[str, float | None] = {}
    counts = ("purchased", "assigned", "used", "available", "over")
    for each in one["subscriptions"]:
        for product, held in each["licences"].items():
            expected |= {f"{each['subscription_id']}.{product}.{name}": held[name] for name in counts}
    for product in ("meetings", "calling"):
        asked = f"{shared}&product={product}&filter.org_id=={org_id('A')}"
        for seat in client.get(f"/api/v1/tables/seats?{asked}").get_json()["rows"]:
            key = f"{seat['subscription_id']}.{product}"
            expected |= {f"{key}.{name}": seat[name] for name in ("peak_used", "recommended")}
            expected |= {f"{key}.sized.purchased": seat["purchased"]}
            expected |= {f"{key}.difference": seat["recommended"] - seat["purchased"]}
    mine = f"{shared}&filter.org_id=={org_id('A')}"
    [usage] = client.get(f"/api/v1/tables/customer_usage?{mine}").get_json()["rows"]
    [quality] = client.get(f"/api/v1/tables/customer_quality?{mine}").get_json()["rows"]
    expected |= {key: usage[key] for key in ("calls", "minutes", "active_users")}
    expected |= {"poor_rate": quality["poor_rate"]}
    sums = {key: told.pop(key) for key in list(told) if key.startswith("sum.")}
    assert told == expected
    assert sums == {f"sum.meetings.{name}": number for name, number in zip(counts, (60, 36, 25, 26, 2), strict=True)}
    assert told["S1.meetings.recommended"] == 18  # 16 and 10 % of it, rounded up
    assert (told["S1.meetings.difference"], told["S2.meetings.difference"]) == (-32, 1)


def test_it_speaks_of_this_customer_alone_in_either_language(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "full_admin")
    english = words(page(client, HERE))
    assert "A AG" in english
    assert "S1, Meetings: 32 licences fewer are enough." in english
    assert "S2, Meetings: 1 licence more is needed." in english
    for other in ("B AG", "777", "888", "S9"):
        assert other not in english
    tree = page(client, f"{HERE}&language=de")  # the customer's language is not the reader's
    german = words([node for node in components(tree) if node["props"].get("lang") == "de"])
    assert "Lizenzen und ihre Nutzung" in german
    assert "S1, Meetings: 32 Lizenzen weniger genügen." in german
    assert "Subscriptions" in words(tree)  # of the frame


def test_roles_see_what_the_customers_page_shows_them(client: FlaskClient, filled: Region) -> None:
    sign_in(client, "help_desk")
    told = words(page(client, HERE))
    assert "Licences and their use" in told
    assert "Calls and their quality" not in told


def test_a_customer_without_anything_says_so(client: FlaskClient, us: Region) -> None:
    load(us, [row("A", "S1", status="Expired")])
    sign_in(client, "full_admin")
    told = words(page(client, HERE))
    assert "There is no active subscription with licences on this date." in told
    assert "No call of the last eight weeks is known." in told
