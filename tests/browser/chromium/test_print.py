"""On paper: every row of every table, the choices alone, light whatever the screen was."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chromium.screen import Screen
from tests.browser.conftest import Browse

PRINTED = """() => addEventListener("beforeprint", () => {
    const rows = (name) => document.querySelectorAll(`[data-near="${name}"] + .print-table tbody tr`).length;
    const names = [...document.querySelectorAll("section.tabled [data-near]")].map((place) => place.dataset.near);
    window.printed = Object.fromEntries(names.map((name) => [name, rows(name)]));
})"""
LAID_OUT = """() => {
    const chart = document.querySelector(".js-plotly-plot");
    return [chart._fullLayout.width, chart.layout.margin.r, chart._fullLayout.height];
}"""
ADDRESSES = ("/subscriptions?region=EU&product=calling", "/calling?region=US", "/customers?region=EU")


def on_paper(screen: Screen) -> None:
    """The page as it is printed, until the end of the test."""
    screen.page.emulate_media(media="print")
    screen.page.evaluate("dispatchEvent(new Event('beforeprint'))")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_row_is_printed(screen: Screen, tmp_path: Path, address: str) -> None:
    screen.open(address)
    screen.page.evaluate(PRINTED)
    screen.page.pdf(path=tmp_path / "page.pdf")
    printed = screen.page.evaluate("window.printed")
    assert printed == {name: min(screen.table(name, limit="1")["total"], 500) for name in printed}
    assert sum(printed.values()) > 20
    assert screen.find(".print-table").count() == 0
    expect(screen.find("[data-near]").first).to_be_visible()


def test_the_chosen_region_and_product_and_no_control_are_printed(screen: Screen) -> None:
    screen.open("/subscriptions?region=EU&product=calling")
    on_paper(screen)
    for shown in ("EU", "Calling", "Total customers"):
        expect(screen.page.get_by_text(shown, exact=True).first).to_be_visible()
    for name in ("region", "product"):
        expect(screen.find(f'[data-control="{name}"] label:visible')).to_have_count(1)
    for hidden in (".toolbar", ".sizing", ".nav", ".table-frame", ".popover"):
        expect(screen.find(f"{hidden}:visible")).to_have_count(0)


@pytest.mark.parametrize(
    "address",
    [
        "/subscriptions?region=EU&tag=nobody",
        "/subscriptions?region=EU&expiring.filter.customer=nobody",
        "/subscriptions?region=UAE&as_of=2026-11-16",
        "/calling?region=EU&customer_usage.filter.calls=>100",
        "/customers?region=EU&customers.filter.statuses=trial",
        "/renewals?region=EU",
        "/",
    ],
)
def test_no_button_is_printed_whatever_a_page_says(screen: Screen, address: str) -> None:
    on_paper(screen.open(address))
    expect(screen.find("main :is(.button:not(.chosen), summary):visible")).to_have_count(0)


def test_a_dark_page_is_printed_light(browse: Browse) -> None:
    screen = browse(color_scheme="dark").open("/subscriptions")
    on_paper(screen)
    expect(screen.find("html")).to_have_attribute("data-bs-theme", "light")
    expect(screen.find(".chart-graph").first).to_have_css("background-color", "rgb(18, 22, 27)")
    screen.page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(screen.find("html")).to_have_attribute("data-bs-theme", "dark")


def test_what_was_not_made_yet_is_printed_too(screen: Screen) -> None:
    screen.open("/renewals?region=EU")
    expect(screen.find('[data-near="backtest"] [data-wanted]')).to_have_count(1)
    on_paper(screen)
    part = screen.find('[data-near="backtest"] + .print-table')
    expect(part).to_contain_text("soonest first")
    expect(part.locator("tbody tr")).to_have_count(3)


def test_a_chart_is_laid_out_for_the_paper_and_for_the_screen_again(screen: Screen) -> None:
    screen.open("/")
    screen.find('[data-chart="kpi_weeks"] .js-line').first.scroll_into_view_if_needed()
    screen.ready()
    width, *shown = screen.page.evaluate(LAID_OUT)
    assert shown == [8, 310]  # a row of 84 px for each of three regions
    on_paper(screen)
    assert screen.page.evaluate(LAID_OUT) == [630, 22, 508]  # a row of 96 px for each of five numbers
    screen.page.emulate_media(media="screen")
    screen.page.evaluate("dispatchEvent(new Event('afterprint'))")
    screen.page.wait_for_function(f"width => ({LAID_OUT})()[0] === width", arg=width)
    assert screen.page.evaluate(LAID_OUT) == [width, *shown]
