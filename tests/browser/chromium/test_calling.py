"""Calling engagement and call queues: marks and API agree, charts filter tables, a week can be opened."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chromium.screen import Marks, Screen

TABLES = {"/calling": ("customer_usage", "customer_quality", "feature_adoption"), "/queues": ("customer_queues",)}


def agree(screen: Screen, page: str) -> Marks:
    """Asserts that the page's KPIs and row counts are the API's for the same address; gives the marks."""
    marks, answer = screen.marks(), screen.asked(f"/api/v1{page}")
    assert {key: marks[key] for key in answer["kpis"]} == answer["kpis"]
    for name in TABLES[page]:
        assert screen.count(name) == screen.table(name, limit="1")["total"]
    return marks


@pytest.mark.parametrize("page", TABLES)
def test_the_page_says_what_the_api_says(screen: Screen, page: str) -> None:
    marks = agree(screen.open(f"{page}?region=US"), page)
    assert None not in marks.values()
    before = agree(screen.open(f"{page}?region=US&as_of=2026-11-01"), page)
    assert before != marks
    screen.says("The past.")
    screen.page.get_by_role("button", name="Back to today").click()
    assert agree(screen.ready(), page) == marks


def test_charts_have_marks_and_twins(screen: Screen) -> None:
    screen.open("/calling?region=US")
    answer = screen.asked("/api/v1/calling")
    rows = screen.find('[data-chart="quality_by_endpoint"] tbody tr')
    expect(rows).to_have_count(len(answer["quality_by_endpoint"]))
    expect(screen.find('[data-chart="features"] tbody tr')).to_have_count(len(answer["features"]))
    expect(screen.find("#heading-quality_trend")).to_contain_text("of the measured call legs")
    chart = screen.page.get_by_role("img", name=re.compile("^Call legs by quality per week, US"))
    expect(chart).to_have_attribute("data-chart", "quality_trend")
    screen.find("#quality_trend").get_by_text("View as table").click()
    expect(screen.find("#quality_trend .twin tbody tr")).to_have_count(8)


def test_who_falls_most_is_one_click_away(screen: Screen) -> None:
    screen.open("/calling?region=US")
    screen.find("#customer_usage").get_by_role("button", name="Falling first").click()
    screen.ready()
    assert screen.query()[-1] == ("customer_usage.sort", "calls_change")
    expected = [row["customer"] for row in screen.table("customer_usage", limit="5")["rows"]]
    expect(screen.cells("customer_usage", "customer").first).to_have_text(expected[0])
    assert screen.texts("customer_usage", "customer")[:5] == expected
    screen.page.go_back()
    screen.ready()
    expected = [row["customer"] for row in screen.table("customer_usage", limit="5")["rows"]]
    expect(screen.cells("customer_usage", "customer").first).to_have_text(expected[0])


def test_each_measure_has_its_weeks_beside_it(screen: Screen) -> None:
    screen.open("/calling?region=US")
    for column in ("calls", "minutes", "active_users"):
        line = screen.cells("customer_usage", column).first.locator("svg")
        expect(line).to_have_attribute("aria-label", re.compile("^Until now, last "))


def test_a_feature_leads_to_the_customers_that_do_not_use_it(screen: Screen, tmp_path: Path) -> None:
    screen.open("/calling?region=US")
    every = screen.table("feature_adoption", limit="1")["total"]
    link = screen.find('[data-chart="features"] [data-to="feature_adoption"]').last
    number = int((link.inner_text()).split()[0])
    link.click()
    screen.ready()
    assert screen.count("feature_adoption") == number < every
    assert dict(screen.query())["feature_adoption.filter.uses"] == "false"
    expect(screen.find("#feature_adoption .chip")).to_have_count(2)
    with screen.page.expect_download() as download:
        screen.find('[data-export="feature_adoption"]').click()
    path = tmp_path / "file.csv"
    download.value.save_as(path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert (len(rows), {row["uses"] for row in rows}) == (number, {"false"})


def test_an_endpoint_type_leads_to_its_customers_with_poor_legs(screen: Screen) -> None:
    screen.open("/calling?region=US")
    screen.find('[data-chart="quality_by_endpoint"] tbody button', has_text="Webex app mobile").click()
    screen.ready()
    name = "endpoint_quality"
    filters = {f"{name}.filter.endpoint_type": "=Webex app mobile", f"{name}.filter.poor": ">0"}
    assert dict(screen.query()) == {"region": "US", **filters}
    assert set(screen.texts(name, "endpoint_type")) == {"Webex app mobile"}
    assert screen.count(name) == screen.table(name, limit="1")["total"] > 0


def test_a_press_on_a_week_opens_it(screen: Screen) -> None:
    screen.open("/calling?region=US")
    screen.find('[data-chart="quality_trend"] .barlayer .point path').nth(2).click(force=True)
    expect(screen.find(".past-strip")).to_be_visible()
    week = screen.asked("/api/v1/calling")["week"]
    assert dict(screen.query())["as_of"] > week
    agree(screen.ready(), "/calling")


@pytest.mark.parametrize("page", TABLES)
def test_a_region_without_calls_says_so(screen: Screen, page: str) -> None:
    marks = screen.open(f"{page}?region=UAE").marks()
    assert set(marks.values()) == {None}
    screen.says("No call data for UAE yet")
    screen.choose("region", "US")
    assert None not in agree(screen, page).values()


def test_a_customer_opens_at_its_calls_on_the_same_day(screen: Screen) -> None:
    screen.open("/queues?region=EU&as_of=2026-11-16")
    screen.cells("customer_queues", "customer").first.locator("a").click()
    screen.page.wait_for_url("**/customers/*?region=EU&as_of=2026-11-16&tab=calling")
    screen.says("All queues")
    screen.says("8 Nov 2026")
