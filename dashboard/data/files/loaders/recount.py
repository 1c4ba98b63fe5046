"""What is counted from calls, made anew once an import of them is undone."""

from collections.abc import Callable, Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.calling.covered_weeks import Source
from dashboard.data.calling.retention import refuse_dropped
from dashboard.data.calling.weekly import recount
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.calls import calling_week


def weeks(source: Source, table: sa.Table) -> Callable[[Connection, Region, Collection[date]], None]:
    """Weeks that no file of the source speaks of any more are unknown again; every one is counted again."""

    def taken_back(connection: Connection, region: Region, dates: Collection[date]) -> None:
        for week in dates:
            refuse_dropped(connection, week)
        newest = sa.select(table.c.week, sa.func.max(table.c.import_id)).where(table.c.week.in_(dates))
        left = dict(map(tuple, connection.execute(newest.group_by(table.c.week))))
        mine = (calling_week.c.source == source) & calling_week.c.week.in_(dates)
        for week, import_id in left.items():
            own = mine & (calling_week.c.week == week)
            if import_id:
                connection.execute(sa.update(calling_week).where(own).values(import_id=import_id))
        connection.execute(sa.delete(calling_week).where(mine, calling_week.c.week.not_in(left)))
        recount(connection, region, dates)

    return taken_back
