"""The system's Chromium, without the calls home that a closed network would refuse."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = (
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
)


def start(playwright: Playwright) -> Browser:
    """A headless browser."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return playwright.chromium.launch(executable_path=found, args=[*_FLAGS, *sandbox])


@contextmanager
def launch(playwright: Playwright) -> Iterator[Browser]:
    """A headless browser, closed at the end."""
    browser = start(playwright)
    try:
        yield browser
    finally:
        browser.close()
