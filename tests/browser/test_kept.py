"""Answers that a page keeps: shown without the server, never when the data is another, and never in the wrong place."""

import json
from typing import Any

import pytest
from playwright.sync_api import Request, expect

from tests.browser.screen import SECTIONS, Screen

TITLE = ".chart-title h3"
PARTS = "**/_dash-update-component*"


def listen(screen: Screen) -> list[str]:
    """The addresses that the page asks from now on, of answers and of rows."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if "_dash-update-component" in request.url or ("/tables/" in request.url and "limit=0" not in request.url):
            asked.append(request.url)

    screen.page.on("request", note)
    return asked


def test_both_products_are_fetched_once(screen: Screen) -> None:
    meetings = read(screen.open("/subscriptions")).agree()
    calling = read(screen.choose("product", "calling")).agree()
    asked = listen(screen)
    assert screen.choose("product", "meetings").agree() == meetings
    expect(screen.find(TITLE)).to_have_text("Meetings licences per week, US")
    assert screen.texts("expiring", "purchased") == shown(screen)
    assert screen.choose("product", "calling").agree() == calling
    expect(screen.find(TITLE)).to_have_text("Calling licences per week, US")
    assert screen.texts("expiring", "purchased") == shown(screen)
    assert asked == []
    screen.choose("region", "EU").agree()
    assert asked != []
    screen.choose("region", "US")
    assert screen.agree() == calling


def test_the_chart_of_each_product_is_drawn_once_and_shown_with_its_own_words(screen: Screen) -> None:
    screen.open("/subscriptions")
    for product in ("calling", "meetings", "calling"):
        screen.choose("product", product)
        assert drawn(screen) == purchased(screen, product)
    screen.page.evaluate(
        "document.querySelectorAll('.js-plotly-plot').forEach(one => one.on('plotly_afterplot', () => (again = 1)))"
    )
    for product in ("meetings", "calling", "meetings"):
        screen.choose("product", product)
        assert drawn(screen) == purchased(screen, product)
    screen.page.wait_for_function("document.querySelector('.face').matches('.front')")  # what looks for one finds it
    assert screen.page.evaluate("window.again") is None
    screen.choose("weeks", "13")
    assert drawn(screen) == purchased(screen, "meetings")
    screen.choose("product", "calling")
    assert drawn(screen) == purchased(screen, "calling")


def drawn(screen: Screen) -> list[int | None]:
    """The purchased licences by week of the chart in front."""
    line = "one => one.data.find(trace => /^purchased$/i.test(trace.name)).y"
    found = screen.find(".front .js-plotly-plot").evaluate(f"one => Array.from(({line})(one), y => y ?? null)")
    return [None if one is None else int(one) for one in found]


def purchased(screen: Screen, product: str) -> list[int | None]:
    answer = screen.asked("/api/v1/subscriptions")
    assert answer["product"] == product
    return [point["purchased"] for point in answer["trend"]]


def read(screen: Screen) -> Screen:
    """Down to the last table and back."""
    for table in (*SECTIONS, "right_sizing"):
        screen.near(table)
    return screen.near("recently_added")


def shown(screen: Screen) -> list[str]:
    rows = screen.table("expiring")["rows"]
    number = screen.cells("expiring", "purchased").count()
    return [f"{row['purchased']:,}" for row in rows[:number]]


def test_an_answer_that_comes_late_is_not_shown(screen: Screen) -> None:
    meetings = screen.open("/subscriptions").agree()
    waiting: list[Any] = []
    screen.page.route(PARTS, lambda route: waiting.append(route), times=1)
    screen.find('[data-control="product"] input[value="calling"]').click()
    while not waiting:
        screen.page.wait_for_timeout(10)
    screen.choose("product", "meetings")
    with screen.page.expect_response(PARTS):
        waiting[0].continue_()
    screen.page.wait_for_function("!document.querySelector('[aria-busy=true]')")
    assert screen.ready().agree() == meetings
    expect(screen.find(TITLE)).to_have_text("Meetings licences per week, US")
    assert "Meetings" in str(screen.find("[data-chart=trend]").get_attribute("aria-label"))
    assert drawn(screen) == purchased(screen, "meetings")
    calling = screen.choose("product", "calling").agree()
    assert calling != meetings
    expect(screen.find(TITLE)).to_have_text("Calling licences per week, US")


def test_what_rests_on_other_data_is_asked_for_again(screen: Screen) -> None:
    """The version that the server tells after a toggle is another, as after an import; so nothing kept holds."""
    meetings = screen.open("/subscriptions").agree()
    screen.choose("product", "calling")
    asked = listen(screen)

    def imported(route: Any) -> None:
        route.fulfill(json={}, headers={"Data-Version": "US:another"})

    screen.page.route("**/tables/*limit=0*", imported, times=1)
    with screen.page.expect_response(PARTS):
        screen.find('[data-control="product"] input[value="meetings"]').click()
    assert screen.ready().agree() == meetings
    assert any("/tables/" in address for address in asked)  # those in sight; the others when they come near


def test_what_is_out_of_sight_follows_by_itself(screen: Screen) -> None:
    """Nobody scrolls: tables below come when the page is ready, and follow the product."""
    screen.open("/subscriptions").agree()
    last = screen.find('[data-table="overage"][data-near]:not(.due) .ag-row')
    for product in ("meetings", "calling"):
        screen.choose("product", product)
        expected = screen.table("overage", product=product)["rows"][0]["customer"]
        expect(last.first).to_contain_text(expected)
    assert screen.ready().agree()


@pytest.mark.parametrize("path", ["/subscriptions", "/calling", "/queues", "/customers", "/changes"])
def test_nothing_is_fetched_twice(screen: Screen, path: str) -> None:
    """Down to the last table, cold; the head and a chart that follows it come with the page itself."""
    asked: list[tuple[str, str, str | None]] = []
    screen.page.on("request", lambda request: asked.append((request.method, request.url, request.post_data)))
    screen.open(path).whole()
    assert sorted({*asked}) == sorted(asked)
    answers = [body for _method, address, body in asked if "_dash-update-component" in address]
    assert len(answers) == 2
    if path == "/subscriptions":
        assert "trend" not in json.loads(answers[1] or "")["inputs"][0]["value"]
