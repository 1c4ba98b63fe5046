"""What a person does with the page: toggle, filter, hover, sort, choose columns, export; the address keeps it."""

import csv
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.screen import Screen

TITLE = ".chart-title h3"


def test_the_toggle_governs_everything_below_it(screen: Screen) -> None:
    meetings = screen.open("/subscriptions").agree()
    expect(screen.find(TITLE)).to_have_text("Meetings licences per week, US")
    calling = screen.choose("product", "calling").agree()
    assert screen.query() == [("product", "calling")]
    expect(screen.find(TITLE)).to_have_text("Calling licences per week, US")
    assert calling != meetings
    assert [calling[key] for key in calling if "." not in key] == [meetings[key] for key in meetings if "." not in key]
    screen.page.go_back()
    assert screen.ready().agree() == meetings
    expect(screen.find(TITLE)).to_have_text("Meetings licences per week, US")
    expect(screen.find('[data-control="product"] input[value="meetings"]')).to_be_checked()
    screen.page.go_forward()
    assert screen.ready().agree() == calling
    screen.page.reload()
    assert screen.ready().agree() == calling
    expect(screen.find('[data-control="product"] input[value="calling"]')).to_be_checked()


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
    chip = screen.find('[data-part="expiring"] .chip')
    expect(chip).to_contain_text("Days left")
    chip.get_by_role("button").click()
    assert screen.ready().agree() == before
    assert screen.query() == []


def test_a_filter_that_leaves_nothing_offers_the_way_back(screen: Screen) -> None:
    before = screen.open("/subscriptions").marks()
    _filter(screen, "customer", "", "nobody is called so")
    assert screen.agree()["expiring.customers"] == 0
    screen.find('[data-part="expiring"] [data-empty="filtered"]').get_by_role("button").click()
    assert screen.ready().marks() == before


def test_a_tag_narrows_the_whole_page(screen: Screen) -> None:
    before = screen.open("/subscriptions").agree()
    screen.find('[data-part="subscriptions_head"] summary', has_text="Filter").click()
    screen.find('[data-set*="tag"]').first.click()
    after = screen.ready().agree()
    assert [key for key, _ in screen.query()] == ["tag"]
    assert (after["total_customers"] or 0) < (before["total_customers"] or 0)
    assert (after["renewing.customers"] or 0) <= (before["renewing.customers"] or 0)
    assert after["recently_added.licences"] != before["recently_added.licences"]
    screen.find('[data-part="subscriptions_head"] .chip-remove').click()
    assert screen.ready().agree() == before


def test_hover_and_focus_on_a_bar_tell_exact_counts(screen: Screen) -> None:
    screen.open("/subscriptions")
    rows = screen.near("expiring").table("expiring")["rows"]
    bar = screen.find('[data-table="expiring"] [row-index="0"] .licence-bar')
    bar.scroll_into_view_if_needed()
    bar.hover()
    _tells(screen, rows[0])
    expect(bar).to_have_attribute("aria-label", _sentence(rows[0]))
    screen.page.mouse.move(0, 0)
    expect(screen.find(".tip")).to_be_hidden()
    screen.find('[data-table="expiring"] [row-index="1"] .licence-bar').focus()
    _tells(screen, rows[1])
    screen.page.keyboard.press("Escape")
    expect(screen.find(".tip")).to_be_hidden()


def test_the_arrow_keys_reach_a_bar(screen: Screen) -> None:
    screen.open("/subscriptions")
    row = screen.table("expiring")["rows"][0]
    screen.header("expiring", "purchased").focus()
    screen.page.keyboard.press("ArrowDown")
    screen.page.keyboard.press("ArrowRight")
    _tells(screen, row)


def test_a_header_sorts_the_rows_and_the_address_keeps_it(screen: Screen) -> None:
    screen.open("/subscriptions")
    screen.header("expiring", "purchased").click()
    _sorted(screen, "purchased")
    first = screen.texts("expiring", "purchased")
    screen.header("expiring", "purchased").click()
    _sorted(screen, "-purchased")
    assert screen.texts("expiring", "purchased") != first
    screen.page.reload()
    _sorted(screen.ready(), "-purchased")
    expect(screen.header("expiring", "purchased")).to_have_attribute("aria-sort", "descending")


def test_an_export_holds_every_row_of_the_table(screen: Screen, tmp_path: Path) -> None:
    screen.open("/subscriptions?region=EU&renewing.sort=-purchased")
    everything = screen.table("renewing")["rows"]
    assert _exported(screen, "renewing", tmp_path) == _lines(everything)
    screen.open("/subscriptions?region=EU&renewing.sort=-purchased&renewing.filter.days_left=%3C%3D60")
    some = screen.table("renewing")["rows"]
    assert 0 < len(some) < len(everything)
    assert _exported(screen, "renewing", tmp_path) == _lines(some)


def test_a_chosen_column_is_shown_and_kept(screen: Screen) -> None:
    screen.open("/subscriptions")
    assert screen.header("expiring", "ends_on").count() == 0
    screen.find('[data-part="expiring"] summary', has_text="Columns").click()
    screen.find('[data-columns="expiring"]').get_by_label("Ends on", exact=True).check()
    expect(screen.header("expiring", "ends_on")).to_be_visible()
    row = screen.table("expiring")["rows"][0]
    cell = screen.cells("expiring", "ends_on").first
    expect(cell).to_contain_text(row["ends_on"][:4])
    screen.page.reload()
    expect(screen.ready().header("expiring", "ends_on")).to_be_visible()
    expect(screen.find('[data-columns="expiring"]').get_by_label("Ends on", exact=True)).to_be_checked()
    assert screen.texts("expiring", "customer")[0] == row["customer"]


def _filter(screen: Screen, column: str, operator: str, value: str) -> None:
    screen.find('[data-part="expiring"] summary', has_text="Filter").click()
    form = screen.find('form[data-filter="expiring"]')
    form.locator(".filter-column").select_option(column)
    form.locator(".filter-operator").select_option(operator)
    form.locator(".filter-value").fill(value)
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


def _sorted(screen: Screen, order: str) -> None:
    screen.page.wait_for_function(
        "order => new URLSearchParams(location.search).get('expiring.sort') === order", arg=order
    )
    rows = screen.table("expiring")["rows"]
    numbers = [row["purchased"] for row in rows]
    assert numbers == sorted(numbers, reverse=order.startswith("-"))
    screen.near("expiring")
    for index, row in enumerate(rows[:3]):
        line = screen.find(f'[data-table="expiring"] .ag-row:not(.ag-row-pinned)[row-index="{index}"]')
        expect(line.locator('[col-id="customer"]')).to_have_text(row["customer"], use_inner_text=True)


def _exported(screen: Screen, table: str, folder: Path) -> list[dict[str, str]]:
    with screen.page.expect_download() as waiting:
        screen.find(f'[data-export="{table}"]').click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _lines(rows: list[dict[str, object]]) -> list[dict[str, str]]:
    return [{key: _written(value) for key, value in row.items()} for row in rows]


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
