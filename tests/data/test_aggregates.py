"""Sums of fractions: the same in any order, unknown over nothing."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.aggregates import exact_sum
from dashboard.data.regions import Region


def total(region: Region, type_: sa.types.TypeEngine[Any], *numbers: float | None) -> float | None:
    rows = sa.values(sa.column("number", type_), name="rows").data([(number,) for number in numbers])
    with region.read() as connection:
        found: float | None = connection.scalar(sa.select(exact_sum(rows.c.number)))
    return found


def test_the_order_of_fractions_makes_no_difference(region: Region) -> None:
    # As floats 0.1 + 0.2 + 0.3 is 0.6000000000000001, and 0.3 + 0.2 + 0.1 is 0.6.
    assert total(region, sa.Double(), 0.1, 0.2, 0.3) == total(region, sa.Double(), 0.3, 0.2, 0.1) == 0.6
    assert total(region, sa.Double(), 999_999_999.25, 0.1, None) == 999_999_999.35


def test_nothing_known_adds_up_to_unknown(region: Region) -> None:
    assert total(region, sa.Double(), None, None) is None


def test_whole_numbers_stay_whole(region: Region) -> None:
    found = total(region, sa.Integer(), 2, 3)
    assert (found, type(found)) == (5, int)
