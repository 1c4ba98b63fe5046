"""Browsers by their names, each started when it is first asked for."""

from concurrent.futures import CancelledError
from types import TracebackType
from typing import Self

from playwright.sync_api import Playwright, sync_playwright
from websockets.exceptions import WebSocketException

from tests.browser.chromium import start
from tests.browser.drivers.bidi import BidiError
from tests.browser.drivers.firefox import Firefox
from tests.browser.drivers.playwright_chromium import Chromium
from tests.browser.drivers.tab import BLANK, Browser, Gone, Tab
from tests.browser.drivers.webdriver import WebDriverError
from tests.browser.drivers.webkit import WebKit

_BROKEN = (
    Gone, WebDriverError, BidiError, AssertionError, OSError, TimeoutError, CancelledError, WebSocketException,
)  # fmt: skip
NAMES = ("chromium", "firefox", "webkit")


class Browsers:
    """The browsers of a test process; a context manager that ends those that were started."""

    def __init__(self) -> None:
        self._started: dict[str, Browser] = {}
        self._desks: dict[str, Tab] = {}
        self._playwright = sync_playwright()
        self._running: Playwright | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for browser in self._started.values():
            browser.close()
        if self._running:
            self._playwright.__exit__(kind, error, at)

    def playwright(self) -> Playwright:
        """Playwright itself, started once: a process can hold no second one."""
        if not self._running:
            self._running = self._playwright.__enter__()
        return self._running

    def get(self, name: str) -> Browser:
        """The running browser of that name."""
        if name not in self._started:
            try:
                self._started[name] = self._start(name)
            except _BROKEN:  # a busy machine: once more
                self._started[name] = self._start(name)
        return self._started[name]

    def desk(self, name: str, base: str) -> Tab:
        """A window that tests share one after the other, at an empty page: what it has in its cache spares each the
        download. A browser that a page has brought down is started anew."""
        desk = self._desks.get(name)
        try:
            if desk:
                desk.open(BLANK)
                return desk
        except _BROKEN:
            self._started.pop(name).close()
        self._desks[name] = self.get(name).tab(base)
        self._desks[name].open(BLANK)
        return self._desks[name]

    def _start(self, name: str) -> Browser:
        match name:
            case "chromium":
                return Chromium(start(self.playwright()))
            case "firefox":
                return Firefox()
            case "webkit":
                return WebKit()
        raise ValueError(name)
