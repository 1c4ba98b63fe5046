"""Every number on the page is the API's for the same address."""

import pytest

from tests.browser.screen import SECTIONS, Screen


@pytest.mark.parametrize("product", ["meetings", "calling"])
def test_every_mark_is_the_apis_number(screen: Screen, product: str) -> None:
    marks = screen.open(f"/subscriptions?region=EU&product={product}").agree()
    assert len(marks) == 5 + 2 + 3 + 3 + 4 + 3
    assert marks["total_customers"] and marks["expiring.customers"]


def test_tables_show_the_apis_rows_in_its_order(screen: Screen) -> None:
    screen.open("/subscriptions")
    for name in SECTIONS:
        answer = screen.table(name)
        assert answer["total"] > 0
        shown = screen.texts(name, "customer")
        assert 0 < len(shown) <= answer["total"]
        said = [f"{row['customer']}\n{row['subscription_id']}" for row in answer["rows"]]
        assert shown == said[: len(shown)]
