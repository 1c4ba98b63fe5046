"""How many customers are not seen by numbers about calls, and why, counted by hand."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.data.calling.coverage import SIGHTS, week_coverage
from dashboard.data.query.question import Question
from dashboard.data.storage.regions import Region
from tests.data import factories
from tests.data.calling.files import LEG_HEADERS, QUEUE_HEADERS, USAGE_HEADERS, leg, load, write
from tests.data.calling.test_weekly import queue, usage

WEEK = date(2026, 11, 15)


@pytest.fixture
def asked(region: Region, tmp_path: Path) -> Question:
    """A has legs and a queue, B a usage report without poor legs told, C Calling licences alone, D Meetings alone."""
    rows = [factories.row("A", "1", pro=(5, 5, 5)), factories.row("C", "3", std=(5, 5, 5))]
    factories.load(region, [*rows, factories.row("D", "4", m=(5, 5, 5))])
    legs = [leg("1", "a", "A", "2026-11-16T10:00:00Z", 60, features="park")]
    load(region, write(tmp_path / "legs.csv", LEG_HEADERS, legs))
    row = usage("B", "", 100, 200, "NA", 300.5, 0, "NA", "NA", 9, 0, 0, 0, 1, 9)
    load(region, write(tmp_path / "usage.csv", USAGE_HEADERS, [row]), WEEK)
    load(region, write(tmp_path / "q.csv", QUEUE_HEADERS, [queue("A", "Sales", 9, 1, 10, 1, 1, 0, 0, 0)]), WEEK)
    return factories.ask(region)


def test_who_is_not_seen_and_why(asked: Question) -> None:
    nothing = (("unreported", 1), ("unlicensed", 1))  # C, D
    expected: dict[str, tuple[tuple[str, int], ...]] = {
        "usage": nothing,
        "quality": (*nothing, ("unmeasured", 1)),  # B
        "features": nothing,  # B's usage report counts its queue calls
        "endpoints": (("legless", 3),),
        "queues": (("queueless", 2),),
        "queue_reports": (("unlisted", 3),),
    }
    assert expected.keys() == SIGHTS.keys()
    for subject, unseen in expected.items():
        sight = week_coverage(subject)(asked)
        assert sight is not None
        assert (sight.unseen, sight.seen, sight.every) == (unseen, 4 - sum(number for _why, number in unseen), 4)
