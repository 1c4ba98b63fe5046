"""Every number on the page is the API's for the same address."""

import re

import pytest

from tests.browser.chromium.screen import SECTIONS, Screen
from tests.data.factories import TODAY

KPIS = 5 + 3 + 3 + 3 + 4 + 3 + 3
"""The headline's, those of the five sections and of right-sizing."""


@pytest.mark.parametrize("product", ["meetings", "calling"])
def test_every_mark_is_the_apis_number(screen: Screen, product: str) -> None:
    marks = screen.open(f"/subscriptions?region=EU&product={product}").agree()
    assert len(marks) == KPIS
    assert marks["total_customers"]
    assert marks["expiring.customers"]


def test_tables_show_the_apis_rows_in_its_order(screen: Screen) -> None:
    screen.open("/subscriptions")
    for name in SECTIONS:
        answer = screen.table(name)
        shown = screen.texts(name, "customer")
        assert 0 < len(shown) <= answer["total"]
        assert shown == [row["customer"] for row in answer["rows"][: len(shown)]]
        ids = screen.texts(name, "subscription_id")
        assert [text.removesuffix("Trial") for text in ids] == [
            row["subscription_id"] for row in answer["rows"][: len(ids)]
        ]


def test_a_row_says_what_the_api_says_of_it(screen: Screen) -> None:
    screen.open("/subscriptions")
    answer = screen.table("expiring")
    for column in ("days_left", "purchased", "assigned", "used", "peak_used_3_months"):
        shown = screen.texts("expiring", column)
        assert [_number(text) for text in shown] == [row[column] for row in answer["rows"][: len(shown)]], column
    total = screen.find('[data-table="expiring"] .ag-floating-bottom .ag-cell[col-id="purchased"]').inner_text()
    assert _number(total) == sum(row["purchased"] for row in answer["rows"])


def test_the_past_is_shown_as_it_was(screen: Screen) -> None:
    now = screen.open("/subscriptions").agree()
    then = screen.open("/subscriptions?as_of=2026-09-15").agree()
    assert then != now
    screen.says("This page shows 15 Sep 2026 as it was known then.")
    screen.page.get_by_role("button", name="Back to today").click()
    assert screen.ready().agree() == now
    assert screen.query() == []


def test_what_an_address_says_wrongly_is_told_and_ignored(screen: Screen) -> None:
    plain = screen.open("/subscriptions").marks()
    screen.open("/subscriptions?product=x&as_of=yesterday&expiring.filter.days_left=zz&expiring.sort=nothing")
    notices = " ".join(screen.find(".notice").all_inner_texts())
    for parameter in ("product", "as_of", "days_left"):
        assert parameter in notices
    assert screen.marks() == plain
    assert screen.texts("expiring", "customer")


def test_a_region_without_reports_says_so_and_shows_no_zero(screen: Screen) -> None:
    screen.open("/subscriptions").choose("region", "UAE")
    assert ("region", "UAE") in screen.query()
    marks = screen.agree()
    assert len(marks) == KPIS
    assert set(marks.values()) == {None}
    for part in ("trend", *SECTIONS):
        words = screen.find(f"#{part}").inner_text()
        assert "No data" in words, part
        assert not re.search(r"\b0\b", words), (part, words)
    assert set(screen.find(".jump b").all_inner_texts()) == {"–"}


def _number(text: str) -> int | None:
    digits = text.strip().replace(",", "").replace("\u2212", "-")
    return None if digits == "–" else int(digits)


def test_the_day_of_the_page_is_the_settings(screen: Screen) -> None:
    assert screen.open("/subscriptions").asked("/api/v1/subscriptions")["as_of"] == TODAY.isoformat()
    assert screen.find('[data-control="as_of"] select').input_value() == TODAY.isoformat()
