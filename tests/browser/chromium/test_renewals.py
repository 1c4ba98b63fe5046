"""Renewals in Chromium: a Monday's work from the queue to its file, the reasons of a score, what other weights do."""

import csv
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.chromium.screen import Screen
from tests.fixtures.application import email_of

ADMIN = email_of("full_admin")


def first_rows(screen: Screen) -> list[dict[str, Any]]:
    """The first of the queue as the API tells it for the page's address."""
    rows: list[dict[str, Any]] = screen.asked("/api/v1/renewals")["rows"]
    return rows


def open_work(page: Page) -> None:
    page.click("#renewals summary:has-text('Work')")
    page.wait_for_selector("#renewals .acts-panel")


def test_from_the_queue_to_its_file(screen: Screen, tmp_path: Path) -> None:
    """Another window, the reasons of a row, an owner and a state for two rows, "mine" alone, and its file."""
    screen.open("/renewals?region=EU")
    page, near = screen.page, screen.count("renewals") or 0
    page.check('[data-control="days"] input[value="180"]')
    screen.ready()
    assert ("days", "180") in screen.query()
    every = first_rows(screen)
    assert screen.count("renewals") == screen.asked("/api/v1/renewals")["total"] > near
    _reasons_by_hover_and_by_key(page, every[0])
    for place in (0, 1):
        page.click(f'#renewals [row-index="{place}"] .ag-checkbox-input')
    open_work(page)
    expect(page.locator("#renewals .acts-panel")).to_contain_text("For the rows selected: 2")
    page.select_option("form[action='/customers-work'] [name=owner]", ADMIN)
    page.click("text=Set owner")
    expect(page.locator("main [role=status] .notice").first).to_contain_text("customers were changed")
    screen.ready()
    for place in (0, 1):
        page.click(f'#renewals [row-index="{place}"] .ag-checkbox-input')
    open_work(page)
    page.select_option("[name=state]", "quoted")
    page.click("text=Set state")
    expect(page.locator("main [role=status] .notice").first).to_contain_text("2 renewals were changed")
    screen.ready()
    open_work(page)
    page.click("#renewals .work-shows button:has-text('Mine')")
    screen.ready()
    assert ("renewals.filter.owner", "me") in screen.query()
    owned = {one["subscription_id"] for one in every[:2]}
    shown = screen.table("renewals")["rows"]
    assert owned <= {one["subscription_id"] for one in shown}
    assert {one["owner"] for one in shown} == {ADMIN}
    expect(page.locator("#renewals .ag-cell[col-id=state]", has_text="Quoted")).to_have_count(2)
    kept = _exported(page, tmp_path / "renewals.csv")
    assert len(kept) == screen.count("renewals") == len(shown)
    assert {one["state"] for one in kept if one["subscription_id"] in owned} == {"quoted"}


def _exported(page: Page, file: Path) -> list[dict[str, str]]:
    """The rows of the file that the export button gives."""
    with page.expect_download() as download:
        page.click('[data-export="renewals"]')
    download.value.save_as(file)
    with file.open() as lines:
        return list(csv.DictReader(lines))


def _reasons_by_hover_and_by_key(page: Page, row: dict[str, Any]) -> None:
    """The points of the tip sum to the number beside it."""
    cell = page.locator('#renewals [row-index="0"] .score-cell')
    cell.hover()
    tip = page.locator(".tip")
    expect(tip).to_contain_text(f"Risk {row['score']}")
    points = [int(line.split(" · ")[0]) for line in tip.inner_text().splitlines()[1:]]
    assert points == [one["points"] for one in row["reasons"]]
    assert sum(points) == row["score"] == int(cell.locator("b").inner_text())
    page.mouse.move(0, 0)
    expect(tip).to_be_hidden()
    page.locator('#renewals [row-index="0"] .ag-cell[col-id=days_left]').focus()
    page.keyboard.press("ArrowRight")
    expect(tip).to_contain_text(f"Risk {row['score']}")
    page.keyboard.press("Escape")


def test_a_row_opens_its_customer_at_the_work(screen: Screen) -> None:
    screen.open("/renewals?region=EU&days=180")
    row = first_rows(screen)[3]
    page = screen.page
    page.click('#renewals [row-index="3"] a.cell-customer')
    screen.ready()
    assert ("tab", "work") in screen.query()
    table = page.locator(".reasons").first
    expect(table).to_contain_text("Days left")
    page.fill("[name=next_step]", "Call them")
    page.click("form[action*='/work'] button")
    expect(page.locator("main [role=status] .notice").first).to_contain_text("Owner and next step are saved.")
    expect(page.locator(".work-line")).to_contain_text("Call them")
    page.fill("[name=text]", "Wants <b>fewer</b> seats")
    page.click("text=Add the note")
    expect(page.locator(".note p").first).to_have_text("Wants <b>fewer</b> seats")
    assert row["org_id"] in page.url


def test_the_back_test_comes_when_it_is_near_and_follows_the_days(screen: Screen) -> None:
    screen.open("/renewals?region=EU")
    page = screen.page
    page.locator("#backtest").scroll_into_view_if_needed()
    score = page.locator('[data-kpi="backtest.by_score"]')
    expect(score).to_be_visible(timeout=60_000)
    told = screen.asked("/api/v1/renewals/backtest")
    shown = score.get_attribute("data-value") or ""
    assert (float(shown) if shown else None) == told["by_score"]["precision"]
    if not told["enough"]:
        expect(page.locator("#backtest")).to_contain_text("Too few to judge the score by")


def test_other_weights_are_seen_before_they_are_saved(screen: Screen) -> None:
    screen.open("/renewals?region=EU&days=180")
    page = screen.page
    page.locator("#weights").scroll_into_view_if_needed()
    page.fill("[name=weight_days_left]", "0")
    page.click("#weights-try")
    expect(page.locator("#weights-preview table")).to_be_visible()
    assert screen.asked("/api/v1/rules")["rules"]["weight_days_left"] == 25
