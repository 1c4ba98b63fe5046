"""One customer's weeks, counted by hand."""

from datetime import date
from pathlib import Path

from dashboard.data.calling.customer import calling_weeks, queue_weeks, queues
from dashboard.data.storage.regions import Region
from tests.data.calling.files import LEG_HEADERS, QUEUE_HEADERS, leg, load, write
from tests.data.calling.test_weekly import queue
from tests.data.factories import ask

WEEK, BEFORE = date(2026, 11, 15), date(2026, 11, 8)


def test_weeks_and_queues_of_a_customer(region: Region, tmp_path: Path) -> None:
    legs = [
        leg("1", "a", "A", "2026-11-16T10:00:00Z", 90, user="u1", audio=(200, "", "")),
        leg("2", "b", "A", "2026-11-09T10:00:00Z", 30, user="u1"),
        leg("3", "c", "B", "2026-11-16T10:00:00Z", 30, user="u1"),
    ]
    load(region, write(tmp_path / "legs.csv", LEG_HEADERS, legs))
    rows = [
        queue("A", "Sales", 8, 2, 10, 160, 60, 0, 1, 0),
        queue("A", "Help", 20, 0, 20, 100, 0, 0, 0, 3),
        queue("B", "Other", 1, 1, 2, 5, 5, 0, 0, 0),
    ]
    load(region, write(tmp_path / "queues.csv", QUEUE_HEADERS, rows), WEEK)
    asked = ask(region)
    weeks = calling_weeks(asked, 1)
    assert [(week["week"], week["calls"], week["minutes"], week["poor_rate"]) for week in weeks[:3]] == [
        (WEEK, 1, 1.5, 1.0),
        (BEFORE, 1, 0.5, None),
        (date(2026, 11, 1), None, None, None),
    ]
    assert len(weeks) == 8
    every = queue_weeks(asked, 1)[0]
    assert (every["offered"], every["abandonment_rate"], every["average_answer_seconds"]) == (30, 2 / 30, 260 / 28)
    named = queues(asked, 1)
    assert [name for name, _location in named] == ["Help", "Sales"]
    sales = next(weeks for (name, _), weeks in named.items() if name == "Sales")
    assert (sales[0]["average_abandon_wait_seconds"], sales[0]["timed_out"], sales[1]["offered"]) == (30.0, 1, None)
    assert queues(asked, 3) == {}
