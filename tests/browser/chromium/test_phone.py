"""On a phone: tables show the columns that fit, none of them cut, and a page scrolls one way."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, BrowserContext, StorageState, TimeoutError, expect

from tests.browser.addresses import ADDRESSES, TABS, in_place
from tests.browser.application import Application
from tests.browser.chromium.screen import Screen
from tests.browser.conftest import _context, _screen

WIDTHS = (390, 360)
TABLES = (
    ("/subscriptions", "expiring", ["ag-Grid-SelectionColumn", "customer", "days_left", "bar"]),
    ("/calling", "customer_quality", ["customer", "poor_rate", "poor_rate_change"]),
    ("/customers", "customers", ["ag-Grid-SelectionColumn", "customer", "statuses", "days_left"]),
)
CUT = """() => {
    const right = (one) => one.getBoundingClientRect().right;
    const heads = (frame) => [...frame.querySelectorAll(".ag-header-cell")];
    const beyond = (frame) => heads(frame).some((one) => right(one) > right(frame) + 1);
    const grids = [...document.querySelectorAll("[data-table]")].filter(beyond).map((frame) => frame.dataset.table);
    const tables = [...document.querySelectorAll("main table")].filter((one) => right(one) > innerWidth);
    const page = document.documentElement.scrollWidth > innerWidth ? ["the page"] : [];
    return [...grids, ...tables.map((one) => one.closest("[aria-label]")?.ariaLabel), ...page].join();
}"""


@pytest.fixture(scope="module")
def pocket(chromium: Browser, live_server: Application, session: StorageState) -> Iterator[BrowserContext]:
    """A phone that tests share while they change nothing in it: its cache spares each the download."""
    viewport = {"width": WIDTHS[0], "height": 844}
    context = _context(chromium, live_server, session, viewport=viewport, has_touch=True, is_mobile=True)
    yield context
    context.close()


@pytest.fixture
def phone(pocket: BrowserContext, faults: list[str]) -> Iterator[Screen]:
    """A page on a phone."""
    screen = _screen(pocket, faults)
    yield screen
    screen.page.close()
    assert faults == []


def nothing_is_cut(screen: Screen, width: int) -> None:
    """Asserts that every table shows whole columns, once the page has taken up that width."""
    screen.page.set_viewport_size({"width": width, "height": 844})
    with suppress(TimeoutError):
        screen.page.wait_for_function(f"() => !({CUT})()")
    assert screen.page.evaluate(CUT) == "", f"{screen.page.url} at {width} px"


@pytest.mark.parametrize("address", [*ADDRESSES, *(f"/customers/{{org_id}}?tab={tab}" for tab in TABS)])
def test_no_column_is_cut(phone: Screen, live_server: Application, address: str) -> None:
    path, _, query = address.partition("?")
    screen = phone.open(f"{in_place(live_server, path)}?region=US&{query}")
    for summary in screen.find("main details:not(.popover) > summary").all():
        summary.evaluate("one => { one.parentElement.open = true; }")
    for name in screen.find("section.tabled [data-near]").evaluate_all("all => all.map(one => one.dataset.near)"):
        screen.near(name)
        for width in WIDTHS:
            nothing_is_cut(screen, width)
    for width in WIDTHS:
        nothing_is_cut(screen, width)


@pytest.mark.parametrize(("path", "table", "columns"), TABLES)
def test_the_columns_that_matter_most_stay(phone: Screen, path: str, table: str, columns: list[str]) -> None:
    heads = phone.open(path).near(table).find(f'[data-table="{table}"] .ag-header-cell')
    expect(heads).to_have_count(len(columns))
    assert sorted(heads.evaluate_all("all => all.map(one => one.getAttribute('col-id'))")) == sorted(columns)


def test_a_page_scrolls_one_way(phone: Screen) -> None:
    screen = phone.open("/subscriptions").near("expiring")
    screen.agree()
    screen.page.mouse.wheel(400, 0)
    assert screen.page.evaluate("window.scrollX") == 0
