"""Part `browser`: pages loaded in Chromium, cold and warm, and what a reader then does."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.results import Number, Result
from tests.bench.sets import EMAIL, PASSWORD, ScaleSet
from tests.bench.timing import once
from tests.browser.chromium import launch
from tests.fixtures.served import serving

_PATHS = ("/subscriptions", "/calling", "/queues", "/customers")
_READY = "main[data-ready=true]"
_WAIT = 60_000
_WATCH = """
window.seen = {lcp: 0, long: 0, kpis: 0, ready: 0};
new PerformanceObserver(list => { for (const one of list.getEntries()) window.seen.lcp = one.startTime; })
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => { for (const one of list.getEntries()) window.seen.long += one.duration; })
  .observe({type: 'longtask', buffered: true});
new MutationObserver(() => {
  const now = performance.now();
  if (!window.seen.kpis && document.querySelector('[data-kpi]')) window.seen.kpis = now;
  if (!window.seen.ready && document.querySelector('main[data-ready=true]')) window.seen.ready = now;
}).observe(document, {subtree: true, childList: true, attributes: true});
"""
_SIZES = """() => {
const all = [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')];
return {bytes: all.reduce((sum, one) => sum + one.transferSize, 0), requests: all.length,
  heap: performance.memory ? performance.memory.usedJSHeapSize : 0, ...window.seen}; }"""


def browser(one: ScaleSet) -> Iterator[Result]:
    """Milliseconds to the KPI row, to a page that is whole, to its largest paint; long tasks, bytes, requests, heap."""
    with serving(one.directory) as served, sync_playwright() as playwright, launch(playwright) as chromium:
        page = _signed_in(chromium, served.url)
        for path in _PATHS:
            page.context.clear_cookies(name="nothing")
            cold = _loaded(_same_user(chromium, page), served.url + path)
            warm = _loaded(page, served.url + path) and _loaded(page, served.url + path)
            yield Result("browser", one.customers, f"{path} cold", cold)
            yield Result("browser", one.customers, f"{path} warm", warm)
        page.goto(served.url + "/subscriptions")
        page.wait_for_selector(_READY, timeout=_WAIT)
        for name, act in _acts(page).items():
            yield Result("browser", one.customers, name, {"whole": once(act)})


def _signed_in(chromium: Browser, url: str) -> Page:
    page = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(_WATCH)
    page.goto(f"{url}/login")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_selector(_READY, timeout=_WAIT)
    return page


def _same_user(chromium: Browser, page: Page) -> Page:
    """A page with nothing in its cache."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, storage_state=page.context.storage_state())
    other = context.new_page()
    other.add_init_script(_WATCH)
    return other


def _loaded(page: Page, address: str) -> dict[str, Number]:
    page.goto(address)
    page.wait_for_selector(_READY, timeout=_WAIT)
    page.wait_for_load_state("networkidle")
    found: Any = page.evaluate(_SIZES)
    return {
        "KPIs": found["kpis"],
        "whole": found["ready"],
        "LCP": found["lcp"],
        "long tasks": found["long"],
        "KB": found["bytes"] / 1000,
        "requests": found["requests"],
        "heap MB": found["heap"] / 1e6,
    }


def _acts(page: Page) -> dict[str, Any]:
    """What a reader does, until the page is whole again."""

    def went(address: str) -> Any:
        def act() -> None:
            page.goto(address)
            page.wait_for_selector(_READY, timeout=_WAIT)

        return act

    def toggled() -> None:
        page.locator(
            '[data-control="product"] [value="calling"], [data-control="product"] [data-value="calling"]'
        ).first.click(force=True)
        page.wait_for_function("new URLSearchParams(location.search).get('product') === 'calling'")
        page.wait_for_selector(_READY, timeout=_WAIT)

    base = page.url.split("?")[0]
    return {
        "toggle the product": toggled,
        "filter a table": went(f"{base}?expiring.filter.purchased=>=10"),
        "sort a table": went(f"{base}?expiring.sort=-used"),
        "another date": went(f"{base}?as_of=2026-07-01"),
    }
