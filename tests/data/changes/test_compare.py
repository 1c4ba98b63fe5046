"""What changed since any earlier date, by hand."""

from datetime import timedelta

from dashboard.data.query.moment import moment
from dashboard.data.storage.regions import Region
from tests.data.changes.test_table import told
from tests.data.factories import SATURDAY, ask, load, row

DAY = timedelta(days=1)
WEEK = 7 * DAY


def test_any_earlier_date_can_be_compared_with(region: Region) -> None:
    days = [SATURDAY - n * WEEK for n in (9, 5, 1, 0)]
    load(
        region,
        [
            *(row("A", "1", day, m=(n, 0, 0)) for day, n in zip(days, (1, 5, 20, 24), strict=True)),
            row("B", "2", days[0], m=(100, 0, 0)),
            *(row("C", "3", day, m=(7, 0, 0)) for day in days[1:]),
        ],
    )
    assert told(region, "purchased") == (27, {"A/1": "purchased_more +4"}, 31)
    since = days[0] + DAY  # its snapshot is the day before
    earlier = moment(ask(region).scope, since)
    assert told(region, "purchased", compare=earlier) == (
        101,
        {"A/1": "purchased_more +23", "B/2": "gone -100", "C/3": "new +7"},
        31,
    )
    assert told(region, "total_customers", compare=earlier) == (2, {"B/2": "gone -1", "C/3": "new +1"}, 2)
    nothing = moment(ask(region).scope, days[0] - DAY)
    assert told(region, "purchased", compare=nothing) == (None, {}, 31)
