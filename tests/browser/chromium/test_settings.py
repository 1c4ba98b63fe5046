"""Settings in a browser: a region's window is changed, and what is shown follows; notes and images of charts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chromium.screen import Screen
from tests.data.factories import TODAY

HERE = "/subscriptions?region=EU"


def save(screen: Screen, **rules: str) -> None:
    """Saves rules of EU; those that are not named are the usual ones."""
    screen.open("/settings?region=EU")
    for box in screen.find(".rule-fields input").all():
        box.fill(rules.get(box.get_attribute("name") or "", ""))
    screen.find(".rules-form").get_by_role("button").click()
    screen.ready()


@pytest.fixture
def usual(screen: Screen) -> Iterator[Screen]:
    """The region is left as it was."""
    yield screen
    save(screen)


def test_the_window_of_a_region_is_changed_and_everything_follows(usual: Screen) -> None:
    usual.open(HERE)
    before = usual.agree()
    usual.says("Expiring in the next 90 days")
    save(usual, expiring_days="30")
    expect(usual.find(".report-tell")).to_have_text("The rules of EU are saved: near expiration: 30 days.")
    usual.open(HERE)
    after = usual.agree()  # every mark is the API's number
    assert (after["nearing_expiration"] or 0) < (before["nearing_expiration"] or 0)
    assert after["nearing_renewal"] == before["nearing_renewal"]
    usual.says("Expiring in the next 30 days")
    usual.says(re.compile(r"expires? within 30 days"))
    assert usual.asked("/api/v1/subscriptions")["rules"]["expiring_days"] == 30
    usual.choose("region", "US").says("Expiring in the next 90 days")  # another region has its own rules
    usual.choose("region", "EU").says("Expiring in the next 30 days")


def test_a_wrong_rule_takes_the_focus_and_says_what_is_allowed(usual: Screen, faults: list[str]) -> None:
    save(usual, expiring_days="400", minimum_legs="x")
    faults.clear()  # Chromium tells of the answer's status, 400
    box = usual.find("#expiring_days")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(usual.find("#expiring_days-error")).to_contain_text("from 1 to 366")
    expect(usual.find("#minimum_legs-error")).to_contain_text("Enter a whole number")


def test_a_note_stands_in_the_chart_and_in_its_table(screen: Screen) -> None:
    screen.open("/settings?region=EU")
    screen.find("#day").fill(TODAY.isoformat())
    screen.find("#note").fill("Migration <b>weekend</b>")
    screen.page.get_by_role("button", name="Add the note").click()
    screen.says("Charts show the note of")
    screen.open(HERE)
    expect(screen.find('[data-chart="trend"] .annotation-text').last).to_contain_text("Migration <b>")
    screen.find("#trend .chart-twin summary").click()
    expect(screen.find("#trend .twin-panel")).to_contain_text("23 Nov 2026: Migration <b>weekend</b>")
    screen.open("/settings?region=EU")
    screen.page.get_by_role("button", name="Delete the note of 23 Nov 2026").click()
    screen.says("The note is deleted.")


def test_a_chart_of_bars_is_saved_too(screen: Screen, tmp_path: Path) -> None:
    screen.open("/calling?region=EU")
    block = screen.find(".bars-block:has([data-chart='quality_by_endpoint'])")
    first = block.locator("tbody th").first.inner_text()
    block.locator(".chart-image summary").click()
    with screen.page.expect_download() as told:
        block.locator('[data-image="svg"]').click()
    assert told.value.suggested_filename.startswith("Call-legs-by-endpoint-type")
    path = tmp_path / "image.svg"
    told.value.save_as(path)
    drawn = path.read_text()
    assert "Call legs by endpoint type" in drawn
    assert f">{first}<" in drawn
    assert "% poor" in drawn


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_chart_is_saved_as_an_image_with_its_title(screen: Screen, tmp_path: Path, kind: str) -> None:
    screen.open(HERE)
    chart = screen.find("#trend")
    chart.locator(".chart-image summary").click()
    with screen.page.expect_download() as told:
        chart.locator(f'[data-image="{kind}"]').click()
    assert told.value.suggested_filename == f"Meetings-licences-per-week-EU.{kind}"
    path = tmp_path / "image"
    told.value.save_as(path)
    content = path.read_bytes()
    if kind == "png":
        size = [int.from_bytes(content[place : place + 4]) for place in (16, 20)]
        assert content.startswith(b"\x89PNG")
        assert size[0] == 2000
        assert size[1] > 600
    else:
        drawn = content.decode()
        assert "Meetings licences per week, EU" in drawn
        assert re.search(r"As of \d+ Nov 2026 · from ", drawn)  # the date and the source stand below
