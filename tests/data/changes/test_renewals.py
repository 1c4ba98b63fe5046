"""Renewed under another id: one cause for the one that ended and the one that took over, by hand."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dashboard.data.changes.table import comparison
from dashboard.data.storage.regions import Region
from tests.data.changes.test_table import LATE, both, told
from tests.data.factories import SATURDAY, TODAY, ask, load, row

DAY = timedelta(days=1)
WEEK = 7 * DAY


def test_renewed_under_another_id_is_one_cause(region: Region) -> None:
    """Z's old one ended two days ago, and another began; Y's other ended too long before; X's is of another product."""
    ended: dict[str, Any] = {"m": (60, 10, 5), "ends_on": TODAY - 2 * DAY}
    long_ago: dict[str, Any] = {"m": (7, 0, 0), "status": "Expired", "ends_on": TODAY - 40 * DAY}
    load(
        region,
        [
            *both("Z", "old", ended, {**ended, "status": "Expired"}),
            row("Z", "renewal", m=(50, 20, 5), ends_on=LATE),
            *both("Y", "old", long_ago, long_ago),
            row("Y", "new", m=(5, 0, 0)),
            *both("X", "old", {**ended, "m": (3, 0, 0)}, {**ended, "m": (3, 0, 0)}),
            row("X", "new", pro=(2, 0, 0)),
        ],
    )
    by_row = {
        "Z/renewal": "renewed +50",
        "Z/old": "renewed -60",
        "Y/new": "new +5",
        "X/old": "ended -3",
    }
    assert told(region, "purchased") == (63, by_row, 55)
    question = replace(ask(region), measure="purchased")
    assert [(one.cause.key, one.change, one.customers, one.rows) for one in comparison(question).parts] == [
        ("new", 5, 1, 1),
        ("renewed", -10, 1, 2),
        ("ended", -3, 1, 1),
    ]
    assert told(region, "purchased", "calling")[1] == {"X/new": "new +2"}
    # Both are counted, so that nobody entered or left; the one that nears its end is there no more.
    assert told(region, "total_customers")[1] == {"Y/new": "new +1"}
    assert told(region, "nearing_expiration") == (2, {"X/old": "ended -1", "Z/old": "renewed -1"}, 0)


@pytest.mark.parametrize(
    ("apart", "cause"), [(31, "renewed"), (32, "new"), (-31, "renewed"), (-32, "new")], ids=lambda value: str(value)
)
def test_it_took_over_within_31_days(region: Region, apart: int, cause: str) -> None:
    """Before or after: the other's end is so many days from the beginning, and the other began earlier."""
    end = SATURDAY - apart * DAY
    load(
        region,
        [
            row("B", "other", SATURDAY - 3 * WEEK, m=(1, 0, 0)),
            *(row("A", "old", SATURDAY - n * WEEK, m=(10, 0, 0), ends_on=end) for n in (3, 2, 1, 0)),
            row("A", "new", m=(20, 0, 0), start_date=SATURDAY),
        ],
    )
    assert told(region, "purchased")[1]["A/new"] == f"{cause} +20"


def test_left_out_is_ended_too(region: Region) -> None:
    """The renewal's report names the old id no more: gone two weeks later, and by the same cause."""
    days = [SATURDAY - n * WEEK for n in (4, 3, 2, 1)]
    rows = [
        *(row("A", "old", day, m=(10, 0, 0)) for day in days[:2]),
        *(row("A", "new", d, m=(9, 0, 0)) for d in days[2:]),
    ]
    load(region, [*rows, row("A", "new", m=(9, 0, 0))])
    assert told(region, "purchased", as_of=days[2])[1] == {"A/new": "renewed +9"}
    assert told(region, "purchased", as_of=SATURDAY)[1] == {"A/old": "renewed -10"}
