"""Makes the README's picture of a page, against a server with sample data:

python -m tests.browser.screenshot http://127.0.0.1:8050 EMAIL PASSWORD docs/subscriptions.png
"""

import sys

from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch


def main(base: str, email: str, password: str, file: str) -> None:
    """Signs in and takes the picture when the page is ready."""
    with sync_playwright() as playwright, launch(playwright) as browser:
        page = browser.new_page(viewport={"width": 1366, "height": 900}, color_scheme="light", locale="en-GB")
        page.goto(f"{base}/login")
        page.fill("[name=email]", email)
        page.fill("[name=password]", password)
        page.click("button[type=submit]")
        page.goto(f"{base}/subscriptions?region=EU")
        page.wait_for_selector('main[data-ready="true"]')
        page.screenshot(path=file)


if __name__ == "__main__":
    main(*sys.argv[1:5])
