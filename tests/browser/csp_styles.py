"""Writes dashboard/server/csp_styles.txt: the hashes of the styles that libraries put into our pages.

Run it after an upgrade of Dash, AG Grid or Plotly, against a server with sample data:
    python -m tests.browser.csp_styles http://127.0.0.1:8050 EMAIL PASSWORD
"""

import sys
from base64 import b64encode
from hashlib import sha256

from playwright.sync_api import BrowserContext, sync_playwright

from dashboard.web.csp import STYLES
from tests.browser.chromium import launch

PAGES = ("/subscriptions", "/subscriptions?product=calling&weeks=52", "/customers/none")
_COLLECT = """
window.__styles = new Set();
new MutationObserver(() => {
  document.querySelectorAll("style").forEach((style) => window.__styles.add(style.textContent));
})
  .observe(document, { subtree: true, childList: true, characterData: true });
"""


def styles_of(context: BrowserContext, base: str, email: str, password: str) -> set[str]:
    """The text of every style element that was ever in a page, the empty ones that scripts fill included."""
    page = context.new_page()
    page.add_init_script(_COLLECT)
    page.goto(f"{base}/login")
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    page.click("button[type=submit]")
    found = {""}
    for address in PAGES:
        page.goto(base + address)
        page.wait_for_selector('main[data-ready="true"]')
        page.mouse.move(700, 500)  # a chart's hover brings styles of its own
        page.wait_for_timeout(1000)
        found |= set(page.evaluate("[...window.__styles]"))
    return found


def main(base: str, email: str, password: str) -> None:
    """Collects in light and dark, wide and narrow, and writes the file."""
    found: set[str] = set()
    with sync_playwright() as playwright, launch(playwright) as browser:
        for scheme in ("light", "dark"):
            size = {"width": 1440 if scheme == "light" else 390, "height": 900}
            context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport=size)  # type: ignore[arg-type]
            found |= styles_of(context, base, email, password)
            context.close()
    hashes = sorted("sha256-" + b64encode(sha256(text.encode()).digest()).decode() for text in found)
    STYLES.write_text("\n".join(hashes) + "\n", encoding="ascii")
    sys.stdout.write(f"{len(hashes)} hashes\n")


if __name__ == "__main__":
    main(*sys.argv[1:4])
