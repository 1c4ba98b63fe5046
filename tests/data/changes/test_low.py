"""Who entered and who left low assignment, and whether by its own ratio, over rows worked out by hand."""

from datetime import timedelta

from dashboard.data.storage.regions import Region
from tests.data.changes.test_table import BEFORE, told
from tests.data.factories import SATURDAY, Row, load, row

DAY = timedelta(days=1)


def peers(before: dict[str, int], now: dict[str, int], purchased: dict[str, int] | None = None) -> list[Row]:
    """Customers that assign so many of 100 licences in Meetings, or of those `purchased` now."""
    rows = [row(c, c, BEFORE, m=(100, n, 0)) for c, n in before.items()]
    return rows + [row(c, c, m=((purchased or {}).get(c, 100), n, 0)) for c, n in now.items()]


def test_low_by_its_own_ratio(region: Region) -> None:
    # the quartile is that of the second of five: 0.2, then (B to 5 %, A to 60 %) 0.3
    before = {"A": 10, "B": 20, "C": 30, "D": 40, "E": 50}
    load(region, peers(before, before | {"A": 60, "B": 5}))
    assert told(region, "low_assignment") == (1, {"A": "assigned_more -1", "B": "assigned_less +1"}, 1)


def test_low_because_it_purchased(region: Region) -> None:
    before = {"A": 10, "B": 20, "C": 30, "D": 40, "E": 50}
    load(region, peers(before, before, {"A": 20, "C": 300}))  # A 10 of 20, C 30 of 300
    assert told(region, "low_assignment") == (1, {"A": "purchased_less -1", "C": "purchased_more +1"}, 1)


def test_low_because_the_threshold_moved(region: Region) -> None:
    before = {"A": 10, "B": 20, "C": 30, "D": 40, "E": 50, "F": 60, "G": 70, "H": 80, "I": 90}
    # of nine the third is the quartile: 0.3 before
    load(region, peers(before, before | {"D": 5, "A": 36, "B": 37}))
    # now 5 30 36 37 50 60 70 80 90: the third is 0.36; A and B left by themselves, C by the threshold
    causes = {
        "A": "assigned_more -1",
        "B": "assigned_more -1",
        "C": "threshold_up +1",
        "D": "assigned_less +1",
    }
    assert told(region, "low_assignment") == (2, causes, 2)


def test_low_begins_with_five(region: Region) -> None:
    before = {"A": 10, "B": 20, "C": 30, "D": 40}
    load(region, peers(before, before | {"E": 50}))
    assert told(region, "low_assignment") == (0, {"A": "threshold_up +1"}, 1)


def test_low_newly_compared_and_gone(region: Region) -> None:
    before = {"A": 10, "B": 20, "C": 30, "D": 40, "E": 50}
    rows = peers(before, {key: number for key, number in before.items() if key != "A"} | {"F": 1})
    load(region, [one | {"date": SATURDAY - 15 * DAY} if one["customer"] == "A" else one for one in rows])
    assert told(region, "low_assignment") == (1, {"A": "gone -1", "F": "compared +1"}, 1)
