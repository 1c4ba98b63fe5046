"""Part `browser`: pages loaded in Chromium, cold and warm, beside a plain one; and what a reader then does first."""

import shutil
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

import sqlalchemy as sa
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from dashboard.data.storage.schema import snapshot_date
from tests.bench.results import Number, Result
from tests.bench.sets import EMAIL, PASSWORD, ROOT, ScaleSet, opened
from tests.browser.chromium import launch
from tests.fixtures.served import free_port, serving

CODES = ("US", "EU")
"""Regions: the set, and a copy of it."""
_PATHS = ("/subscriptions", "/calling", "/queues", "/customers")
_READY = "main[data-ready=true]"
_WAIT = 60_000
_TURNS = 5
_HEIGHTS = {"": 900, ", a table in sight": 1900}
"""What a window shows: KPIs and trend, or the first table too, as the plain page does."""
_WATCH = Path(__file__).with_name("screen.js")
_SIZES = """() => {
const all = [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')];
return {bytes: all.reduce((sum, one) => sum + one.transferSize, 0), requests: all.length,
  heap: performance.memory ? performance.memory.usedJSHeapSize : 0, ...window.seen}; }"""


def browser(one: ScaleSet) -> Iterator[Result]:
    """Milliseconds to the KPI row, to all of the first screen, to a page that is whole; long tasks, bytes, requests.

    Then those from a control's change until all in sight is painted, each of a question that nobody asked before but
    for "again". The plain page goes first, and gives the databases up.
    """
    _second_region(one)
    days = _days(one)
    with sync_playwright() as playwright, launch(playwright) as chromium:
        with _plain(one) as plain:
            yield from _loads(one, chromium, plain, "a plain Dash page", None)
            yield from _acts(one, chromium, plain, "plain", days, None)
        with serving(one.directory, codes=CODES) as served:
            state = _signed_in(chromium, served.url)
            yield from _acts(one, chromium, f"{served.url}/subscriptions", "ours", days, state)
            for path in _PATHS:
                yield from _loads(one, chromium, served.url + path, path, state)
            yield from _tables(one, _page(chromium, state, _HEIGHTS[""]), f"{served.url}/subscriptions")


def _second_region(one: ScaleSet) -> None:
    """A copy of the set beside it, once."""
    copy = one.directory / "eu.duckdb"
    if not copy.exists():
        shutil.copy(one.raw, copy)


def _days(one: ScaleSet) -> list[str]:
    """Dates with data of their own, the newest first: two for each turn, which no other turn asks."""
    with opened(one) as region, region.engine.connect() as connection:
        days = connection.scalars(sa.select(snapshot_date.c.date).order_by(snapshot_date.c.date.desc()))
        return [str(day) for day in days.all()]


@contextmanager
def _plain(one: ScaleSet) -> Iterator[str]:
    """The address of a plain page over the same set."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.plain", str(port), str(one.directory.resolve()), *CODES]
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


def _signed_in(chromium: Browser, url: str) -> StorageState:
    page = _page(chromium, None, _HEIGHTS[""])
    page.goto(f"{url}/login")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_selector(_READY, timeout=_WAIT)
    state = page.context.storage_state()
    page.context.close()
    return state


def _page(chromium: Browser, state: StorageState | None, height: int) -> Page:
    """A page of a reader who was never here, but may be signed in."""
    page = chromium.new_context(viewport={"width": 1440, "height": height}, storage_state=state).new_page()
    page.add_init_script(path=_WATCH)
    return page


def _loads(one: ScaleSet, chromium: Browser, url: str, name: str, state: StorageState | None) -> Iterator[Result]:
    """Medians of some loads, each cold one with nothing kept, each warm one the third of its address."""
    cold: list[dict[str, Number]] = []
    warm: list[dict[str, Number]] = []
    for _turn in range(_TURNS):
        page = _page(chromium, state, _HEIGHTS[""])
        cold.append(_loaded(page, url))
        _loaded(page, url)
        warm.append(_loaded(page, url))
        page.context.close()
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


def _acts(
    one: ScaleSet, chromium: Browser, url: str, name: str, days: list[str], state: StorageState | None
) -> Iterator[Result]:
    """What a reader does as soon as the page is ready, until the frame that shows what is in sight."""
    for place, (words, height) in enumerate(_HEIGHTS.items()):
        found = [_acted(chromium, url, state, height, days[2 * (turn + place * _TURNS) :]) for turn in range(_TURNS)]
        yield Result("browser", one.customers, f"{name}{words}: first", _middle(found))


def _acted(chromium: Browser, url: str, state: StorageState | None, height: int, days: list[str]) -> dict[str, Number]:
    page = _page(chromium, state, height)
    page.goto(url)
    page.evaluate("() => window.all")
    before = _pressed(page, "as_of", days[1])
    took: dict[str, Number] = {
        "toggle": _pressed(page, "product", "calling"),
        "back": _pressed(page, "product", "meetings"),
        "again": _pressed(page, "product", "calling"),
        "date": before,
        "region": _pressed(page, "region", "EU"),
    }
    page.context.close()
    return took


def _pressed(page: Page, control: str, value: str) -> float:
    page.wait_for_selector(f"{_READY}, #shown", timeout=_WAIT)
    took: float = page.evaluate("([control, value]) => window.pressed(control, value)", [control, value])
    return took


def _tables(one: ScaleSet, page: Page, url: str) -> Iterator[Result]:
    """Order and filter of a table in sight."""
    page.goto(url)
    page.wait_for_selector(_READY, timeout=_WAIT)
    page.locator("[data-near=expiring]").scroll_into_view_if_needed()
    page.wait_for_selector("[data-table=expiring] .ag-row", timeout=_WAIT)
    page.wait_for_selector(_READY, timeout=_WAIT)
    changes = {"sort a table": {"expiring.sort": "-used"}, "filter a table": {"expiring.filter.purchased": ">=10"}}
    for name, change in changes.items():
        took: float = page.evaluate("change => window.navigated(change)", change)
        yield Result("browser", one.customers, name, {"whole": took})
