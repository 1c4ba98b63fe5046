"""The list of customers and a customer's page in Chromium: facets, search, tags, trials, and nothing that axe finds."""

import pytest

from tests.browser.conftest import Browse
from tests.browser.screen import Screen
from tests.browser.test_quality import LOOKS, axe

TABS = ("subscriptions", "trials", "admins", "profile", "calling")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(browse: Browse, look: str) -> None:
    screen = browse(**LOOKS[look]).open("/customers?region=EU")
    axe(screen)
    org = screen.table("customers")["rows"][0]["org_id"]
    for tab in TABS:
        screen.page.goto(f"/customers/{org}?region=EU&tab={tab}")
        screen.page.wait_for_selector(".tabs")
        axe(screen.ready())


def test_facets_are_the_address_and_keep_the_focus(screen: Screen) -> None:
    screen.open("/customers?region=EU")
    box = screen.find('.facet input[value="trial"]').first
    box.check()
    screen.ready()
    page = screen.page
    assert "customers.filter.statuses=trial" in page.url
    assert page.evaluate("document.activeElement.dataset.key") == "customers.filter.statuses/trial"
    shown = int(screen.find('[data-kpi="customers.customers"]').get_attribute("data-value") or 0)
    told = screen.find('.facet input[value="trial"] ~ .muted').first.inner_text()
    assert shown == int(told) == screen.table("customers")["total"]
    page.go_back()
    screen.ready()
    assert not screen.find('.facet input[value="trial"]').first.is_checked()


def test_a_trial_and_tags_without_a_script_of_their_own(screen: Screen) -> None:
    screen.open("/customers?region=EU")
    org = screen.table("customers")["rows"][3]["org_id"]
    page = screen.page
    page.goto(f"/customers/{org}?region=EU&tab=trials")
    page.fill("[name=meetings]", "25")
    page.click(".form.wide button")
    page.wait_for_selector("[role=status]")
    assert "TRIAL-" in page.inner_text("[role=status]")
    page.click("details.popover:has([name=tag]) > summary")
    page.fill("[name=tag] >> nth=4", "From the browser")
    page.click("form:has([name=tag]) button")
    page.wait_for_selector(".chip >> text=From the browser")
