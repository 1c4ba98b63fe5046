"""`data-ready` is a promise: once a page is ready it stays so while nobody touches it."""

import pytest

from tests.browser.addresses import ADDRESSES, in_place
from tests.browser.application import Application
from tests.browser.chromium.screen import Screen

RECORD = """
window.readiness = [];
new MutationObserver(() => {
  const now = document.querySelector("main[data-ready]:not([hidden])")?.dataset.ready;
  if (now && now !== window.readiness.at(-1)) window.readiness.push(now);
}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-ready"] });
"""


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_that_is_ready_stays_ready(screen: Screen, live_server: Application, address: str) -> None:
    screen.page.add_init_script(RECORD)
    screen.open(f"{in_place(live_server, address)}?region=US")
    screen.page.wait_for_load_state("networkidle")
    told = screen.page.evaluate("window.readiness")
    assert told[told.index("true") :] == ["true"], told
