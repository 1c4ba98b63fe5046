"""As a new user does, in every browser: from an empty installation to one's own numbers in it alone, and back."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.data.storage.store import organisation, writing
from dashboard.services import open_services
from tests.browser.application import Application
from tests.browser.chromium.screen import Screen
from tests.browser.chromium.test_quality import axe
from tests.browser.drivers.launch import Browsers
from tests.browser.drivers.playwright_chromium import ChromiumTab
from tests.browser.drivers.tab import Tab
from tests.data.files.reports import line, org, write
from tests.fixtures.application import PASSWORD, email_of, settings_in
from tests.fixtures.long import LONG

# The provider's own header of call queues, which names no customer, and a week's row.
QUEUES = """Call Queue,Location,Answered Calls,% Answered Calls,Abandoned Calls,Total Calls,Total Wait Time,Total Abandoned Time
Support,Berlin,60,85.7,10,70,300,90
"""  # noqa: E501
FIND = """text => {
    const shown = one => one.getClientRects().length && one.innerText.trim() === text;
    const found = [...document.querySelectorAll("main button, main a, main summary")].find(shown);
    document.querySelectorAll("[data-pressed]").forEach(one => one.removeAttribute("data-pressed"));
    found?.setAttribute("data-pressed", "");
    return !!found;
}"""
SAYS = "text => document.querySelector('main')?.innerText.replace(/\\s+/g, ' ').includes(text)"


@pytest.fixture
def tab(browser: str, request: pytest.FixtureRequest, application_template: Path, tmp_path: Path) -> Iterator[Tab]:
    """Somebody who signed in to an installation that nobody has set up, without data."""
    if browser != "chromium" and not LONG:
        pytest.skip("`make test-long` runs it in this browser")
    browsers: Browsers = request.getfixturevalue("browsers")
    data_dir = tmp_path / "data"
    shutil.copytree(application_template, data_dir)
    services = open_services(settings_in(data_dir))
    with writing(services.store) as connection:
        connection.execute(sa.delete(organisation))
    services.close()
    application = Application(data_dir, ("US",))
    tab = browsers.get(browser).tab(application.url)
    tab.open("/login")
    tab.sign_in(email_of("full_admin"), PASSWORD)
    tab.heard()
    yield tab
    complaints = [str(one) for one in tab.heard()]
    tab.close()
    application.stop()
    assert complaints == []


def press(tab: Tab, text: str) -> None:
    """Presses what shows this text."""
    tab.wait_for(FIND, text, what=text)
    tab.click("[data-pressed]")


def says(tab: Tab, text: str) -> None:
    """Waits until the page says so."""
    tab.wait_for(SAYS, text, what=text)


def looked_at(tab: Tab) -> None:
    """Has axe look at the page, in the browser that lets it."""
    if isinstance(tab, ChromiumTab):
        axe(Screen(tab.page).ready())


def set_up(tab: Tab) -> None:
    """Goes through the set-up assistant to its end."""
    tab.fill("[name=name]", "Acme")
    press(tab, "Continue")
    tab.wait_for("() => !document.querySelector('main [name=name]')")
    press(tab, "Continue")
    tab.click("main [type=checkbox]")
    press(tab, "Continue")
    press(tab, "Start")
    tab.wait_for("() => location.pathname === '/data'")


def send(tab: Tab, path: Path) -> None:
    """Chooses a file and has it looked at."""
    tab.wait_for("#file")
    tab.choose_files("#file", path)
    tab.wait_for("name => document.querySelector('[data-chosen]')?.innerText === name", path.name)
    press(tab, "Check the files")
    tab.wait_for("#batch:not([data-poll])")


def bring(tab: Tab) -> None:
    """Imports what was looked at."""
    press(tab, "Import")
    tab.wait_for('#batch[data-stage="done"]')
    says(tab, "1 row was loaded.")


def test_from_an_empty_installation_to_own_numbers_and_back(tab: Tab, tmp_path: Path) -> None:
    set_up(tab)
    looked_at(tab)
    good, bad = line("A", "S1", meeting_license_assigned="12"), line("B", "S2", meeting_license_available="ten")
    send(tab, write(tmp_path, [good, bad], "Monday.csv"))
    says(tab, "1 row is rejected.")
    looked_at(tab)
    bring(tab)
    looked_at(tab)
    press(tab, "See the numbers")
    tab.wait_for('[data-kpi="US.total_customers"][data-value="1"]')
    tab.open("/data")
    queues = tmp_path / "queues_2026-11-15_2026-11-21.csv"
    queues.write_text(QUEUES)
    send(tab, queues)
    says(tab, "say whose all its rows are")
    tab.fill("[name=org]", org("A"))
    press(tab, "Check again")
    says(tab, "Import these files?")
    bring(tab)
    tab.open("/queues")
    tab.wait_for('[data-kpi="abandonment_rate"]')
    tab.open("/data")
    press(tab, "Undo")
    press(tab, "Yes, undo")
    says(tab, "is undone: 1 row is taken out")
