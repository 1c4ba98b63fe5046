"""Start dates carried forward on both engines: all at once, or import by import from the snapshot before."""

from datetime import date, timedelta

import sqlalchemy as sa

from dashboard.data import rollups
from dashboard.data.regions import Region
from dashboard.data.schema import subscription_snapshot
from tests.data.factories import SATURDAY, load, row

WEEK = timedelta(days=7)
STARTED = SATURDAY - 300 * timedelta(days=1)
DAYS = [SATURDAY - WEEK * back for back in (4, 3, 2, 1, 0)]


def filled(region: Region) -> None:
    """S1 tells its start in the second week, and is missing in the fourth; S2 never does; S3 comes last."""
    rows = [row("A", "S1", day, start_date=STARTED if day == DAYS[1] else None) for day in DAYS if day != DAYS[3]]
    load(region, [*rows, *(row("A", "S2", day) for day in DAYS[2:]), row("B", "S3", DAYS[4])])


EXPECTED = {
    (1, DAYS[0]): DAYS[0],
    (1, DAYS[1]): STARTED,
    (1, DAYS[2]): STARTED,
    (1, DAYS[4]): STARTED,
    (2, DAYS[2]): DAYS[2],
    (2, DAYS[3]): DAYS[2],
    (2, DAYS[4]): DAYS[2],
    (3, DAYS[4]): DAYS[4],
}


def added(region: Region) -> dict[tuple[int, date], date]:
    fact = subscription_snapshot.c
    with region.read() as connection:
        rows = connection.execute(sa.select(fact.subscription_key, fact.date, fact.added_on))
        return {(one.subscription_key, one.date): one.added_on for one in rows}


def test_the_last_start_date_told_holds_else_the_first_snapshot(region: Region) -> None:
    filled(region)
    assert added(region) == EXPECTED


def test_an_import_goes_on_from_the_snapshot_before_it(region: Region) -> None:
    """Also over a week in which the subscription is missing."""
    filled(region)
    with region.write() as connection:
        late = subscription_snapshot.c.date >= DAYS[4]
        connection.execute(sa.update(subscription_snapshot).where(late).values(added_on=None))
        rollups.carry_start_dates(connection, DAYS[4])
    assert added(region) == EXPECTED
