"""Sums of fractions: the same in any order, unknown over nothing."""

from decimal import Decimal
from random import Random
from typing import Any

import sqlalchemy as sa

from dashboard.data.query.aggregates import exact_sum
from dashboard.data.storage.regions import Region


def total(region: Region, type_: sa.types.TypeEngine[Any], *numbers: float | None) -> float | None:
    rows = sa.values(sa.column("number", type_), name="rows").data([(number,) for number in numbers])
    with region.read() as connection:
        found: float | None = connection.scalar(sa.select(exact_sum(rows.c.number)))
    return found


def test_the_order_of_fractions_makes_no_difference(region: Region) -> None:
    # As floats 0.1 + 0.2 + 0.3 is 0.6000000000000001, and 0.3 + 0.2 + 0.1 is 0.6.
    assert total(region, sa.Double(), 0.1, 0.2, 0.3) == total(region, sa.Double(), 0.3, 0.2, 0.1) == 0.6
    assert total(region, sa.Double(), 999_999_999.25, 0.1, None) == 999_999_999.35


def test_sums_are_those_of_the_digits(region: Region) -> None:
    """Of few digits and of many, of both signs, next to a whole number, and where millionths end."""
    draw = Random(7)
    numbers = [
        draw.choice((1, -1)) * round(draw.uniform(0, 10 ** draw.randrange(10)), draw.randrange(8)) for _ in range(200)
    ]
    numbers += [1 / 3, 741 / 60, 1e9, 999_999_999.999999, 0.0000001, 1e-6, 2.0000005, 123456.7891234]
    exact = sum(Decimal(repr(one)).quantize(Decimal("1e-15")) for one in numbers)
    assert total(region, sa.Double(), *numbers) == float(exact)
    for one in numbers:
        assert total(region, sa.Double(), one) == float(Decimal(repr(one)).quantize(Decimal("1e-15")))


def test_nothing_known_adds_up_to_unknown(region: Region) -> None:
    assert total(region, sa.Double(), None, None) is None


def test_whole_numbers_stay_whole(region: Region) -> None:
    found = total(region, sa.Integer(), 2, 3)
    assert (found, type(found)) == (5, int)
