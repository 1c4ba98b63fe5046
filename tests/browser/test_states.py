"""Every page through every state: failed, late, slow, broken off, signed out, no longer allowed, offline, server gone.

In each of them the page shows nothing that is not so: what has no answer says so, with an error id and a way on; and
once the cause is gone all of it is right again.
`TEST_LONG=1 pytest tests/browser/test_states.py -k subscriptions` takes one page.
"""

import re

import pytest

from tests.browser.addresses import ADDRESSES, in_place
from tests.browser.states import (
    ANSWERS,
    ASKED_ALONE,
    BROKEN,
    REFUSED,
    TOLD,
    asked_by_a_change,
    change,
    cut,
    try_again,
)  # fmt: skip
from tests.browser.visit import FAILED, UNDONE, Visit
from tests.fixtures.application import PASSWORD, email_of
from tests.fixtures.long import only_long

ASKING = ("/subscriptions", "/calling", "/queues", "/changes", "/customers", "/quality", "/renewals", "/reports", "/")
"""Pages that ask while they are open."""
NAMES = {path: path.strip("/").replace("/{org_id}", "-detail").replace("/", "-") or "home" for path in ADDRESSES}
_OTHER_REGION = '[data-control="region"] input:not(:checked)'
pytestmark = only_long
asking = pytest.mark.parametrize("path", ASKING, ids=NAMES.get)
any_page = pytest.mark.parametrize("path", ADDRESSES, ids=NAMES.get)


@pytest.fixture
def page(visit: Visit, path: str) -> Visit:
    """The page, open and right."""
    visit.expected += [REFUSED, TOLD]
    visit.open(f"{in_place(visit.application, path)}?region=US").whole()
    return visit


@asking
def test_an_answer_that_fails_is_told_and_can_be_asked_again(page: Visit) -> None:
    address = page.seen().address
    for kind in asked_by_a_change(page):
        with page.application.letting(re.escape(kind), "500"):
            change(page)
            page.application.wait_for_hit()  # a table near by is asked for when the page has rested
            page.tab.wait_for(f"{FAILED}, {UNDONE}", what=f"what tells that this failed: {kind}")
            page.rest().agree()
        try_again(page)
        page.open(address)


@asking
def test_a_page_whose_answers_all_fail_says_so(page: Visit) -> None:
    address = page.seen().address
    with page.application.letting(ASKED_ALONE, "500"):
        page.open(address).agree()
    try_again(page)


@asking
def test_a_late_answer_does_not_take_the_place_of_a_later_question(page: Visit) -> None:
    marks = page.seen().marks
    page.application.let(ASKED_ALONE, "hold", times=1)
    _choose_without_waiting(page)
    page.application.clear()  # lets go, as the way back is asked
    change(page).whole()
    change(page).whole()
    if page.seen().controls.get("region") == "US":
        assert page.seen().marks == marks


@asking
def test_a_slow_answer_is_waited_for_and_shown_as_such(page: Visit) -> None:
    with page.application.letting(ASKED_ALONE, "hold"):
        _choose_without_waiting(page)
        page.tab.wait_for(
            """() => !document.querySelector('main[data-ready="true"]')
                && [...document.querySelectorAll('[role=progressbar], progress')]
                    .some(one => one.getClientRects().length)""",
            timeout=6,
            what="a sign of progress after two seconds",
        )
    page.rest().whole()


@asking
def test_a_session_that_is_gone_leads_to_sign_in_and_back(page: Visit) -> None:
    before = page.seen().address
    page.expected.append(BROKEN)
    regions = page.tab.count(_OTHER_REGION)
    page.tab.clear_cookies()
    if regions:  # in one go, if at all: a table near by, asked for meanwhile, leads to sign-in as well
        page.tab.asked("css => document.querySelector(css)?.click()", _OTHER_REGION)
    else:
        _choose_without_waiting(page)
    page.tab.wait_for("() => location.pathname === '/login'", what="the sign-in page")
    page.tab.sign_in(email_of("full_admin"), PASSWORD)
    seen = page.rest().whole()
    assert seen.path == before.split("?")[0]
    assert dict(seen.query).get("region") in (None, "US", "EU")


@asking
def test_what_is_no_longer_allowed_is_told(page: Visit) -> None:
    with page.application.letting(ASKED_ALONE, "403"):
        change(page).agree()
        assert page.application.hits()
    try_again(page)


@asking
def test_without_a_network_nothing_false_is_shown_and_it_comes_back_by_itself(page: Visit) -> None:
    page.expected.append(BROKEN)
    asked_by_a_change(page)  # so that the API's answers to both questions are known
    with cut(page):
        change(page).agree()
    page.tab.wait_for(f"() => !document.querySelector('{FAILED}')", what="what failed asked again by itself")
    page.rest().whole()
    change(page).whole()


@asking
def test_a_connection_that_breaks_is_told(page: Visit) -> None:
    page.expected.append(BROKEN)
    asked_by_a_change(page)
    with page.application.letting(ANSWERS, "close"):
        change(page).agree()
        assert page.application.hits()
    try_again(page)


@asking
def test_an_answer_that_breaks_off_half_way_is_told_as_one_that_did_not_come(page: Visit) -> None:
    page.expected.append(BROKEN)
    asked_by_a_change(page)
    with page.application.letting(ANSWERS, "cut"):
        change(page).agree()
        assert page.application.hits()
    try_again(page)


@pytest.mark.parametrize("path", ["/subscriptions"], ids=NAMES.get)
def test_a_server_that_is_restarted_is_waited_for(page: Visit) -> None:
    page.expected.append(BROKEN)
    asked_by_a_change(page)
    page.application.stop()
    try:
        change(page).agree()
    finally:
        page.application.start()
    try_again(page)
    change(page).whole()


@any_page
def test_a_page_that_cannot_be_made_says_so_and_comes_again(visit: Visit, path: str) -> None:
    visit.expected.append(REFUSED)
    address = in_place(visit.application, path)
    with visit.application.letting(rf"^GET {re.escape(address)}(\?|$)|/_dash-update-component", "500"):
        visit.tab.open(address)
        visit.tab.wait_for("() => /error id/i.test(document.body.innerText)", what="an error id")
        assert visit.tab.count("main [data-kpi], .ag-row") == 0
        assert visit.tab.count("main :is(a, button)") > 0
    visit.open(address).whole()


@any_page
def test_a_page_asked_by_a_stranger_is_shown_after_signing_in(visit: Visit, path: str) -> None:
    visit.expected.append(REFUSED)
    address = f"{in_place(visit.application, path)}?region=EU"
    if "{" in path:
        address = in_place(visit.application, path) + "?region=US"
    visit.tab.clear_cookies()
    visit.tab.open(address)
    visit.tab.sign_in(email_of("full_admin"), PASSWORD)
    assert visit.rest().whole().address == address


def _choose_without_waiting(page: Visit) -> None:
    """As `change`, for a page that will not come to rest."""
    rest, page.rest = page.rest, lambda *_: page  # type: ignore[method-assign]
    try:
        change(page)
    finally:
        page.rest = rest  # type: ignore[method-assign]
