"""Which snapshot answers for a date."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.kept import until_written
from dashboard.data.question import Moment
from dashboard.data.schema import import_record, snapshot_date
from dashboard.data.schema_customers import customer_change
from dashboard.data.scope import Scope
from dashboard.data.weeks import WEEK

_CHANGES = 1_000_000  # by hand between two imports: the next import counts more than all of them


def moment_at(connection: Connection, as_of: date) -> Moment:
    """The moment of a date in the connection's region."""
    day = snapshot_date.c.date
    version = sa.select(sa.func.max(import_record.c.import_id)).scalar_subquery()
    changes = sa.select(sa.func.max(customer_change.c.change_id)).scalar_subquery()
    dates = (sa.func.max(day).filter(day <= as_of), sa.func.max(day), sa.func.max(day).filter(day <= as_of - WEEK))
    found = connection.execute(sa.select(*dates, version, changes, *_marks())).one()
    snapshot, latest, week_ago, version_now, changed, *marks = found
    newest = snapshot is not None and snapshot == latest
    mark = " ".join(map(str, marks))
    return Moment(as_of, snapshot, newest, (version_now or 0) * _CHANGES + (changed or 0), mark, week_ago)


def _marks() -> list[sa.ScalarSelect[Any]]:
    """When the latest import and the latest change were made, and of which file."""
    record, change = import_record.c, customer_change.c
    imports = [sa.select(column).order_by(record.import_id.desc()) for column in (record.imported_at, record.checksum)]
    changes = sa.select(change.at).order_by(change.change_id.desc())
    return [one.limit(1).scalar_subquery() for one in (*imports, changes)]


def a_week_before(moment: Moment) -> Moment:
    """The moment seven days earlier, without its own week before."""
    newest = moment.newest and moment.week_ago == moment.snapshot
    return Moment(moment.as_of - WEEK, moment.week_ago, newest, moment.version, moment.mark)


@until_written
def moment(scope: Scope, as_of: date) -> Moment:
    """The moment of a date in the scope's region."""
    with scope.region.read() as connection:
        return moment_at(connection, as_of)
