"""Which snapshot answers for a date."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.query.cache import until_written
from dashboard.data.query.question import Moment, Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage.rules import rules_at
from dashboard.data.storage.schema import import_record, snapshot_date
from dashboard.data.storage.schema.customers import customer_change
from dashboard.data.storage.weeks import WEEK

_CHANGES = 1_000_000  # by hand between two imports: the next import counts more than all of them


def moment_at(connection: Connection, as_of: date) -> Moment:
    """The moment of a date in the connection's region."""
    day = snapshot_date.c.date
    record = import_record.c  # an import that is undone counts once more
    version = sa.select(sa.func.max(record.import_id) + sa.func.count(record.undone_at)).scalar_subquery()
    changes = sa.select(sa.func.max(customer_change.c.change_id)).scalar_subquery()
    dates = (sa.func.max(day).filter(day <= as_of), sa.func.max(day), sa.func.max(day).filter(day <= as_of - WEEK))
    row = connection.execute(sa.select(*dates, version, changes, *_marks())).one()
    snapshot, latest, week_ago, version_now, changed, *marks = row
    newest = snapshot is not None and snapshot == latest
    mark = " ".join(map(str, marks))
    counted = (version_now or 0) * _CHANGES + (changed or 0)
    return Moment(as_of, snapshot, newest, counted, mark, week_ago, rules_at(connection))


def _marks() -> list[sa.ScalarSelect[Any]]:
    """When the latest import and the latest change were made, and of which file."""
    record, change = import_record.c, customer_change.c
    imports = [sa.select(column).order_by(record.import_id.desc()) for column in (record.imported_at, record.checksum)]
    changes = sa.select(change.at).order_by(change.change_id.desc())
    return [statement.limit(1).scalar_subquery() for statement in (*imports, changes)]


def a_week_before(moment: Moment) -> Moment:
    """The moment seven days earlier, without its own week before."""
    newest = moment.newest and moment.week_ago == moment.snapshot
    return Moment(moment.as_of - WEEK, moment.week_ago, newest, moment.version, moment.mark, rules=moment.rules)


def compared_with(question: Question) -> Moment:
    """The earlier moment that the question's changes are told against: the one it names, else seven days before."""
    return question.compare or a_week_before(question.moment)


def moment(scope: Scope, as_of: date) -> Moment:
    """The moment of a date in the scope's region: the same for whoever asks."""
    return _of_region(scope.peers, as_of)


@until_written
def _of_region(scope: Scope, as_of: date) -> Moment:
    with scope.region.read() as connection:
        return moment_at(connection, as_of)
