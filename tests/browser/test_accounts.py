"""Account, users, audit log and set-up assistant in a browser: nothing complains, errors take the focus."""

from typing import Any

import pytest

from tests.browser.conftest import Browse
from tests.browser.test_quality import LOOKS, axe

PAGES = ("/account", "/users", "/audit", "/setup?step=1")


@pytest.mark.parametrize("look", LOOKS)
def test_pages_complain_of_nothing_and_axe_neither(browse: Browse, look: str) -> None:
    screen = browse(**LOOKS[look])
    for path in PAGES:
        axe(screen.open(path))
        wide: Any = screen.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path


def test_what_is_wrong_stands_beside_its_field_and_takes_the_focus(browse: Browse, faults: list[str]) -> None:
    screen = browse().open("/users")
    screen.page.get_by_label("E-mail address").fill("full_admin@example.com")
    screen.page.get_by_role("button", name="Invite").click()
    screen.ready()
    field = screen.page.get_by_label("E-mail address")
    assert field.get_attribute("aria-invalid") == "true"
    told = screen.find(f"#{field.get_attribute('aria-describedby')}").text_content()
    assert told == "There is a user with this address already."
    assert field.evaluate("one => one === document.activeElement")
    axe(screen)
    faults.clear()  # Chromium tells of the answer's status, 400
