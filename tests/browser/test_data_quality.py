"""Data quality: the mark of freshness leads to it, a kind to its findings; nothing that axe finds."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Browse
from tests.browser.screen import Screen
from tests.browser.test_quality import LOOKS, axe

FILTER = "data_quality.filter.finding"


def test_the_mark_of_freshness_leads_to_the_findings_and_a_kind_to_its_own(screen: Screen) -> None:
    screen.open("/subscriptions")
    expect(screen.find('[data-part="trend"] .sight')).to_contain_text("customers")
    screen.find("#freshness a").click()
    screen.page.wait_for_url("**/quality*")
    marks = screen.ready().marks()
    kinds = {key.partition(".")[2]: number for key, number in marks.items() if key.startswith("quality_kinds.")}
    found = screen.table("data_quality")
    assert found["total"] == marks["data_quality.findings"] == sum(number or 0 for number in kinds.values()) > 0
    screen.find(".kinds .button-link").first.click()
    screen.page.wait_for_url(f"**{FILTER}=*")
    pressed = dict(screen.ready().query())[FILTER].lstrip("=")
    assert screen.count("data_quality") == screen.marks()["data_quality.findings"] == kinds[pressed]
    assert len(set(screen.texts("data_quality", "finding"))) == 1


@pytest.mark.parametrize("look", LOOKS)
def test_the_page_complains_of_nothing_and_axe_neither(browse: Browse, look: str) -> None:
    axe(browse(**LOOKS[look]).open("/quality?region=US"))
