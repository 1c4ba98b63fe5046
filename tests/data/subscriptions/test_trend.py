"""Licences week by week, by hand."""

from datetime import date, timedelta
from typing import Any

from dashboard.data.storage.regions import Region
from dashboard.data.subscriptions.trend import trend
from tests.data.factories import SATURDAY, TODAY, ask, load, row

DAY = timedelta(days=1)


def test_the_last_snapshot_of_a_week_counts_and_gaps_stay_gaps(region: Region) -> None:
    load(
        region,
        [
            row("A", "1", SATURDAY - 14 * DAY, m=(10, 5, 1)),
            row("A", "1", SATURDAY - 2 * DAY, m=(20, 6, 2)),
            row("B", "2", SATURDAY - 2 * DAY, m=(100, 50, 25)),
            row("A", "1", SATURDAY, m=(30, 7, 3)),
            row("C", "3", SATURDAY, m=(500, 500, 500), ends_on=SATURDAY - DAY),  # ended the day before
            row("D", "4", SATURDAY, m=(500, 500, 500), status="Expired"),
        ],
    )
    expected: list[dict[str, Any]] = [
        {"week": date(2026, 11, 1), "purchased": 10, "assigned": 5, "used": 1},
        {"week": date(2026, 11, 8), "purchased": None, "assigned": None, "used": None},
        # A's last of the week is Saturday's, B's is Thursday's
        {"week": date(2026, 11, 15), "purchased": 130, "assigned": 57, "used": 28},
        {"week": date(2026, 11, 22), "purchased": None, "assigned": None, "used": None},
    ]
    assert trend(ask(region)) == expected
    assert trend(ask(region, search="ag")) == expected
    assert trend(ask(region, product="calling"))[0] == expected[0] | {"purchased": 0, "assigned": 0, "used": 0}


def test_a_past_date_ends_the_week_there(region: Region) -> None:
    load(region, [row("A", "1", SATURDAY - 2 * DAY, m=(20, 6, 2)), row("A", "1", SATURDAY, m=(30, 7, 3))])
    thursday = trend(ask(region, SATURDAY - DAY, weeks=1))
    assert thursday == [{"week": date(2026, 11, 15), "purchased": 20, "assigned": 6, "used": 2}]


def test_no_data_is_all_gaps(region: Region) -> None:
    assert {point["purchased"] for point in trend(ask(region, TODAY))} == {None}
