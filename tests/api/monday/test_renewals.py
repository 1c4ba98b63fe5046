"""Renewals, rules, prices, overview and attention."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.data.storage.regions import Region
from tests.api.monday.calls import API, get, send
from tests.data.factories import SATURDAY, load, row
from tests.fixtures.application import sign_in


def test_renewals(admin: FlaskClient, partner: FlaskClient) -> None:
    """A: 25 x 150/180 = 20.8, 20, 15 x 0.5, 10 x 0.5. B: 25 x 120/180 = 16.7."""
    found = get(admin, "/renewals?days=60")
    assert [(one["customer"], one["score"]) for one in found["rows"]] == [("A AG", 21 + 20 + 8 + 5), ("B AG", 17)]
    for one in found["rows"]:
        assert sum(reason["points"] for reason in one["reasons"]) == one["score"]
    assert [(one["month"], one["seats"]) for one in found["by_month"]] == [("2026-12-01", 10), ("2027-01-01", 10)]
    assert found["kpis"] == {"customers": 2, "licences": 20, "licences_at_risk": 10}
    assert get(admin, "/renewals?days=30")["total"] == get(partner, "/renewals?days=180")["total"] == 1
    assert admin.get(f"{API}/renewals?days=181").status_code == 400
    tested = get(admin, "/renewals/backtest")
    assert (tested["enough"], tested["outcomes"], tested["by_score"]["precision"], tested["dates"]) == (
        False,
        0,
        None,
        [],
    )


def test_rules_and_prices(admin: FlaskClient, partner: FlaskClient) -> None:
    weights = {"weight_days_left": 0, "weight_no_auto_renewal": 0, "weight_low_assignment": 0, "weight_low_use": 0}
    tried = send(admin, "POST", "/rules/preview", weights)[1]["first"]
    assert [(one["customer"], one["place"], one["new_place"], one["new_score"]) for one in tried] == [
        ("A AG", 1, 1, 0),
        ("B AG", 2, 2, 0),
    ]
    assert send(partner, "PUT", "/rules", weights)[0] == 403
    assert send(admin, "PUT", "/rules", weights)[1]["rules"]["weight_low_use"] == 0
    assert [one["score"] for one in get(admin, "/renewals")["rows"]] == [0, 0]
    for bad in ({"expiring_days": 0}, {"expiring_days": "90"}, {"low_rate": 2}, {"colour": 1}, {"weight_low_use": 1.5}):
        assert send(admin, "PUT", "/rules", bad)[0] == 400, bad
    assert send(admin, "PUT", "/rules", {})[1]["rules"] == get(admin, "/rules")["defaults"]
    prices = "product,kind,price,currency,valid_from\nmeetings,meetings,12.50,EUR,2026-01-01\n"
    assert send(admin, "PUT", "/prices", prices) == (200, {"added": 1, "changed": 0, "removed": 0})
    assert get(admin, "/prices")["prices"] == []
    send(admin, "PUT", "/prices?commit=true", prices)
    assert send(partner, "PUT", "/prices?commit=true", prices)[0] == 403
    assert admin.get(f"{API}/prices.csv").get_data(as_text=True).replace("\r\n", "\n") == prices
    money = get(admin, "/renewals")["money"]
    assert money["purchased"] == {"sums": {"EUR": "250.00"}, "licences": 20, "priced": 20, "priced_share": 1.0}
    assert money["idle"]["sums"] == {"EUR": "50.00"}  # 5 used and a tenth: 6 of 10 are needed by A, 11 by B
    file = "kind,price,currency,valid_from\nmeetings,1.500,EUR,2026-01-01\nseats,1,EUR,2026-01-01\nmeetings,1,E,x\n"
    assert len(send(admin, "PUT", "/prices?commit=true", file)[1]["problems"]) == 3
    assert len(get(admin, "/prices")["prices"]) == 1


@pytest.mark.parametrize(
    ("query", "then"),
    [("", 2), ("compare=2026-11-16", 2), ("compare=2026-11-02", 1), ("as_of=2026-11-17&compare=2026-11-02", 1)],
)
def test_the_overview_compares_with_any_day(client: FlaskClient, us: Region, query: str, then: int) -> None:
    """A was there three weeks ago, B came a week after."""
    days = [SATURDAY - timedelta(weeks=weeks) for weeks in (3, 2, 1, 0)]
    rows = [row(one, f"S{one}", day, m=(1, 1, 1)) for one, first in (("A", 0), ("B", 1)) for day in days[first:]]
    load(us, rows)
    admin = sign_in(client, "full_admin")
    answer = get(admin, f"/overview?{query}")
    [us_row] = answer["regions"]
    assert us_row["figures"]["total_customers"] == {"now": 2, "before": then, "change": 2 - then}
    assert (answer["compare"] or "") == query.rpartition("compare=")[2]


@pytest.mark.parametrize("compare", ["x", "2026-11-23", "2027-01-01", "2026-13-01"])
def test_a_day_that_is_no_earlier_one_is_refused(admin: FlaskClient, compare: str) -> None:
    answer = admin.get(f"{API}/overview?compare={compare}")
    assert (answer.status_code, answer.json["error"]["message"][:8]) == (400, "compare:")  # type: ignore[index]


def test_overview_and_attention(admin: FlaskClient, partner: FlaskClient, server: Flask) -> None:
    [us] = get(admin, "/overview")["regions"]
    assert us["figures"]["nearing_expiration"] == {"now": 1, "before": None, "change": None}
    assert (us["region"], us["down"], us["data_as_of"], len(us["weeks"])) == ("US", False, str(SATURDAY), 13)
    assert get(partner, "/overview")["regions"][0]["figures"]["total_customers"]["now"] == 1
    found = get(admin, "/attention?since=2026-11-01")
    assert (found["since"], found["total"]) == ("2026-11-01", 0)  # all that is known was so from the first
    assert get(admin, "/attention")["since"] == "2026-11-16"
    assert admin.get(f"{API}/attention?since=x").status_code == 400
    help_desk = sign_in(server.test_client(), "help_desk")
    assert help_desk.get(f"{API}/overview").status_code == 403
    assert help_desk.get(f"{API}/attention").status_code == 200
