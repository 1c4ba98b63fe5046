"""What nobody sees and everybody needs: no complaint in the console, nothing that axe finds, memory that comes back."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.addresses import ADDRESSES, TABS, customer_of
from tests.browser.application import Application
from tests.browser.chromium.screen import Screen
from tests.browser.conftest import Browse
from tests.fixtures.long import LONG

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "german": {"locale": "de-DE"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


QUERIES = {
    "/subscriptions": "window=26&buffer=20", "/calling": "region=US&as_of=2026-10-18",
    "/changes": "region=US&measure=assigned", "/customers": "region=EU",
}  # fmt: skip
WALKS = LOOKS if LONG else {
    "light": LOOKS["light"], "dark german": LOOKS["dark"] | LOOKS["german"], "phone": LOOKS["phone"],
}  # fmt: skip
"""The looks in which every page is looked at: colours have nothing to do with words, so two go together."""
ROUNDS = 10 if LONG else 5
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("look", WALKS)
def test_pages_complain_of_nothing_and_axe_neither(browse: Browse, live_server: Application, look: str) -> None:
    screen = browse(**WALKS[look]).open("/subscriptions?region=EU")
    _use(screen)
    org = customer_of(live_server, "EU")
    pages = [f"{path.format(org_id=org)}?{QUERIES.get(path, 'region=EU')}" for path in ADDRESSES]
    tabs = [f"/customers/{org}?region=EU&tab={tab}" for tab in TABS]
    for address in (*pages, *tabs, "/setup?step=1"):
        if live_server.exists(address):
            axe(screen.open(address))
            assert screen.page.evaluate(WIDE) <= 0, address


def test_axe_finds_nothing_while_a_page_waits(screen: Screen) -> None:
    screen.open("/subscriptions")
    held: list[Route] = []
    screen.page.route("**/_dash-update-component*", lambda route: held.append(route))
    screen.find('[data-control="product"] input[value="calling"]').click()
    screen.page.wait_for_selector("[data-strip] progress")
    axe(screen)
    for one in [*held]:
        one.continue_()
    screen.page.unroute("**/_dash-update-component*")
    screen.ready()


def test_tab_takes_one_stop_a_table_and_escape_leads_to_its_tools(screen: Screen) -> None:
    screen.open("/subscriptions").near("expiring")
    screen.find('[data-export="expiring"]').focus()
    keys, here = screen.page.keyboard, screen.find(":focus")
    for _ in range(6):  # work, filter, columns, alert, formats, the table
        keys.press("Tab")
    expect(here).to_have_class(re.compile("ag-header-cell"))
    keys.press("ArrowDown")
    for column in ("customer", "subscription_id"):  # beside the box that selects the row
        keys.press("ArrowRight")
        expect(here).to_have_attribute("col-id", column)
    keys.press("Escape")
    expect(here).to_contain_text("Work")
    for _ in range(6):
        keys.press("Tab")
    assert here.evaluate("one => !one.closest('.ag-root') && !!one.closest('#expiring, #renewing')")


def test_the_focus_stays_where_an_answer_replaces_what_had_it(screen: Screen) -> None:
    screen.open("/subscriptions?region=US")
    link = screen.find('[data-kpi="expiring.customers"] .strip-value')
    link.focus()
    screen.page.evaluate("document.querySelector('[data-control=product] input[value=calling]').click()")
    screen.ready()
    expect(link).to_be_focused()


def test_back_leads_to_the_row_that_was_opened(screen: Screen) -> None:
    screen.open("/subscriptions?region=US")
    screen.cells("renewing", "customer").nth(3).locator("a").click()
    screen.page.wait_for_url("**/customers/**")
    screen.ready()
    screen.page.go_back()
    cell = screen.find('[data-table="renewing"] .ag-row[row-index="3"] .ag-cell[col-id="customer"]')
    expect(cell).to_be_focused()
    expect(cell).to_be_in_viewport()


@pytest.mark.parametrize("look", LOOKS)
def test_the_sign_in_page_complains_of_nothing_and_axe_neither(browse: Browse, look: str) -> None:
    screen = browse(stranger=True, **LOOKS[look])
    screen.page.goto("/login")
    axe(screen)


def test_memory_comes_back(browse: Browse) -> None:
    screen = browse().open("/subscriptions").near("expiring")
    org = screen.table("expiring")["rows"][0]["org_id"]
    for _ in range(2):
        _there_and_back(screen, org)
    settled = _heap(screen)
    for _ in range(ROUNDS):
        _there_and_back(screen, org)
    assert _heap(screen) < (1 + ROUNDS / 10) * settled  # a tenth a round is the most that may stay


def _use(screen: Screen) -> None:
    """What brings scripts and styles of its own: a hover over the chart, a tip, a popover, another product."""
    screen.find('[data-chart="trend"]').hover()
    screen.find(".tip-button").first.hover()
    screen.find("#expiring summary").first.click()
    screen.page.keyboard.press("Escape")
    screen.choose("product", "calling")


def axe(screen: Screen) -> None:
    """Asserts that axe finds nothing. It runs by the debugger's hand, which no policy of the page concerns."""
    expect(screen.find(".ag-header-row:not(:has(.ag-header-cell))")).to_have_count(0)  # grids are drawn
    screen.page.evaluate(AXE.read_text(encoding="utf-8"))
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
    screen.near("expiring")


def _heap(screen: Screen) -> float:
    session = screen.page.context.new_cdp_session(screen.page)
    session.send("HeapProfiler.collectGarbage")
    used: float = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used
