"""A region of an older version learns what "low" meant on each date, the same as an import would have told."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.engine import Connection

from dashboard.data.storage.migrations.region import r0005_quartiles, r0011_low_again, r0012_headline_peers
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import headline_history, headline_peers
from tests.data.factories import SATURDAY, load, row

WEEK = timedelta(days=7)


def kept(connection: Connection) -> list[tuple[Any, ...]]:
    row = headline_history.c
    statement = sa.select(row.date, row.meetings_quartile, row.calling_quartile).order_by(row.date)
    return [tuple(one) for one in connection.execute(statement)]


def test_the_migration_fills_what_an_import_tells(region: Region) -> None:
    rates = zip("ABCDE", (10, 20, 30, 40, 50), strict=True)
    meetings = [row(c, c, day, m=(100, n, 0)) for c, n in rates for day in (SATURDAY - WEEK, SATURDAY)]
    calling = [row(c, f"p{c}", pro=(50, 5, 0), std=(50, None, 0) if c == "A" else (50, 20, 0)) for c in "ABCD"]
    load(region, [*meetings, *calling, row("E", "pE", std=(10, 10, 0)), row("F", "F", m=(9, 1, 0), status="Expired")])
    with region.write() as connection:
        told = kept(connection)
        # Calling: A 5/100 (the unknown part of a sum is left out of it), B to D 25/100, E 10/10: the quartile is the
        # second of five. A week before nobody had any.
        assert told == [(SATURDAY - WEEK, 0.2, None), (SATURDAY, 0.2, 0.25)]
        with Operations.context(MigrationContext.configure(connection)) as older:
            for name in ("meetings_quartile", "calling_quartile"):
                older.drop_column("headline_history", name)
            r0005_quartiles.upgrade()
            r0011_low_again.upgrade()
        assert kept(connection) == told


def test_nothing_assigned_is_low_where_a_quarter_assigns_nothing(region: Region) -> None:
    """Ratios 0 0 .3 .4 .5, the quartile is 0; C's second subscription, of unknown assignment, is left out."""
    rates = zip("ABCDE", (0, 0, 30, 40, 50), strict=True)
    load(region, [*(row(c, c, m=(100, n, 0)) for c, n in rates), row("C", "unknown", m=(900, None, 0)), row("F", "F")])
    kept_too = [column for column in headline_peers.c if column.name != "date"]
    both = headline_history.join(headline_peers, headline_peers.c.date == headline_history.c.date)
    columns = (headline_history.c.low_assignment, headline_history.c.meetings_quartile, *kept_too)
    low = sa.select(*columns).select_from(both)
    with region.write() as connection:
        assert connection.execute(low).one() == (2, 0, 5, 0, 1)
        connection.execute(sa.update(headline_history).values(low_assignment=0, meetings_quartile=None))
        with Operations.context(MigrationContext.configure(connection)) as older:
            older.drop_table("headline_peers")
            r0011_low_again.upgrade()
            r0012_headline_peers.upgrade()
        assert connection.execute(low).one() == (2, 0, 5, 0, 1)
