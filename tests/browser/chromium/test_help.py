"""The help page: links, search without scripts of ours, definitions; for every role."""

from playwright.sync_api import expect

from tests.browser.chromium.screen import Screen


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
