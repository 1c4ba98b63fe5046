"""The states that every page must have beside the good one: how a test brings them about, and how a person gets out."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.browser.visit import FAILED, Seen, Visit

ANSWERS = r"_dash-update-component|/api/v1/|/_dash-layout|/_dash-dependencies"
"""Every request of a page that is no document and no file."""
ASKED_ALONE = r"_dash-update-component|/api/v1/"
# Complaints that these states bring about.
REFUSED = r"^request: .*\b(401|403|500|503)\b"
# What was to come and did not, of a script in the words of Chromium and of Firefox.
BROKEN = r"^request: |^console: Refused to execute script|^uncaught: The resource from .* was blocked due to MIME type"
TOLD = r"^console: .*Callback error updating"  # Dash's own word for an answer that failed
_AGAIN = f"{FAILED} button"
_MOST = 20  # parts of a page


def change(visit: Visit) -> Visit:
    """Asks the page another question by its first control: another region with data, else another day. Skips the test
    where a page has neither."""
    if visit.tab.count('[data-control="region"]'):
        return visit.choose("region", "EU" if visit.seen().controls.get("region") != "EU" else "US")
    if visit.tab.count('[data-control="as_of"]'):
        days = visit.choices("as_of")
        return visit.choose("as_of", days[3] if visit.seen().controls["as_of"] != days[3] else days[0])
    pytest.skip("the page has no control that asks another question")


def asked_by_a_change(visit: Visit) -> list[str]:
    """The kinds of request that a change makes, each once. Afterwards the page is opened anew, with nothing kept, and
    the API's answers to both questions are known."""
    address = visit.seen().address
    visit.application.clear()
    change(visit).whole()
    kinds = [kind.split("?")[0] for kind in visit.application.asked()]
    visit.application.clear()
    visit.open(address).whole()
    return list(dict.fromkeys(kinds))


def try_again(visit: Visit) -> Seen:
    """Presses *Try again* as long as something has failed, then everything must be right."""
    for _ in range(_MOST):
        if not visit.tab.count(_AGAIN):
            break
        visit.tab.click(_AGAIN)
        visit.rest()
    return visit.whole()


@contextmanager
def cut(visit: Visit) -> Iterator[None]:
    """No network until the end of the block. Where a driver cannot cut it, every connection breaks, and the page is
    told what a browser tells."""
    able = visit.tab.can("offline")
    if able:
        visit.tab.offline(True)
    else:
        visit.application.let(".", "close")
        visit.tab.evaluate(_TELL, False)
    try:
        yield
    finally:
        if able:
            visit.tab.offline(False)
        else:
            visit.application.clear()
            visit.tab.evaluate(_TELL, True)


_TELL = """here => {
  Object.defineProperty(navigator, "onLine", { configurable: true, get: () => here });
  window.dispatchEvent(new Event(here ? "online" : "offline"));
}"""
