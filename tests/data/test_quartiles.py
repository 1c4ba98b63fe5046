"""A region of an older version learns what "low" meant on each date, the same as an import would have told."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.engine import Connection

from dashboard.data.migrations.region import r0005_quartiles
from dashboard.data.regions import Region
from dashboard.data.schema import headline_history
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
        # Calling: A 5/100, B to D 25/100, E 10/10: the quartile is the second of five. A week before nobody had any.
        assert told == [(SATURDAY - WEEK, 0.2, None), (SATURDAY, 0.2, 0.25)]
        with Operations.context(MigrationContext.configure(connection)) as older:
            for name in ("meetings_quartile", "calling_quartile"):
                older.drop_column("headline_history", name)
            r0005_quartiles.upgrade()
        assert kept(connection) == told
