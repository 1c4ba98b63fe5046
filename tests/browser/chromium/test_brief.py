"""A customer's brief in a browser: opened from the customer's page, its numbers the API's, fit to be printed."""

from playwright.sync_api import expect

from tests.browser.chromium.screen import Screen


def test_the_brief_tells_the_apis_numbers(screen: Screen) -> None:
    screen.open("/customers?region=US")
    rows = screen.asked("/api/v1/tables/seats", product="calling", region="US")["rows"]
    row = next(one for one in rows if one["recommended"] is not None)
    org_id, own = row["org_id"], row["subscription_id"]
    screen.open(f"/customers/{org_id}?region=US")
    screen.find(".page-head").get_by_role("link", name="Brief for a review").click()
    screen.page.wait_for_url(f"**/customers/{org_id}/brief**")
    expect(screen.find(".brief-page")).to_be_visible()
    screen.ready()
    found = screen.find("[data-brief]").evaluate_all("all => all.map(one => [one.dataset.brief, one.dataset.value])")
    told = {key: float(value) if value else None for key, value in found}
    for name in ("peak_used", "recommended"):
        assert told[f"{own}.calling.{name}"] == row[name]
    one = screen.asked(f"/api/v1/customers/{org_id}", region="US")
    for each in one["subscriptions"]:
        for product, held in each["licences"].items() if each["active"] else ():
            for name in ("purchased", "assigned", "used"):
                assert told[f"{each['subscription_id']}.{product}.{name}"] == held[name]
    usage = screen.asked("/api/v1/tables/customer_usage", **{"filter.org_id": f"={org_id}", "region": "US"})["rows"]
    assert told.get("calls") == (usage[0]["calls"] if usage else None)


def test_the_brief_is_printed_without_its_tools_and_in_the_other_language(screen: Screen) -> None:
    screen.open("/customers?region=US")
    org_id = screen.asked("/api/v1/tables/customers", region="US", limit="1")["rows"][0]["org_id"]
    screen.open(f"/customers/{org_id}/brief?region=US&language=de")
    expect(screen.find('.brief-page[lang="de"]')).to_contain_text("Lizenzen und ihre Nutzung")
    screen.page.evaluate("window.print = () => { document.body.dataset.printed = 'yes' }")
    screen.page.get_by_role("button", name="Print or save as PDF").click()
    expect(screen.find("body")).to_have_attribute("data-printed", "yes")
    screen.page.emulate_media(media="print")
    expect(screen.find(".brief-tools")).to_be_hidden()
    expect(screen.find(".brief-page")).to_be_visible()
    assert len(screen.page.pdf()) > 1_000
    screen.page.emulate_media(media="screen")
