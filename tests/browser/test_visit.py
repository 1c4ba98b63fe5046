"""What compares a page with the API finds every kind of lie: judged on made-up pages, without a browser."""

from typing import Any

import pytest

from tests.browser.expected import own
from tests.browser.visit import Seen, differences, failures_are_told, same

TOLD = {"id": "a1", "buttons": 1, "numbers": [], "rows": 0, "text": "Failed"}


@pytest.mark.parametrize(
    ("shown", "true", "wrong"),
    [
        ({"customer": "Acme", "purchased": "1,200"}, {"customer": "Acme", "purchased": 1200}, set()),
        ({"customer": "Other"}, {"customer": "Acme"}, {"customer"}),
        ({"customer": ""}, {"customer": "Acme"}, {"customer"}),
        ({"subscription_id": "S1Trial"}, {"subscription_id": "S1"}, set()),
        ({"purchased": "1,200"}, {"purchased": 1201}, {"purchased"}),
        ({"assigned_change": "\u22125"}, {"assigned_change": -5}, set()),
        ({"assigned_change": "+5"}, {"assigned_change": -5}, {"assigned_change"}),
        ({"available": "+50"}, {"available": 0}, set()),  # the bar's column says what is over the limit
        ({"used_rate": "62 % 310 of 500"}, {"used_rate": 0.62}, set()),
    ],
)
def test_cells_are_held_against_the_row(shown: dict[str, str], true: dict[str, Any], wrong: set[str]) -> None:
    assert set(differences(shown, true)) == wrong


@pytest.mark.parametrize("part", [{"id": ""}, {"buttons": 0}, {"numbers": ["expiring.customers"]}, {"rows": 3}])
def test_a_failed_part_that_hides_something_is_found(part: dict[str, Any]) -> None:
    failures_are_told(Seen("/", True, {}, [], [], [TOLD]))
    with pytest.raises(AssertionError):
        failures_are_told(Seen("/", True, {}, [], [], [TOLD | part]))


def test_unknown_is_only_unknown() -> None:
    assert same(None, None)
    assert same(0.1 + 0.2, 0.3)
    assert not same(None, 0)
    assert not same(0, None)


def test_a_table_is_asked_for_as_its_address_says() -> None:
    query = [("region", "EU"), ("expiring.sort", "-used"), ("renewing.sort", "used"), ("expiring.columns", "used")]
    assert own(query, "expiring") == [("region", "EU"), ("sort", "-used")]
