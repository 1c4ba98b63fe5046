"""What nobody sees and everybody needs: no complaint in the console, nothing that axe finds, memory that comes back."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Browse
from tests.browser.screen import Screen

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "german": {"locale": "de-DE"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


@pytest.mark.parametrize("look", LOOKS)
def test_pages_complain_of_nothing_and_axe_neither(browse: Browse, look: str) -> None:
    screen = browse(**LOOKS[look]).open("/subscriptions")
    _use(screen)
    axe(screen)
    org = screen.table("expiring")["rows"][0]["org_id"]
    axe(screen.open(f"/customers/{org}"))


@pytest.mark.parametrize("look", LOOKS)
def test_the_sign_in_page_complains_of_nothing_and_axe_neither(browse: Browse, look: str) -> None:
    screen = browse(stranger=True, **LOOKS[look])
    screen.page.goto("/login")
    axe(screen)


def test_memory_comes_back(browse: Browse) -> None:
    screen = browse().open("/subscriptions")
    org = screen.table("expiring")["rows"][0]["org_id"]
    for _ in range(2):
        _there_and_back(screen, org)
    settled = _heap(screen)
    for _ in range(10):
        _there_and_back(screen, org)
    assert _heap(screen) < 2 * settled


def _use(screen: Screen) -> None:
    """What brings scripts and styles of its own: a hover over the chart, a tip, a popover, another product."""
    screen.find('[data-chart="trend"]').hover()
    screen.find(".tip-button").first.hover()
    screen.find('[data-part="expiring"] summary', has_text="Filter").or_(
        screen.find('[data-part="expiring"] summary').first
    ).first.click()
    screen.page.keyboard.press("Escape")
    screen.choose("product", "calling")


def axe(screen: Screen) -> None:
    """Asserts that axe finds nothing. It runs by the debugger's hand, which no policy of the page concerns."""
    screen.whole().page.evaluate(AXE.read_text(encoding="utf-8"))
    found = screen.page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(answer => answer.violations)")
    told = [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
    assert told == []


def _there_and_back(screen: Screen, org: str) -> None:
    """To a customer, back again, and through both products."""
    screen.find(f'[data-table="expiring"] a[href*="{org}"]').first.click()
    screen.page.wait_for_url("**/customers/**")
    screen.ready()
    screen.page.go_back()
    screen.page.wait_for_url("**/subscriptions*")
    for product in ("calling", "meetings"):
        screen.ready().choose("product", product)


def _heap(screen: Screen) -> float:
    session = screen.page.context.new_cdp_session(screen.page)
    session.send("HeapProfiler.collectGarbage")
    used: float = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used
