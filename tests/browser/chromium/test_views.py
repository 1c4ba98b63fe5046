"""Saved views: a page kept under a name, opened again, and made the page that a person begins with."""

from playwright.sync_api import expect

from tests.browser.conftest import Browse
from tests.fixtures.application import PASSWORD, email_of

FILTERED = "/calling?region=EU&customer_usage.filter.calls=%3E100"
MENU = ".page-head .popover > summary"


def test_a_view_of_any_page_is_kept_and_opened(browse: Browse) -> None:
    screen = browse(stranger=True)
    screen.page.goto("/login")
    screen.find("[name=email]").fill(email_of("read_only_admin"))
    screen.find("[name=password]").fill(PASSWORD)
    screen.find("[name=password]").press("Enter")
    screen.ready()
    screen.open(FILTERED)
    screen.find(MENU, has_text="Views").click()
    screen.find(".page-head [name=name]").fill("Busy in EU")
    screen.find(".page-head button", has_text="Save this view").click()
    screen.ready()
    assert screen.page.url.endswith(FILTERED)
    screen.open("/calling")
    screen.find(MENU, has_text="Views").click()
    screen.find(".view a", has_text="Busy in EU").click()
    screen.page.wait_for_url("**/calling?region=EU&customer_usage.filter.calls=*")
    screen.ready()

    screen.find(MENU, has_text="Views").click()
    screen.find(".view button", has_text="As first page").click()
    screen.ready()
    screen.open("/")
    assert "/calling?region=EU" in screen.page.url
    screen.find(".nav a", has_text="Overview").click()
    screen.page.wait_for_url("**/?region=EU")
    expect(screen.ready().find("h1")).to_have_text("Overview")
    screen.find(".nav .brand").click()
    screen.page.wait_for_url("**/?region=EU")

    screen.open("/calling?region=US")
    screen.find(MENU, has_text="Views").click()
    expect(screen.find(".views")).to_contain_text("After signing in you begin with Busy in EU.")
    screen.find(".views button", has_text="Begin with the overview").click()
    screen.ready()
    screen.find(MENU, has_text="Views").click()
    screen.find(".view button", has_text="Delete").click()
    screen.ready()
    screen.open("/")
    expect(screen.find("h1")).to_have_text("Overview")
