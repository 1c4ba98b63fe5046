"""The overview: regions in rows, numbers and entries that lead to their places, the day since which the list tells."""

import re

from playwright.sync_api import expect

from tests.browser.application import Application
from tests.browser.chromium.screen import Screen
from tests.browser.conftest import Browse
from tests.fixtures.application import PASSWORD, email_of

SINCE = "2026-11-02"


def test_every_region_has_a_row_that_is_the_apis(screen: Screen, live_server: Application) -> None:
    screen.open("/")
    rows = screen.find("[data-region]")
    assert rows.evaluate_all("rows => rows.map(row => row.dataset.region)") == ["US", "EU", "UAE"]
    for row in live_server.api("/overview")["regions"]:
        for key, figure in row["figures"].items():
            told = screen.find(f'[data-kpi="{row["region"]}.{key}"]').get_attribute("data-value")
            assert (float(told) if told else None) == figure["now"], (row["region"], key)
    expect(screen.find('[data-region="UAE"]')).to_contain_text("No data yet")
    expect(screen.find('.nav [aria-current="page"]')).to_have_text("Overview")


def test_a_number_leads_to_its_page_of_that_region(screen: Screen) -> None:
    screen.open("/")
    number = screen.find('[data-kpi="EU.nearing_expiration"]')
    shown = number.get_attribute("data-value")
    number.locator("a").first.click()
    screen.page.wait_for_url("**/subscriptions?region=EU#expiring")
    screen.ready()
    assert screen.find('[data-kpi="nearing_expiration"]').get_attribute("data-value") == shown
    screen.page.go_back()
    screen.ready()
    screen.find('[data-region="EU"] .delta').nth(1).click()
    screen.page.wait_for_url("**/changes?region=EU&measure=nearing_expiration")


def test_an_entry_leads_to_its_customer(screen: Screen, live_server: Application) -> None:
    screen.open(f"/?since={SINCE}")
    found = live_server.api("/attention", [("since", SINCE)])
    assert found["total"] > 0
    expect(screen.find("#attention .section-sub").first).to_have_text(f"{found['total']} things changed")
    entry = screen.find("[data-entry] a").first
    name, href = entry.inner_text(), entry.get_attribute("href")
    assert href in {one["link"] for one in found["entries"]}
    entry.click()
    screen.page.wait_for_url("**/customers/*")
    expect(screen.find("h1")).to_contain_text(name)


def test_the_day_of_the_list_is_chosen_and_stands_in_the_address(screen: Screen, live_server: Application) -> None:
    screen.open("/")
    screen.find('[data-control="since"] input').fill(SINCE)
    expect(screen.find("#attention .finding")).to_contain_text("since 2 Nov 2026")
    screen.ready()
    assert screen.query() == [("since", SINCE)]
    reason = live_server.api("/attention", [("since", SINCE)])["entries"][0]["reason"]
    screen.find('[data-control="reason"] select').select_option(reason)
    expect(screen.find(".reason")).to_have_count(1)
    assert screen.query() == [("since", SINCE), ("reason", reason)]
    screen.find("#attention .toolbar .button", has_text="Last visit").click()
    expect(screen.find("#attention .finding")).not_to_contain_text("since 2 Nov 2026")
    screen.page.go_back()
    expect(screen.find("#attention .finding")).to_contain_text("since 2 Nov 2026")
    expect(screen.find('[data-control="since"] input')).to_have_value(SINCE)


def test_the_chart_has_a_table_of_its_numbers(screen: Screen) -> None:
    screen.open("/")
    screen.find("#kpi_weeks").scroll_into_view_if_needed()
    expect(screen.find('[data-chart="kpi_weeks"] .main-svg').first).to_be_visible()
    screen.find("#kpi_weeks .twin summary").click()
    heads = screen.find("#kpi_weeks .twin-panel thead th")
    expect(heads.first).to_have_text("Week of")
    expect(screen.find("#kpi_weeks .twin-panel tbody tr")).to_have_count(39)


def test_another_day_is_kept_by_every_number(screen: Screen) -> None:
    screen.open("/?as_of=2026-11-15")
    hrefs = screen.find("[data-region] .cell-number").evaluate_all(
        "links => links.map(one => one.getAttribute('href'))"
    )
    assert hrefs
    assert all("as_of=2026-11-15" in href for href in hrefs)
    expect(screen.find(".past-strip")).to_contain_text("15 Nov 2026")


def test_a_phone_has_everything_without_going_sideways(browse: Browse) -> None:
    screen = browse(viewport={"width": 390, "height": 844}).open("/")
    assert screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    hidden = screen.find("[data-region] [data-kpi] a").evaluate_all(
        "links => links.filter(one => one.getBoundingClientRect().right > innerWidth).length"
    )
    assert hidden == 0


def test_help_desk_begins_with_the_list_alone(browse: Browse) -> None:
    screen = browse(stranger=True)
    screen.page.goto("/")
    screen.find("[name=email]").fill(email_of("help_desk"))
    screen.find("[name=password]").fill(PASSWORD)
    screen.find("[name=password]").press("Enter")
    screen.page.wait_for_url(re.compile(r"/$"))
    screen.ready()
    assert screen.find("[data-kpi]").count() == 0
    expect(screen.find("#attention")).to_be_visible()
    expect(screen.find(".nav a").nth(1)).to_have_text("Overview")
