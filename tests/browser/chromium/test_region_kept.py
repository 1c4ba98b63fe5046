"""The region that a person came with goes along through pages that speak of none."""

import pytest
from playwright.sync_api import expect

from tests.browser.chromium.screen import Screen

WITHOUT_QUESTION = ("/alerts", "/reports", "/help", "/data", "/users", "/audit", "/account", "/verify")


@pytest.mark.parametrize("path", WITHOUT_QUESTION)
def test_links_of_a_page_that_asks_nothing_keep_the_region_and_the_day(screen: Screen, path: str) -> None:
    screen.open(f"{path}?region=EU&as_of=2026-10-18")
    links = screen.find(".nav-links a, #bell").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert len(links) > 10
    assert [link for link in links if not link.endswith("?region=EU&as_of=2026-10-18")] == []


def test_a_region_that_means_nothing_is_left_behind(screen: Screen) -> None:
    screen.open("/reports?region=MOON&as_of=yesterday")
    links = screen.find(".nav-links a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert [link for link in links if "?" in link] == []


def test_a_form_leaves_the_region_behind_and_its_answer_does_not(screen: Screen) -> None:
    screen.open("/users?region=EU").find(".nav-links a", "Audit log").click()
    screen.page.get_by_role("button", name="Filter").click()
    screen.page.wait_for_url("**/audit?person=*")
    screen.find(".nav-links a", "Calling engagement").click()
    expect(screen.ready().find('[data-control="region"] input[value="EU"]')).to_be_checked()


def test_the_bell_follows_the_region_of_the_page(screen: Screen) -> None:
    screen.open("/subscriptions?region=US").choose("region", "EU")
    expect(screen.find("#bell")).to_have_attribute("href", "/alerts?region=EU")
