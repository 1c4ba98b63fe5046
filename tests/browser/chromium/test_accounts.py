"""Account, users, audit log and set-up assistant in a browser: nothing complains, errors take the focus."""

from tests.browser.chromium.test_quality import axe
from tests.browser.conftest import Browse


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
