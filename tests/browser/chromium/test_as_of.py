"""Time travel in Chromium: the date control, the marks of the past, and links that keep the day."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.chromium.screen import Screen
from tests.data.factories import TODAY

PAST = "2026-10-18"
SELECT = '[data-control="as_of"] select'
PAGES = ("/subscriptions", "/calling", "/queues", "/customers")
ELSEWHERE = ("/data", "/verify", "/users")  # speak of no day, and are linked from words too
COMING = ("subject=", "table=")  # a rule and a schedule are of the days to come
OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)"
WALK = "all => all.map(one => { one.focus(); return [one.getAttribute('href'), one.innerText]; })"


def chosen(screen: Screen) -> str:
    return screen.find(SELECT).input_value()


def days(screen: Screen) -> list[str]:
    return screen.find(f"{SELECT} option").evaluate_all("all => all.map(one => one.value).filter(Boolean)")


def test_the_list_has_the_snapshots_and_the_page_shows_the_one_that_is_chosen(screen: Screen) -> None:
    today = screen.open("/subscriptions").agree()
    listed = days(screen)
    assert listed == sorted(listed, reverse=True)
    assert (listed[0], len(listed)) == (TODAY.isoformat(), 1 + 20)
    length = screen.page.evaluate("history.length")
    screen.find(SELECT).select_option(listed[4])
    past = screen.ready().agree()
    assert screen.query() == [("as_of", listed[4])]
    assert screen.asked("/api/v1/subscriptions")["data_as_of"] == listed[4]
    assert past != today
    assert screen.page.evaluate("history.length") == length + 1
    screen.page.go_back()
    assert screen.ready().agree() == today
    assert chosen(screen) == TODAY.isoformat()


def test_the_past_is_marked_until_one_is_back(screen: Screen) -> None:
    screen.open(f"/subscriptions?region=EU&as_of={PAST}")
    strip = screen.find(".past-strip")
    expect(strip).to_contain_text("This page shows 18 Oct 2026 as it was known then.")
    expect(screen.page).to_have_title("Subscriptions, as of 18 Oct 2026")
    assert screen.find("[role=status] .past-strip").count() == 1
    screen.choose("region", "US")
    assert screen.query() == [("as_of", PAST)]
    strip.get_by_role("button").focus()
    screen.page.keyboard.press("Enter")
    screen.ready()
    expect(strip).to_have_count(0)
    expect(screen.page).to_have_title("Subscriptions")
    expect(screen.find("main:not([hidden])")).to_be_focused()
    assert screen.query() == []


def test_steps_by_keyboard(screen: Screen) -> None:
    screen.open("/subscriptions")
    listed = days(screen)
    screen.find(".as-of-earlier").focus()
    for day in listed[1:3]:
        screen.page.keyboard.press("Enter")
        screen.ready()
        assert chosen(screen) == day
        expect(screen.find(".as-of-earlier")).to_be_focused()
    screen.find(".as-of-later").click()
    assert chosen(screen.ready()) == listed[1]
    screen.find(".as-of-later").click()
    assert (chosen(screen.ready()), screen.query()) == (listed[0], [])


def test_any_date_within_the_data(screen: Screen) -> None:
    screen.open("/subscriptions")
    screen.find(".as-of summary").click()
    field = screen.find(".as-of input")
    limits = (field.get_attribute("min"), field.get_attribute("max"))
    assert limits == (days(screen)[-1], TODAY.isoformat())
    field.fill("2026-10-14")
    field.press("Enter")
    screen.ready()
    assert (chosen(screen), screen.query()) == ("2026-10-14", [("as_of", "2026-10-14")])
    assert "2026-10-14" in days(screen)
    screen.find(".as-of-earlier").click()
    assert chosen(screen.ready()) == "2026-10-11"


@pytest.mark.parametrize("page", ["/calling", "/queues"])
def test_weeks_are_listed_where_weeks_count(screen: Screen, page: str) -> None:
    screen.open(f"{page}?region=US&as_of=2026-11-11")
    expect(screen.find(".past-strip")).to_contain_text("the week 1 to 7 Nov 2026")
    assert chosen(screen) == "2026-11-11"
    screen.find(".as-of-earlier").click()
    assert screen.ready().asked(f"/api/v1{page}")["week"] == "2026-10-25"


def test_what_is_no_date_falls_back(screen: Screen) -> None:
    screen.open("/subscriptions?as_of=yesterday")
    screen.says("as_of: a date such as 2026-01-31")
    assert chosen(screen) == TODAY.isoformat()
    org = screen.open("/subscriptions").table("renewing")["rows"][0]["org_id"]
    screen.open(f"/customers/{org}?as_of=yesterday").says("as_of: a date such as 2026-01-31")


@pytest.mark.parametrize("page", [*PAGES, "customer"])
def test_every_link_keeps_the_region_and_the_day(screen: Screen, page: str) -> None:
    if page == "customer":
        screen.open(f"/customers?region=EU&as_of={PAST}")
        page = f"/customers/{screen.table('customers')['rows'][0]['org_id']}"
        screen.open(f"{page}?region=EU&as_of={PAST}")
    else:
        screen.open(f"{page}?region=EU")
        screen.find(f'{SELECT} option[value="{PAST}"]').wait_for(state="attached")
        screen.find(SELECT).select_option(PAST)
        screen.ready()
    screen.page.evaluate(OPEN)
    found = [(urlsplit(href), text) for href, text in screen.find("a[href]").evaluate_all(WALK)]
    found = [(url, text) for url, text in found if not url.query.startswith(COMING)]
    inside = [(url, text) for url, text in found if not url.netloc and url.path and url.path not in ELSEWHERE]
    assert len(inside) > 8
    kept = [(url.geturl(), text) for url, text in inside if _day(url.query) != (["EU"], [PAST])]
    assert kept == []


def _day(query: str) -> tuple[list[str] | None, list[str] | None]:
    return parse_qs(query).get("region"), parse_qs(query).get("as_of")


def test_a_link_of_the_menu_opens_the_same_day(screen: Screen) -> None:
    screen.open(f"/subscriptions?as_of={PAST}")
    screen.find(".nav a", has_text=re.compile("^Customers$")).click()
    screen.page.wait_for_url("**/customers?as_of=*")
    assert chosen(screen.ready()) == PAST
    screen.cells("customers", "customer").first.locator("a").click()
    screen.page.wait_for_url("**/customers/*")
    expect(screen.find(".past-strip")).to_be_visible()
    expect(screen.page).to_have_title(re.compile(r"^\w.+, as of 18 Oct 2026$"))
    assert chosen(screen) == PAST
    screen.find(".as-of-later").click()
    screen.page.wait_for_url("**as_of=2026-10-25*")
    expect(screen.find(".past-strip")).to_contain_text("25 Oct 2026")
