"""Writes `dashboard/csp_styles.txt`: the hashes of the styles that libraries put into our pages.

Needed when Dash, AG Grid, Plotly or the grid's theme changes. Start the application, then give the one-time sign-in
link that it prints, and the pages to visit:

    .venv/bin/python -m scripts.csp_styles http://127.0.0.1:8050/link/… /subscriptions /customers/<org_id>
"""

import base64
import hashlib
import re
import shutil
import sys
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, Page, sync_playwright

from dashboard.csp import STYLES

_HEAD = "# Hashes of <style> elements that libraries add to a page; written by scripts/csp_styles.py.\n"

_WATCH = """
window.styles = new Set();
new MutationObserver(() => document.querySelectorAll("style").forEach((style) => styles.add(style.textContent)))
  .observe(document, { childList: true, characterData: true, subtree: true });
"""


def main(link: str, paths: list[str]) -> None:
    """Visits every page, light and dark, and writes what it saw."""
    found: set[str] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context()
        context.add_init_script(_WATCH)
        context.new_page().goto(link)
        for theme in ("light", "dark"):
            for path in paths or ["/subscriptions"]:
                found |= _visit(context, urljoin(link, path), theme)
        browser.close()
    STYLES.write_text(_HEAD + "".join(f"{line}\n" for line in sorted(found)), encoding="ascii")
    sys.stdout.write(f"{STYLES}: {len(found)} hashes\n")


def _visit(context: BrowserContext, address: str, theme: str) -> set[str]:
    """The hashes of a page's styles, in elements and in the browser's own complaints."""
    page, found = context.new_page(), set[str]()
    page.on("console", lambda message: found.update(re.findall(r"sha256-[A-Za-z0-9+/]{43}=", message.text)))
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    _scroll(page)
    for text in page.evaluate("[...window.styles]"):
        found.add("sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode())
    page.close()
    return found


def _scroll(page: Page) -> None:
    """Down to the end: what is below the fold is drawn late."""
    for _ in range(20):
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(100)
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m scripts.csp_styles SIGN_IN_LINK [PATH...]")
    main(sys.argv[1], sys.argv[2:])
