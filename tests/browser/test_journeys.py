"""What an analyst does on Monday, in every browser; after each step the page is the API's answer to its address."""

import csv
import io
from contextlib import suppress

import pytest

from tests.browser.drivers.launch import Browsers
from tests.browser.drivers.tab import PATIENCE, Waited
from tests.browser.states import ASKED_ALONE, REFUSED, change, try_again
from tests.browser.visit import Visit
from tests.fixtures.application import PASSWORD, email_of
from tests.fixtures.long import only_in_long

PAST = "2026-10-18"
BAR = '[data-table="expiring"] .ag-row:not(.ag-row-pinned)[row-index="{}"] [role="img"]'


def test_the_toggle_governs_the_page_and_back_undoes_it(visit: Visit) -> None:
    meetings = visit.open("/subscriptions?region=US").whole()
    calling = visit.choose("product", "calling").whole()
    assert dict(calling.query)["product"] == "calling"
    assert calling.marks != meetings.marks
    visit.tab.back()
    assert visit.rest().whole().sight == meetings.sight
    visit.tab.forward()
    assert visit.rest().whole().marks == calling.marks
    visit.tab.reload()
    assert visit.rest().whole().marks == calling.marks


def test_each_region_shows_its_own(visit: Visit) -> None:
    marks = visit.open("/subscriptions?region=US").whole().marks
    assert sorted(visit.choices("region")) == ["EU", "UAE", "US"]
    other = visit.choose("region", "EU").whole()
    assert (dict(other.query)["region"], other.controls["region"]) == ("EU", "EU")
    assert other.marks != marks
    empty = visit.choose("region", "UAE").whole()
    assert set(empty.marks.values()) == {None}
    assert visit.choose("region", "US").whole().marks == marks


@pytest.mark.parametrize("path", ["/subscriptions", *only_in_long("/calling", "/queues", "/changes")])
def test_a_past_day_shows_what_was_known_then(visit: Visit, path: str) -> None:
    today = visit.open(f"{path}?region=US").whole()
    past = visit.choose("as_of", PAST).whole()
    assert dict(past.query)["as_of"] == PAST
    assert past.marks != today.marks
    visit.tab.back()
    assert visit.rest().whole().marks == today.marks


def test_a_header_sorts_a_table(visit: Visit) -> None:
    # The table above is made first: it would move this one between the look for its header and the press.
    visit.open("/subscriptions?region=US").near("recently_added").near("expiring")
    for order in ("purchased", "-purchased"):
        visit.tab.click('[data-table="expiring"] .ag-header-cell[col-id="purchased"] .ag-header-cell-label')
        visit.tab.wait_for("order => new URLSearchParams(location.search).get('expiring.sort') === order", order)
        seen = visit.rest().whole()
        [table] = [table for table in seen.tables if table["name"] == "expiring"]
        shown = [row["cells"]["purchased"] for row in sorted(table["rows"], key=lambda row: row["index"])]
        numbers = [int(text.replace(",", "")) for text in shown]
        assert numbers == sorted(numbers, reverse=order.startswith("-"))
        assert len(numbers) > 1


def test_a_filter_of_the_address_narrows_its_section(visit: Visit) -> None:
    every = visit.open("/subscriptions?region=US").whole().marks
    some = visit.open("/subscriptions?region=US&expiring.filter.days_left=%3C%3D30").near("expiring").whole()
    assert 0 < (some.marks["expiring.customers"] or 0) < (every["expiring.customers"] or 0)
    assert some.marks["renewing.customers"] == every["renewing.customers"]


def test_a_failed_answer_is_told_and_asked_again(visit: Visit) -> None:
    visit.expected.append(REFUSED)
    visit.open("/subscriptions?region=US").whole()
    with visit.application.letting(ASKED_ALONE, "500"):
        seen = change(visit).agree()
        assert seen.failed
        assert set(seen.marks.values()) <= {None}
    assert dict(try_again(visit).query)["region"] == "EU"


def test_hover_and_focus_on_a_bar_tell_exact_counts(visit: Visit) -> None:
    visit.open("/subscriptions?region=US").near("expiring").whole()
    rows = visit.application.api("/tables/expiring", [("region", "US")])["rows"]
    hover_until_told(visit, BAR.format(0), exact(rows[0]))
    visit.tab.point(1, 1, press=False)
    visit.tab.wait_for("() => !document.querySelector('.tip')?.getClientRects().length", what="no tip")
    visit.tab.evaluate("css => document.querySelector(css).focus()", BAR.format(1))
    visit.tab.wait_for(TIP, exact(rows[1]), what="a tip on focus")
    visit.tab.keys("Escape")
    visit.tab.wait_for("() => !document.querySelector('.tip')?.getClientRects().length", what="no tip after Escape")


TIP = """text => [...document.querySelectorAll('.tip, [role=tooltip]')].some(
    one => one.getClientRects().length && one.innerText.includes(text))"""


def hover_until_told(visit: Visit, place: str, text: str) -> None:
    """Moves the mouse to a place until its tip is there: what comes to lie under a resting mouse may not notice it."""
    for patience in (5, 5, PATIENCE):
        visit.tab.point(1, 1, press=False)
        visit.tab.hover(place)
        with suppress(Waited):
            visit.tab.wait_for(TIP, text, timeout=patience, what="a tip on hover")
            return
    raise AssertionError(f"no tip at {place}: {text}")


def exact(row: dict[str, int]) -> str:
    """What a bar says of its row."""
    used, assigned, available, purchased, over = (
        f"{row[key]:,}" for key in ("used", "assigned", "available", "purchased", "over")
    )
    if row["over"]:
        return f"Used {used} · Assigned {assigned} of {purchased} · Over the limit by {over}"
    return f"Used {used} · Assigned {assigned} · Available {available} of {purchased}"


def test_an_export_holds_every_row_of_the_table(visit: Visit) -> None:
    visit.open("/subscriptions?region=EU&renewing.sort=-purchased&renewing.filter.days_left=%3C%3D60").near("renewing")
    visit.tab.hover('[data-export="renewing"]')  # a link's question may be written when it is about to be used
    visit.tab.evaluate(
        """() => document.querySelector('[data-export="renewing"]')
            .dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}))"""
    )
    file = visit.tab.evaluate(
        """() => fetch(document.querySelector('[data-export="renewing"]').href)
            .then(answer => answer.ok ? answer.text() : Promise.reject(answer.status))"""
    )
    lines = list(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"))))
    query = [("region", "EU"), ("sort", "-purchased"), ("filter.days_left", "<=60")]
    rows = visit.application.api("/tables/renewing", query)["rows"]
    assert [line["subscription_id"] for line in lines] == [row["subscription_id"] for row in rows]
    assert len(lines) > 1


def test_signing_in_leads_to_the_address_and_out_leads_away(visit: Visit) -> None:
    visit.tab.clear_cookies()
    visit.tab.open("/subscriptions?region=EU&product=calling")
    visit.tab.sign_in(email_of("read_only_admin"), PASSWORD)
    seen = visit.rest().whole()
    assert (seen.path, dict(seen.query)) == ("/subscriptions", {"region": "EU", "product": "calling"})
    # What the page was still fetching when it was left is refused.
    visit.expected += ["^request: ", "Loading chunk", "blocked due to MIME type"]
    visit.tab.click(".account summary")
    visit.tab.click('form[action="/logout"] button')
    visit.tab.wait_for("() => location.pathname === '/login'")
    visit.tab.open("/subscriptions")
    assert visit.tab.address().startswith("/login")


ODD = "region=EU&expiring.filter.customer=a*b~'%22%20%C3%A9&tag=x&product=calling&tag=y%2Bz&renewing.sort=customer"


@pytest.mark.parametrize(
    "query", [ODD, *only_in_long("region=EU&product=calling&as_of=2026-10-18&expiring.sort=-purchased")]
)
def test_a_copied_address_shows_the_same_elsewhere(visit: Visit, browsers: Browsers, browser: str, query: str) -> None:
    seen = visit.open(f"/subscriptions?{query}").whole()
    elsewhere = browsers.get(browser)
    if not visit.tab.can("profiles"):
        visit.tab.clear_cookies()
        visit.tab.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        visit.tab.open("/login")
        visit.tab.set_cookies(visit.application.cookies)
        assert visit.open(seen.address).whole().sight == seen.sight
        return
    fresh = elsewhere.tab(visit.application.url)
    fresh.set_cookies(visit.application.cookies)
    other = Visit(fresh, visit.application)
    assert other.open(seen.address).whole().sight == seen.sight
    assert other.complaints() == []
    fresh.close()


def test_a_row_leads_to_its_customer_and_back_to_its_place(visit: Visit) -> None:
    seen = visit.open("/subscriptions?region=US&product=calling").near("renewing").whole()
    place = visit.tab.evaluate("() => scrollY")
    visit.tab.click('[data-table="renewing"] .ag-row[row-index="0"] [col-id="customer"] a')
    visit.tab.wait_for("() => location.pathname.startsWith('/customers/')")
    assert visit.rest().whole().controls["region"] == "US"
    visit.tab.back()
    visit.tab.wait_for("() => location.pathname === '/subscriptions'")
    assert visit.rest().whole().marks == seen.marks
    visit.tab.wait_for("y => Math.abs(scrollY - y) < 40", place, what=f"the place {place} again")
