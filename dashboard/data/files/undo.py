"""Takes an import back: its rows go, and what they replaced is there again."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from dashboard.data.files.history import PastImport, history
from dashboard.data.files.kinds import KINDS, Kind
from dashboard.data.files.loaders.customer_fields import forget_customers, restore_fields
from dashboard.data.files.loaders.loading import loading_of
from dashboard.data.files.loaders.replaced_rows import put_back
from dashboard.data.files.loaders.replacing import Facts
from dashboard.data.files.outcome import from_json
from dashboard.data.files.record import newer
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import import_record
from dashboard.errors import Conflict, DashboardError, NotFound, Rejected
from dashboard.i18n import N_

__all__ = ["PastImport", "Undone", "history", "undo"]

UNKNOWN = N_("There is no import with this number in the region.")


@dataclass(frozen=True)
class Undone:
    """What undoing an import did."""

    import_id: int
    kind: str
    file_name: str
    removed: int  # rows
    restored: int  # rows


def undo(region: Region, import_id: int, *, by: str | None = None, now: datetime | None = None) -> Undone:
    """Take an import back in one transaction: before or after it, never between.

    Raises NotFound for an unknown import; Conflict when it was undone already, when a newer one of its kind and period
    must be undone first, and when what it replaced is no longer kept; DashboardError when the database fails.
    """
    try:
        with region.write() as connection:
            record = _record(connection, import_id)
            kind = next((known for known in KINDS if known.name == record["kind"]), None)
            if kind is None:
                raise Conflict(f"import {import_id}: nobody knows its kind any more", record["kind"])
            mine = import_record.c.import_id == import_id
            at = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
            connection.execute(sa.update(import_record).where(mine).values(undone_at=at, undone_by=by, kept=False))
            removed, restored = _facts(connection, region, kind, record)
            restore_fields(connection, region, import_id)
            forget_customers(connection)
            return Undone(import_id, kind.name, record["file_name"], removed, restored)
    except Rejected as error:
        raise Conflict(f"import {import_id}: {error}", import_id) from error
    except sa.exc.DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise DashboardError(f"import {import_id}: nothing was undone: the database refused: {reason}") from error


def _record(connection: Connection, import_id: int) -> RowMapping:
    """The import, when it can be undone."""
    asked = sa.select(import_record).where(import_record.c.import_id == import_id)
    record = connection.execute(asked).mappings().one_or_none()
    if record is None:
        raise NotFound(UNKNOWN)
    if record["undone_at"]:
        raise Conflict(f"import {import_id}: was undone already, on {record['undone_at']:%Y-%m-%d %H:%M}", import_id)
    if record["sample"]:
        raise Conflict(f"import {import_id}: sample data, which gives way to the first file of your own", import_id)
    if later := newer(connection, record):
        raise Conflict(
            f"import {import_id}: import {later} is newer and speaks of the same: undo that one first", later
        )
    if not record["kept"]:
        raise Conflict(f"import {import_id}: what it replaced is no longer kept", import_id)
    return record


def _facts(connection: Connection, region: Region, kind: Kind, record: RowMapping) -> tuple[int, int]:
    """How many rows went and came back; all that is counted from them is counted again."""
    loading, import_id = loading_of(kind), record["import_id"]
    facts = loading.facts
    if facts is None:
        return record["rows"], sum(lost.rows for lost in from_json(record["replaced"]))
    own = facts.table.c.import_id == import_id
    days = _days(connection, facts, own)
    removed = connection.execute(sa.delete(facts.table).where(own)).rowcount
    restored, back = put_back(connection, import_id, facts.table, facts.day)
    touched = sorted(days | back)
    if touched:
        loading.taken_back(connection, region, touched)
    return removed, restored


def _days(connection: Connection, facts: Facts, own: sa.ColumnElement[bool]) -> set[date]:
    if facts.day is None:
        return set()
    return set(connection.scalars(sa.select(facts.table.c[facts.day]).where(own).distinct()))
