"""Alerts in a browser: from a number to a rule, from an import to the bell, from the bell to what was read."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.chromium.screen import Screen
from tests.browser.chromium.test_quality import LOOKS, axe
from tests.browser.conftest import CODES, _context, _screen
from tests.data.factories import TODAY
from tests.data.files.reports import line, write
from tests.fixtures.application import PASSWORD, email_of
from tests.fixtures.served import ROOT, Served, environment, serving


@pytest.fixture(scope="module")
def own(sample_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Sample data into which a test may import."""
    data_dir = tmp_path_factory.mktemp("alerts") / "data"
    shutil.copytree(sample_template, data_dir)
    with serving(data_dir, codes=CODES) as served:
        yield served


def signed_in(chromium: Browser, own: Served, faults: list[str], look: str = "light") -> Screen:
    """A full administrator's page."""
    screen = _screen(_context(chromium, own, None, **LOOKS[look]), faults)
    screen.page.goto("/login")
    screen.page.fill("[name=email]", email_of("full_admin"))
    screen.page.fill("[name=password]", PASSWORD)
    screen.page.click("button[type=submit]")
    return screen.ready()


def field(screen: Screen, name: str) -> Locator:
    """A control of one of the forms."""
    return screen.find(f'[id*="alert-field"][id*="{name}"]')


def bring(own: Served, file: Path) -> None:
    """Imports a file from the command line, while the server serves."""
    command = [sys.executable, "-m", "dashboard", "import", str(file), "--region", "US"]
    subprocess.run(command, cwd=ROOT, env=environment(own.data_dir, *CODES), check=True, capture_output=True)


def report(directory: Path, day: date, over: str) -> Path:
    """A snapshot of four customers, some of them over the limit."""
    assigned = {one: "19" if one in over else "5" for one in "ABCD"}
    lines = [line(one, f"S-{one}", day.isoformat(), meeting_license_assigned=assigned[one]) for one in "ABCD"]
    return write(directory, lines, f"{day}.csv")


def test_from_a_number_to_what_was_read(chromium: Browser, own: Served, faults: list[str], tmp_path: Path) -> None:
    bring(own, report(tmp_path, TODAY - timedelta(days=7), over="A"))
    screen = signed_in(chromium, own, faults).open("/subscriptions?region=US")
    page, card = screen.page, screen.find('[data-kpi="over_limit"]')
    card.get_by_role("link", name="Tell me when this changes: Over licence limit").click()
    page.wait_for_url("**/alerts?subject=headline.over_limit*")
    screen.ready()
    expect(field(screen, "rule-threshold")).to_have_value("1")
    expect(screen.find(".alert-preview")).to_contain_text("full_admin@example.com would have been told of")
    axe(screen)
    screen.find("#alert-save").click()
    screen.says("The rule Over licence limit · US is kept")
    expect(screen.find("#alert-rules tbody tr")).to_have_count(1)
    expect(screen.find("#bell [data-alerts]")).to_have_count(0)
    bring(own, report(tmp_path, TODAY, over="AB"))
    screen.open("/calling?region=US")
    expect(screen.find("#bell [data-alerts]")).to_have_text("1")
    screen.open("/account")
    expect(screen.find("#bell [data-alerts]")).to_have_text("1")
    screen.find("#bell").click()
    page.wait_for_url("**/alerts")
    screen.ready().says("came above the threshold")
    axe(screen)
    screen.find("#alert-inbox").get_by_role("button", name="Mark as read").first.click()
    screen.says("Marked as read.")
    expect(screen.find("#bell [data-alerts]")).to_have_count(0)
    screen.find("#alert-rules").get_by_role("link", name="Edit Over licence limit · US").click()
    screen.ready().says(f"{TODAY}.csv")
    assert faults == []
    page.context.close()


def test_a_table_tells_with_its_filters_and_is_scheduled(chromium: Browser, own: Served, faults: list[str]) -> None:
    screen = signed_in(chromium, own, faults).open("/subscriptions?region=US&expiring.filter.days_left=%3C%3D30")
    screen.near("expiring")
    screen.find('#expiring summary[title="Tell me when this changes"]').click()
    screen.find("#expiring").get_by_role("link", name="When a row comes in or leaves").click()
    screen.page.wait_for_url("**/alerts?subject=expiring*")
    screen.ready()
    expect(field(screen, "rule-operator0")).to_have_value("<=")
    expect(field(screen, "rule-value0")).to_have_value("30")
    expect(field(screen, "rule-way")).to_have_value("either")
    field(screen, "rule-subject").select_option("customer_quality.poor_rate")
    expect(field(screen, "rule-threshold")).to_be_visible()
    screen.find("#alert-save").click()
    expect(screen.find('[id*="alert-error"][id*="rule-threshold"]')).to_have_text("a number")
    screen.open("/subscriptions?region=US&expiring.filter.days_left=%3C%3D30").near("expiring")
    screen.find('#expiring summary[title="Other formats"]').click()
    screen.find("#expiring").get_by_role("link", name="Schedule as a report").click()
    screen.page.wait_for_url("**/reports?table=expiring*")
    screen.ready()
    screen.find("#report-schedule").click()
    screen.says("Scheduled; next on")
    expect(screen.find("#report-schedules")).to_contain_text("Expiring")
    expect(screen.find("#report-templates")).to_contain_text("Days left: at most 30")
    assert faults == []
    screen.page.context.close()


@pytest.mark.parametrize("look", ["dark", "phone"])
def test_every_look(chromium: Browser, own: Served, faults: list[str], look: str) -> None:
    screen = signed_in(chromium, own, faults, look).open("/alerts?subject=overage&region=US#alert-form")
    expect(screen.find(".alert-preview")).to_contain_text("would have been told")
    axe(screen)
    assert screen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert faults == []
    screen.page.context.close()
