"""The page of renewals: what it shows of a queue by hand, for whom, and what its callbacks answer."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.callbacks import menus
from dashboard.data.money.values import Money
from dashboard.data.storage.regions import Region
from dashboard.data.storage.rules import RISKS
from dashboard.errors import Forbidden
from dashboard.pages.base.views import views_panel
from dashboard.pages.renewals import money, weeks
from dashboard.pages.renewals import page as renewals
from dashboard.services import Services
from dashboard.ui import ids
from dashboard.ui.charts import renewal_figure
from tests.asked import components, marked, page, words
from tests.data.factories import TODAY, ask, load, org_id, row
from tests.fixtures.application import sign_in
from tests.ui.trees import nodes, text

DAY = timedelta(days=1)
A, B = org_id("A"), org_id("B")
AT = f"region=US&as_of={TODAY}"


def rows(tree: Any) -> list[dict[str, Any]]:
    """The rows of the queue that the layout holds."""
    [grid] = [one["props"] for one in components(tree) if one["props"].get("id") == ids.grid("renewals")]
    return list(grid["rowData"])


def test_the_queue_in_its_order_with_reasons_that_sum(admin: FlaskClient) -> None:
    """A: 25 x 150/180 = 20.8, 20 for a trial, 15 x 0.8 = 12, 10 x 1. B: 25 x 120/180 = 16.7."""
    tree = page(admin, f"/renewals?{AT}")
    found = rows(tree)
    assert [(one["customer"], one["score"], one["risk"]) for one in found] == [
        ("A AG", 21 + 20 + 12 + 10, ["high"]),
        ("B AG", 17, ["low"]),
    ]
    for one in found:
        assert sum(one[f"points_{risk}"] for risk in RISKS) == one["score"]
    told = words(tree)
    assert "2 customers with something that ends or renews in 90 days; 10 of 20 licences are at high risk" in told
    kpis = {one["data-kpi"]: one["data-value"] for one in marked(tree, "data-kpi")}
    assert {key: value for key, value in kpis.items() if key.startswith("renewals.")} == {
        "renewals.customers": "2",
        "renewals.licences": "20",
        "renewals.licences_at_risk": "10",
    }


def test_money_by_currency_with_the_share_that_has_a_price(admin: FlaskClient) -> None:
    """10 + 10 at 12.50; A uses none of 10, B 11 of 10 with the buffer."""
    tree = page(admin, f"/renewals?{AT}")
    sums = {one["data-money"]: (one["children"], one["data-value"]) for one in marked(tree, "data-money")}
    assert sums == {
        "purchased": ("250.00\N{NO-BREAK SPACE}EUR", "250.00 EUR"),
        "idle": ("125.00\N{NO-BREAK SPACE}EUR", "125.00 EUR"),
        "over": ("0", ""),
    }
    assert "100\N{NO-BREAK SPACE}% · 20 of 20" in words(tree)
    both = Money((("EUR", Decimal("0.10")), ("USD", Decimal("1234567890123456.78"))), 4, 3)
    with admin.application.test_request_context("/"):
        shown = "0.10\N{NO-BREAK SPACE}EUR · 1,234,567,890,123,456.78\N{NO-BREAK SPACE}USD"
        assert money.sums_text(both) == shown  # exact, and never one sum
        assert money.share(both) == "3 of 4"
        assert money.sums_text(Money((), 4, 0)) == "–"


def test_without_a_price_it_says_so(client: FlaskClient, us: Region) -> None:
    load(us, [row("A", "S1", m=(10, 2, 0), ends_on=TODAY + 30 * DAY)])
    told = words(page(sign_in(client, "full_admin"), f"/renewals?{AT}"))
    assert "What these licences are worth is unknown" in told


def test_the_days_are_in_the_address(admin: FlaskClient) -> None:
    assert [one["customer"] for one in rows(page(admin, f"/renewals?{AT}&days=30"))] == ["A AG"]
    tree = page(admin, f"/renewals?{AT}&days=45")
    [control] = [one["props"] for one in components(tree) if one["props"].get("id") == ids.DAYS]
    assert (control["value"], [one["value"] for one in control["options"]]) == ("45", ["30", "45", "60", "90", "180"])
    assert "days=45" in words([one["href"] for one in marked(tree, "data-export")])
    tree = page(admin, f"/renewals?{AT}&days=181")
    assert "a whole number from 1 to 180" in words(tree)
    assert len(rows(tree)) == 2


def test_by_month_and_by_owner(admin: FlaskClient) -> None:
    told = words(page(admin, f"/renewals?{AT}"))
    assert "Most licences end or renew in December 2026: 10; 1 of 2 renewals have no owner" in told
    assert "2026-12-01..2026-12-31" in told
    assert "=ben@example.com" in told
    assert "8 for 10" in told


def test_every_week_ahead_is_drawn(admin: FlaskClient, filled: Region) -> None:
    """From the week of Monday 23 November to that of 21 February: 14 weeks; A on 23 December, B on 22 January."""
    found = weeks.every_week(ask(filled))
    assert (len(found), found[0].of, found[-1].of) == (14, date(2026, 11, 22), date(2027, 2, 21))
    assert [(one.of, one.by_risk) for one in found if one.renewals] == [
        (date(2026, 12, 20), {"high": 10, "medium": 0, "low": 0}),
        (date(2027, 1, 17), {"high": 0, "medium": 0, "low": 10}),
    ]
    with admin.application.test_request_context("/"):
        assert weeks.finding(found) == "10 of 20 licences are at high risk; most in the week of 20 Dec 2026: 10"
        drawn = weeks.draw(ask(filled), "light")
        figure, meta = drawn.figure, drawn.figure.layout.meta  # type: ignore[union-attr]
        assert [(bar.name, sum(bar.y)) for bar in figure.data[:3]] == [  # type: ignore[union-attr]
            ("High risk", 10),
            ("Medium risk", 0),
            ("Low risk", 10),
        ]
        assert meta["press"]["Week of 20 Dec 2026"] == {"renewals.filter.ends_on": "2026-12-20..2026-12-26"}
        headers, lines = weeks._twin(found)
        assert headers[-2:] == ["Worth a month", "With a price"]
        assert lines[4][1:] == ["1", "10", "0", "0", "125.00\N{NO-BREAK SPACE}EUR", "100\N{NO-BREAK SPACE}% · 10 of 10"]
        assert lines[0][-2:] == ["0", "–"]
        assert text(renewal_figure.legend()) == "High riskMedium riskLow risk"


def test_empty_regions_and_scopes(client: FlaskClient, server: Flask, us: Region, opened: Services) -> None:
    told = words(page(sign_in(client, "full_admin"), "/renewals"))
    assert "No data for US yet" in told
    load(us, [row("A", "S1", m=(10, 2, 0))])
    told = words(page(client, f"/renewals?{AT}"))
    assert "Nothing ends or renews in the next 90 days." in told
    assert "Total of all" not in told


@pytest.mark.parametrize(
    ("role", "form", "shown"),
    [("full_admin", True, 2), ("read_only_admin", False, 2), ("partner_admin", False, 1)],
)
def test_who_sees_what(server: Flask, filled: Region, role: str, form: bool, shown: int) -> None:
    client = sign_in(server.test_client(), role)
    tree = page(client, f"/renewals?{AT}")
    assert len(rows(tree)) == shown
    assert ("Save the weights" in words(tree)) is form
    assert "A renewal has 100 points at most" in words(tree)


@pytest.mark.parametrize("role", ["full_admin", "read_only_admin", "partner_admin"])
def test_the_menu_of_work(at_work: Any, role: str) -> None:
    """Whoever may look may filter and take a file; forms are for those who may write."""
    with at_work(role):
        panel = text(menus.menu(1, ids.menu("renewals", "work"), {}, None, {}, [], "/renewals", f"?{AT}"))
        drawn = menus.menu(1, ids.menu("renewals", "work"), {}, None, {}, [], "/renewals", f"?{AT}")
    for said in ("Mine", "Due this week", "Overdue", "Without owner", "Work as CSV"):
        assert said in panel, said
    for said in ("Set owner", "Set next step", "Set state", "Work from a CSV"):
        assert (said in panel) is (role != "read_only_admin"), said
    [href] = [node["href"] for node in nodes(drawn) if "data-work-file" in node]
    assert f"/api/v1/export/renewals.csv?region=US&as_of={TODAY}&days=90" in href
    presses = [json.loads(node["data-set"]) for node in nodes(drawn) if "data-set" in node]
    assert presses[0] == {"renewals.filter.owner": "me", "renewals.filter.due": None}


def test_views_that_everybody_has(at_work: Any) -> None:
    with at_work("read_only_admin"):
        hrefs = [node.get("href") for node in nodes(views_panel("/renewals", "US", TODAY))]
        assert [node for node in nodes(views_panel("/quality", "US")) if "owner" in str(node.get("href"))] == []
    begins = f"/renewals?region=US&as_of={TODAY}&renewals.filter."
    assert {f"{begins}{rest}" for rest in ("owner=me", "due=this_week", "owner=unknown")} <= set(hrefs)


def test_help_desk_sees_none_of_it(at_work: Any) -> None:
    with at_work("help_desk"), pytest.raises(Forbidden):
        renewals.layout()
