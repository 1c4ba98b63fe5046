"""What a person does with the page: toggle, filter, hover, sort, choose columns, export; the address keeps it."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.chromium.screen import Screen

TITLE = ".chart-title h3"


def test_a_filter_narrows_its_section_until_its_chip_is_removed(screen: Screen) -> None:
    before = screen.open("/subscriptions").agree()
    _filter(screen, "days_left", "<=", "30")
    assert screen.query() == [("expiring.filter.days_left", "<=30")]
    after = screen.agree()
    assert _outside(after, "expiring") == _outside(before, "expiring")
    assert 0 < (after["expiring.customers"] or 0) < (before["expiring.customers"] or 0)
    days = [int(text) for text in screen.texts("expiring", "days_left")]
    assert len(days) == min(screen.table("expiring")["total"], len(days))
    assert max(days) <= 30
    chip = screen.find("#expiring .chip")
    expect(chip).to_contain_text("Days left")
    chip.click()
    assert screen.ready().agree() == before
    assert screen.query() == []


def test_a_filter_that_leaves_nothing_offers_the_way_back(screen: Screen) -> None:
    before = screen.open("/subscriptions").marks()
    _filter(screen, "customer", "", "nobody is called so")
    assert screen.agree()["expiring.customers"] == 0
    screen.find('#expiring [data-empty="filtered"]').get_by_role("button").click()
    assert screen.ready().marks() == before


def test_a_tag_narrows_the_whole_page(screen: Screen) -> None:
    before = screen.open("/subscriptions").agree()
    screen.find(".page-head summary", has_text="Filter").click()
    screen.find('.customer-filters [id*="tag"] input').first.click()
    after = screen.ready().agree()
    assert [key for key, _ in screen.query()] == ["tag"]
    assert (after["total_customers"] or 0) < (before["total_customers"] or 0)
    assert (after["renewing.customers"] or 0) <= (before["renewing.customers"] or 0)
    assert after["recently_added.licences"] != before["recently_added.licences"]
    screen.page.keyboard.press("Escape")
    screen.find(".page-head .chip").click()
    assert screen.ready().agree() == before


def test_the_arrow_keys_reach_a_bar(screen: Screen) -> None:
    screen.open("/subscriptions")
    row = screen.table("expiring")["rows"][0]
    screen.header("expiring", "purchased").focus()
    screen.page.keyboard.press("ArrowDown")
    screen.page.keyboard.press("ArrowRight")
    _tells(screen, row)


def test_a_chosen_column_is_shown_and_kept(screen: Screen) -> None:
    screen.open("/subscriptions")
    assert screen.header("expiring", "ends_on").count() == 0
    screen.find("#expiring summary", has_text="Columns").click()
    screen.find('[data-columns="expiring"]').get_by_label("Ends on", exact=True).check()
    expect(screen.header("expiring", "ends_on")).to_be_visible()
    row = screen.table("expiring")["rows"][0]
    cell = screen.cells("expiring", "ends_on").first
    expect(cell).to_contain_text(row["ends_on"][:4])
    screen.page.reload()
    expect(screen.ready().header("expiring", "ends_on")).to_be_visible()
    screen.find("#expiring summary", has_text="Columns").click()
    expect(screen.find('[data-columns="expiring"]').get_by_label("Ends on", exact=True)).to_be_checked()
    assert screen.texts("expiring", "customer")[0] == row["customer"]


def test_back_takes_a_chosen_column_away_and_forward_brings_it(screen: Screen) -> None:
    screen.open("/subscriptions").near("expiring")
    screen.find("#expiring summary", has_text="Columns").click()
    box = screen.find('[data-columns="expiring"]').get_by_label("Ends on", exact=True)
    box.check()
    expect(screen.header("expiring", "ends_on")).to_have_count(1)
    screen.page.go_back()
    expect(screen.header("expiring", "ends_on")).to_have_count(0)
    expect(box).not_to_be_checked()
    screen.page.go_forward()
    expect(screen.header("expiring", "ends_on")).to_have_count(1)
    expect(box).to_be_checked()


@pytest.mark.parametrize(
    "control", ['.ag-header-cell[col-id="customer"] .ag-header-cell-label', '.facet input[value="own"]']
)
def test_a_table_of_other_rows_begins_with_its_first(screen: Screen, control: str) -> None:
    screen.open("/customers?region=US").near("customers")
    row = screen.find('[data-table="customers"] .ag-row:not(.ag-row-pinned)')
    screen.page.evaluate("window.partnerGrid('customers').ensureIndexVisible(80)")
    expect(row.and_(screen.find('[row-index="80"]')).first).to_be_visible()
    screen.find(f"#customers {control}").click()
    expect(row.and_(screen.find('[row-index="0"]')).first).to_be_visible()
    assert screen.ready().texts("customers", "customer")[0] == screen.table("customers")["rows"][0]["customer"]


ACTS = {
    "a filter": ("#expiring summary.icon-filter", "[name=value]"),
    "a date": (".as-of summary", "[data-date] [type=submit]"),
    "back to today": (".as-of summary", "[data-set]"),
    "an image": (".chart-image > summary", "[data-image=svg]"),
}


@pytest.mark.parametrize("name", ACTS)
def test_a_popover_that_has_acted_gives_the_focus_to_its_button(screen: Screen, name: str) -> None:
    place, control = ACTS[name]
    screen.open("/subscriptions?region=EU&as_of=2026-11-16")
    button = screen.find(place).first
    button.focus()
    button.press("Enter")
    inside = button.locator("xpath=..").locator(control)
    if control == "[name=value]":
        inside.fill("a")
    inside.press("Enter")
    screen.ready()
    expect(button.locator("xpath=..")).not_to_have_attribute("open", re.compile(""))
    expect(button).to_be_focused()


def _filter(screen: Screen, column: str, operator: str, value: str) -> None:
    screen.find("#expiring summary", has_text="Filter").click()
    form = screen.find('form[data-filter="expiring"]')
    form.locator("[name=column]").select_option(column)
    screen.ready()
    form.locator("[name=operator]").select_option(operator)
    form.locator("[name=value]").fill(value)
    form.get_by_role("button").click()
    screen.ready()


def _outside(marks: dict[str, float | None], section: str) -> dict[str, float | None]:
    return {key: value for key, value in marks.items() if not key.startswith(f"{section}.")}


def _sentence(row: dict[str, int]) -> str:
    counts = {key: f"{row[key]:,}" for key in ("used", "assigned", "available", "purchased", "over")}
    if row["over"]:
        return "Used {used} · Assigned {assigned} of {purchased} · Over the limit by {over}".format(**counts)
    return "Used {used} · Assigned {assigned} · Available {available} of {purchased}".format(**counts)


def _tells(screen: Screen, row: dict[str, int]) -> None:
    tip: Locator = screen.find(".tip")
    expect(tip).to_be_visible()
    expect(tip).to_have_text(_sentence(row))
