"""Start dates carried forward on both engines: all at once, or import by import from the snapshot before."""

from datetime import date, timedelta

import sqlalchemy as sa

from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import headline_history, snapshot_date, subscription_current, subscription_snapshot
from dashboard.data.subscriptions import rollups
from tests.data.factories import SATURDAY, load, row

WEEK = timedelta(days=7)
STARTED = SATURDAY - 300 * timedelta(days=1)
DAYS = [SATURDAY - WEEK * back for back in (4, 3, 2, 1, 0)]


def filled(region: Region) -> None:
    """S1 tells its start in the second week, and is missing in the fourth; S2 never does; S3 comes last."""
    rows = [row("A", "S1", day, start_date=STARTED if day == DAYS[1] else None) for day in DAYS if day != DAYS[3]]
    load(region, [*rows, *(row("A", "S2", day) for day in DAYS[2:]), row("B", "S3", DAYS[4])])


EXPECTED = {
    (1, DAYS[0]): None,  # the region's first snapshot knows it: it began before the records
    (1, DAYS[1]): STARTED,
    (1, DAYS[2]): STARTED,
    (1, DAYS[4]): STARTED,
    (2, DAYS[2]): DAYS[2],
    (2, DAYS[3]): DAYS[2],
    (2, DAYS[4]): DAYS[2],
    (3, DAYS[4]): DAYS[4],
}


def added(region: Region) -> dict[tuple[int, date], date | None]:
    fact = subscription_snapshot.c
    with region.read() as connection:
        rows = connection.execute(sa.select(fact.subscription_key, fact.date, fact.added_on))
        return {(one.subscription_key, one.date): one.added_on for one in rows}


def test_the_last_start_date_told_holds_else_the_first_snapshot(region: Region) -> None:
    filled(region)
    assert added(region) == EXPECTED


def test_an_import_goes_on_from_the_snapshot_before_it(region: Region) -> None:
    """Also over a week in which the subscription is missing, and where its start stays unknown."""
    filled(region)
    for since in (DAYS[4], DAYS[1], DAYS[0]):
        with region.write() as connection:
            late = subscription_snapshot.c.date >= since
            connection.execute(sa.update(subscription_snapshot).where(late).values(added_on=None))
            rollups.carry_start_dates(connection, since)
        assert added(region) == EXPECTED


def test_an_unknown_start_stays_unknown_import_by_import(region: Region) -> None:
    load(region, [row("A", "S1", day) for day in DAYS])
    with region.write() as connection:
        rollups.carry_start_dates(connection, DAYS[3])
    assert set(added(region).values()) == {None}


def test_older_records_tell_a_start(region: Region) -> None:
    """A report of a week before what was the first snapshot does not know S2: so it began with that snapshot."""
    load(region, [row("A", "S1", DAYS[1]), row("A", "S2", DAYS[1])])
    assert added(region) == {(1, DAYS[1]): None, (2, DAYS[1]): None}
    older = {"customer_key": 1, "subscription_key": 1, "date": DAYS[0], "status": "Active"}
    day = {"date": DAYS[0], "week": DAYS[0], "week_before": DAYS[0] - WEEK, "import_id": 9}
    with region.write() as connection:
        connection.execute(sa.insert(snapshot_date), day)
        connection.execute(sa.insert(subscription_snapshot), older)
        rollups.refresh(connection, region, [DAYS[0]])
    assert added(region) == {(1, DAYS[0]): None, (1, DAYS[1]): None, (2, DAYS[1]): DAYS[1]}


def test_nothing_is_left_of_what_is_taken_back(region: Region) -> None:
    """The newest snapshot, then the only one: rollups follow without a row of their own."""
    load(region, [row("A", "S1", DAYS[0], m=(5, 1, 1)), row("A", "S1", DAYS[1], m=(9, 1, 1))])
    for day, left in ((DAYS[1], 5), (DAYS[0], None)):
        with region.write() as connection:
            for table in (subscription_snapshot, snapshot_date):
                connection.execute(sa.delete(table).where(table.c.date == day))
            rollups.refresh(connection, region, [day])
            assert connection.scalar(sa.select(sa.func.sum(subscription_current.c.meetings_purchased))) == left
            assert connection.scalar(sa.select(sa.func.count()).select_from(headline_history)) == (left is not None)
