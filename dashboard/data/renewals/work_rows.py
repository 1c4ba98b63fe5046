"""Many changes of work at once, as a file brings them: all of them, or none and what is wrong with which line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from dashboard.data.customers.edits import customer_key, note_changes
from dashboard.data.customers.work import Owner, held_work, know, told_of, write_work
from dashboard.data.query.scope import Scope
from dashboard.data.renewals import states
from dashboard.errors import DashboardError


@dataclass(frozen=True)
class WorkRow:
    """A line of a file: what it says of a customer (fields of `work`), and of one of its subscriptions (`states`)."""

    line: int
    org_id: str
    work: Mapping[str, object]
    owner: Owner | None = None
    subscription_id: str = ""
    renewal: Mapping[str, object] = field(default_factory=dict)


class _Undone(Exception):
    """Ends the transaction without keeping what was written."""


def apply_rows(
    scope: Scope, rows: Sequence[WorkRow], actor: str, *, commit: bool
) -> tuple[int, list[tuple[int, DashboardError]]]:
    """How many rows change anything, and what is wrong by line. Nothing is kept without `commit`, or with a problem."""
    changed, problems = 0, list[tuple[int, DashboardError]]()
    try:
        with scope.region.write() as connection:
            for row in rows:
                try:
                    changed += _apply(connection, scope, row, actor)
                except DashboardError as problem:
                    problems.append((row.line, problem))
            if problems or not commit:
                raise _Undone
    except _Undone:
        pass
    return changed, problems


def _apply(connection: Connection, scope: Scope, row: WorkRow, actor: str) -> bool:
    know(connection, row.owner)
    key = customer_key(connection, scope, row.org_id)
    changed = bool(row.work) and write_work(connection, key, row.work)
    if changed:
        note_changes(connection, [key], actor, "work", told_of(held_work(connection, key)))
    if not row.renewal:
        return changed
    keys = states.keys_of(connection, scope, row.org_id, row.subscription_id)
    said = states.write_renewal(connection, keys, states.held_of(connection, *keys), states.clean_change(row.renewal))
    if said:
        note_changes(connection, [key], actor, "renewal", states.told_of(row.subscription_id, row.renewal))
    return changed or said
