"""Part `browser`: pages loaded in Chromium, cold and warm, beside a plain one; and what a reader then does."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from tests.bench.results import Number, Result
from tests.bench.sets import EMAIL, PASSWORD, ROOT, ScaleSet
from tests.browser.chromium import launch
from tests.fixtures.served import free_port, serving

_PATHS = ("/subscriptions", "/calling", "/queues", "/customers")
_READY = "main[data-ready=true]"
_WAIT = 60_000
_TURNS, _TOGGLES = 3, 11
_WATCH = Path(__file__).with_name("screen.js")
_SIZES = """() => {
const all = [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')];
return {bytes: all.reduce((sum, one) => sum + one.transferSize, 0), requests: all.length,
  heap: performance.memory ? performance.memory.usedJSHeapSize : 0, ...window.seen}; }"""


def browser(one: ScaleSet) -> Iterator[Result]:
    """Milliseconds to the KPI row, to all of the first screen, to a page that is whole; long tasks, bytes, requests."""
    with (
        _plain(one) as plain,  # first: it reads the set, which then belongs to the other
        serving(one.directory) as served,
        sync_playwright() as playwright,
        launch(playwright) as chromium,
    ):
        page = _signed_in(chromium, served.url)
        yield from _loads(one, chromium, plain, "a plain Dash page", None)
        for path in _PATHS:
            yield from _loads(one, chromium, served.url + path, path, page.context.storage_state())
        page.goto(served.url + "/subscriptions")
        page.wait_for_selector(_READY, timeout=_WAIT)
        yield from _acts(one, page)


@contextmanager
def _plain(one: ScaleSet) -> Iterator[str]:
    """The address of a plain page over the same set."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.plain", str(port), str(one.directory.resolve())]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    url, until = f"http://127.0.0.1:{port}/", time.monotonic() + 60
    try:
        while not _answers(url) and time.monotonic() < until:
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=60)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=10).close()
    except urllib.error.URLError:
        return False
    return True


def _signed_in(chromium: Browser, url: str) -> Page:
    page = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(path=_WATCH)
    page.goto(f"{url}/login")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_selector(_READY, timeout=_WAIT)
    return page


def _loads(one: ScaleSet, chromium: Browser, url: str, name: str, state: StorageState | None) -> Iterator[Result]:
    """Medians of some loads, each cold one with nothing kept, each warm one the third of its address."""
    cold: list[dict[str, Number]] = []
    warm: list[dict[str, Number]] = []
    for _turn in range(_TURNS):
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, storage_state=state)
        page = context.new_page()
        page.add_init_script(path=_WATCH)
        cold.append(_loaded(page, url))
        _loaded(page, url)
        warm.append(_loaded(page, url))
        context.close()
    for kind, found in (("cold", cold), ("warm", warm)):
        yield Result("browser", one.customers, f"{name} {kind}", _middle(found))


def _middle(found: list[dict[str, Number]]) -> dict[str, Number]:
    return {key: median(float(one[key] or 0) for one in found) for key in found[0]}


def _loaded(page: Page, address: str) -> dict[str, Number]:
    page.goto(address)
    page.evaluate("() => window.all")
    page.wait_for_load_state("networkidle")
    found: Any = page.evaluate(_SIZES)
    return {
        "KPIs": found["kpis"],
        "first screen": found["first"],
        "whole": found["ready"],
        "LCP": found["lcp"],
        "long tasks": found["long"],
        "KB": found["bytes"] / 1000,
        "requests": found["requests"],
        "heap MB": found["heap"] / 1e6,
    }


def _acts(one: ScaleSet, page: Page) -> Iterator[Result]:
    """What a reader does, until the frame that shows all of it."""
    found = [_toggled(page, ("Calling", "Meetings")[turn % 2]) for turn in range(_TOGGLES + 2)]
    yield Result("browser", one.customers, "toggle the product, at first", {"first screen": found[0]})
    yield Result("browser", one.customers, "toggle the product, both seen", {"first screen": median(found[2:])})
    page.locator("[data-table=expiring]").scroll_into_view_if_needed()
    page.wait_for_selector("[data-table=expiring] .ag-row", timeout=_WAIT)
    page.wait_for_selector(_READY, timeout=_WAIT)
    changes = {
        "filter a table": {"expiring.filter.purchased": ">=10"},
        "sort a table": {"expiring.sort": "-used"},
        "another date": {"as_of": "2026-07-01"},
    }
    for name, change in changes.items():
        yield Result("browser", one.customers, name, {"whole": _navigated(page, change)})


def _toggled(page: Page, product: str) -> float:
    page.evaluate("product => window.toggled(product)", product)
    page.locator(f'[data-control="product"] input[value="{product.lower()}"]').click(force=True)
    took: float = page.evaluate("() => window.toggle")
    return took


def _navigated(page: Page, change: dict[str, str]) -> float:
    took: float = page.evaluate("change => window.navigated(change)", change)
    return took
