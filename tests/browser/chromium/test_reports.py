"""The page of reports in a browser: a report from its button to its file, a schedule, a template, every look."""

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.chromium.screen import Screen
from tests.browser.conftest import Browse


def test_a_report_from_its_button_to_its_file(browse: Browse) -> None:
    screen = browse().open("/reports")
    field(screen, "run-region").select_option("EU")
    screen.find('button[aria-label="Run now: Subscription Details"]').click()
    screen.says("Being made: Subscription Details.")
    row = screen.find("#report-runs tbody tr").first
    expect(row.locator('[data-status="done"]')).to_be_visible(timeout=30_000)
    with screen.page.expect_download() as download:
        row.get_by_text("Download").click()
    name = download.value.suggested_filename
    assert re.fullmatch(r"Subscription_Details_[a-z0-9]{8}_\d{4}-\d\d-\d\d\.csv", name)
    lines = Path(download.value.path()).read_bytes().decode().splitlines()
    expect(row.locator("td").nth(3)).to_have_text(f"{len(lines) - 1:,}")
    row.locator(".checksum").focus()
    expect(screen.find(".tip")).to_have_text(re.compile("[0-9a-f]{64}"))
    row.get_by_role("button", name=f"Delete: {name}").click()
    screen.says("The report was deleted.")
    expect(screen.find("#report-runs")).not_to_contain_text(name)


def test_a_schedule_says_what_is_wrong_beside_the_field(browse: Browse) -> None:
    screen = browse(timezone_id="America/New_York").open("/reports")
    zone = field(screen, "schedule-zone")
    expect(zone).to_have_value("America/New_York")  # the browser's own
    zone.fill("Mars/Olympus")
    screen.find("#report-schedule").click()
    expect(screen.find(".form-field", has_text="Time zone")).to_contain_text("a time zone such as Europe/Berlin")
    zone.fill("Europe/Berlin")
    field(screen, "schedule-every").select_option("daily")
    expect(screen.find("#report-due")).to_contain_text("Next five runs: ")
    expect(screen.find("#report-due")).to_contain_text("06:00 CE")
    screen.find("#report-schedule").click()
    screen.says("Scheduled; next on")
    expect(screen.find(".field-error").filter(has_text=re.compile(r"\S"))).to_have_count(0)
    _end_everything(screen)


def test_a_custom_template_is_kept_and_removed(browse: Browse) -> None:
    screen = browse().open("/reports")
    screen.find(".fold > summary").click()
    screen.find("#report-template").click()
    expect(screen.find(".form-field", has_text="begins the names")).to_contain_text("1 to 80 characters")
    field(screen, "template-base").select_option("devices")
    expect(screen.find(".boxes")).to_contain_text("Firmware")
    field(screen, "template-name").fill("Mine")
    screen.find("#report-template").click()
    screen.says("The template Mine was saved.")
    expect(field(screen, "schedule-template")).to_contain_text("Mine")
    screen.find('a[aria-label="Edit Mine"]').click()
    expect(screen.find(".fold > summary")).to_have_text("Edit Mine")
    expect(screen.find(".boxes")).to_contain_text("Firmware")
    field(screen, "template-name").fill("Ours")
    screen.find("#report-template").click()
    screen.says("The template Ours was saved.")
    expect(field(screen, "schedule-template")).to_contain_text("Ours")
    screen.find('button[aria-label="Delete: Ours"]').click()
    screen.says("The template was deleted.")


def field(screen: Screen, name: str) -> Locator:
    """A control of one of the forms."""
    return screen.find(f'[id*="report-field"][id*="{name}"]')


def _end_everything(screen: Screen) -> None:
    screen.find("#report-schedules button", has_text="End").first.click()
    screen.says("The schedule was ended.")
