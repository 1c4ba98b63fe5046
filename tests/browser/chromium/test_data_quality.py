"""Data quality: the mark of freshness leads to it, a kind to its findings; nothing that axe finds."""

from playwright.sync_api import expect

from tests.browser.chromium.screen import Screen

FILTER = "data_quality.filter.finding"


def test_the_mark_of_freshness_leads_to_the_findings_and_a_kind_to_its_own(screen: Screen) -> None:
    screen.open("/subscriptions")
    expect(screen.find("#trend .sight")).to_contain_text("customers")
    screen.find(".freshness a").click()
    screen.page.wait_for_url("**/quality*")
    marks = screen.ready().marks()
    kinds = {key.partition(".")[2]: number for key, number in marks.items() if key.startswith("quality_kinds.")}
    found = screen.table("data_quality")
    assert found["total"] == marks["data_quality.findings"] == sum(number or 0 for number in kinds.values()) > 0
    screen.find(".quality_kinds-kinds .button-link").first.click()
    screen.page.wait_for_url(f"**{FILTER}=*")
    pressed = dict(screen.ready().query())[FILTER].lstrip("=")
    assert screen.count("data_quality") == screen.marks()["data_quality.findings"] == kinds[pressed]
    assert len(set(screen.texts("data_quality", "finding"))) == 1
