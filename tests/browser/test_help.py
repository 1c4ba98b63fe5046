"""The help page: links, search without scripts of ours, definitions; for every role."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Browse
from tests.browser.screen import Screen
from tests.browser.test_quality import LOOKS, axe


def test_resources_are_searched_by_the_address(screen: Screen) -> None:
    screen.open("/help")
    screen.says("5 of 5 resources")
    screen.find('input[name="q"]').fill("apis")
    screen.find('[role="search"]').get_by_role("button").click()
    screen.page.wait_for_url("**/help?q=apis&category=")
    screen.ready().says("1 of 5 resources")
    expect(screen.find('input[name="q"]')).to_have_value("apis")
    screen.open("/help?category=Operations").says("1 of 5 resources")
    screen.open("/help?q=nothing+is+called+so").says("Nothing found")


def test_every_number_is_explained(screen: Screen) -> None:
    screen.open("/help")
    group = screen.find(".definitions", has_text="Customers and call quality")
    group.locator("summary").click()
    expect(group).to_contain_text("poor legs / (good legs + poor legs)")


@pytest.mark.parametrize("look", LOOKS)
def test_the_page_complains_of_nothing_and_axe_neither(browse: Browse, look: str) -> None:
    screen = browse(**LOOKS[look]).open("/help")
    axe(screen)
    assert screen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
