"""The list of customers and a customer's page in Chromium: facets, search, tags, trials, and nothing that axe finds."""

from playwright.sync_api import expect

from tests.browser.chromium.screen import Screen


def test_facets_are_the_address_and_keep_the_focus(screen: Screen) -> None:
    screen.open("/customers?region=EU")
    box = screen.find('.facet input[value="trial"]').first
    box.check()
    screen.ready()
    page = screen.page
    assert "customers.filter.statuses=trial" in page.url
    expect(box).to_be_focused()
    shown = int(screen.find('[data-kpi="customers.customers"]').get_attribute("data-value") or 0)
    told = screen.find('.form-check:has(input[value="trial"]) .choice').first.get_attribute("data-count")
    assert shown == int(told or "") == screen.table("customers")["total"]
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
    expect(screen.find("main [role=status] .notice")).to_contain_text("TRIAL-")
    page.click("details.popover:has([name=tag]) > summary")
    page.fill("[name=tag] >> nth=4", "From the browser")
    page.click("form:has([name=tag]) button")
    page.wait_for_selector(".chip >> text=From the browser")
