"""The system's Chromium, without the calls home that a closed network would refuse."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = ("--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update")


@contextmanager
def launch(playwright: Playwright) -> Iterator[Browser]:
    """A headless browser, closed at the end."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    browser = playwright.chromium.launch(executable_path=found, args=[*_FLAGS, *sandbox])
    try:
        yield browser
    finally:
        browser.close()
