"""What was loaded into a region: a record for each import, and what each field of a customer came from."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from dashboard.data.files.outcome import Replaced, from_json
from dashboard.data.files.record import may_be_undone
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import CUSTOMER_FIELDS, customer, customer_source, import_record
from dashboard.errors import NotFound
from dashboard.i18n import N_

PAGE = 50
"""Imports on a page of the history."""

_WEEKLY = ("Calling Usage Detail", "Call Queue Stats")  # their dates are the Sundays of weeks


@dataclass(frozen=True)
class PastImport:
    """An import as the history tells it. The dates are None for files without.

    `can_undo`: it is the newest of its kind and period that is not undone, and what it replaced is kept.
    """

    import_id: int
    kind: str
    file_name: str  # of several files that are one: their names, joined by " + "
    checksum: str  # SHA-256; of several files: of theirs
    first_date: date | None
    last_date: date | None
    week: bool  # the dates are Sundays of weeks
    rows: int
    rejected: int
    older: int
    replaced: tuple[Replaced, ...]
    reject_file: str | None  # path below the data directory
    unknown_columns: tuple[str, ...]
    adds_to: int | None
    imported_at: datetime  # UTC
    imported_by: str | None
    undone_at: datetime | None  # UTC
    undone_by: str | None
    sample: bool
    can_undo: bool


def imports_of(region: Region) -> list[PastImport]:
    """Every import of a region, oldest first."""
    with region.read() as connection:
        rows = connection.execute(sa.select(import_record).order_by(import_record.c.import_id)).mappings().all()
        newest = may_be_undone(connection)
    return [_past(row, row["import_id"] in newest) for row in rows]


def history(region: Region) -> list[PastImport]:
    """Every import of the region, newest first."""
    return imports_of(region)[::-1]


def page_of(region: Region, number: int) -> tuple[list[PastImport], int]:
    """A page of the history, newest first, none beyond the last; how many imports there are."""
    newest = sa.select(import_record).order_by(import_record.c.import_id.desc())
    with region.read() as connection:
        total = connection.scalar(sa.select(sa.func.count()).select_from(import_record)) or 0
        rows = connection.execute(newest.limit(PAGE).offset((number - 1) * PAGE)).mappings().all()
        undoable = may_be_undone(connection)
    return [_past(row, row["import_id"] in undoable) for row in rows], total


def past_import(region: Region, import_id: int) -> PastImport:
    """An import of the history. Raises NotFound."""
    with region.read() as connection:
        asked = sa.select(import_record).where(import_record.c.import_id == import_id)
        row = connection.execute(asked).mappings().one_or_none()
        undoable = may_be_undone(connection)
    if row is None:
        raise NotFound(N_("There is no such import."))
    return _past(row, import_id in undoable)


def _past(row: RowMapping, can_undo: bool) -> PastImport:
    same = ("import_id", "kind", "file_name", "checksum", "first_date", "last_date", "rows", "rejected", "reject_file",
            "adds_to", "imported_at", "imported_by", "undone_at", "undone_by", "sample")  # fmt: skip
    return PastImport(
        **{name: row[name] for name in same},
        week=row["kind"] in _WEEKLY,
        older=row["older"] or 0,
        replaced=from_json(row["replaced"]),
        unknown_columns=tuple((row["unknown_columns"] or "").split(";")) if row["unknown_columns"] else (),
        can_undo=can_undo,
    )


@dataclass(frozen=True)
class FieldSource:
    """Where a field of a customer came from."""

    import_id: int
    kind: str
    file_name: str
    imported_at: datetime  # UTC
    imported_by: str | None


def field_sources(scope: Scope, org_id: str) -> dict[str, FieldSource]:
    """The import of each field of a customer in scope, by the names of `CUSTOMER_FIELDS`; those unknown left out.

    Nothing for an unknown customer, and for one out of scope.
    """
    own = scope.unfiltered.restrict(sa.select(customer_source), customer_source.c.customer_key)
    mine = own.join(customer, customer.c.customer_key == customer_source.c.customer_key)
    with scope.region.read() as connection:
        sources = connection.execute(mine.where(customer.c.org_id == org_id.strip().lower())).mappings().one_or_none()
        ids = {name: sources[name] for name in CUSTOMER_FIELDS if sources[name]} if sources else {}
        asked = sa.select(import_record).where(import_record.c.import_id.in_(set(ids.values())))
        records = {row["import_id"]: row for row in connection.execute(asked).mappings()}
    fields = ("import_id", "kind", "file_name", "imported_at", "imported_by")
    return {
        name: FieldSource(**{key: records[import_id][key] for key in fields})
        for name, import_id in ids.items()
        if import_id in records
    }


def holds_data(region: Region) -> bool:
    """Whether anything was ever loaded into the region, sample data included."""
    with region.read() as connection:
        return any(connection.execute(sa.select(table).limit(1)).first() for table in (import_record, customer))


@dataclass(frozen=True)
class Loaded:
    """All files of one kind that a region holds: how many, their rows, when the last was loaded (UTC)."""

    kind: str
    files: int
    rows: int
    rejected: int
    last: datetime


def loaded(region: Region) -> list[Loaded]:
    """What was loaded and not undone, a line for each kind of file, without sample data."""
    record = import_record.c
    sums = [sa.func.coalesce(sa.func.sum(column), 0) for column in (record.rows, record.rejected)]
    own = sa.select(record.kind, sa.func.count(), *sums, sa.func.max(record.imported_at))
    own = own.where(record.sample.is_(False), record.undone_at.is_(None)).group_by(record.kind).order_by(record.kind)
    with region.read() as connection:
        rows = connection.execute(own)
        return [Loaded(kind, n, int(some), int(bad), at.replace(tzinfo=UTC)) for kind, n, some, bad, at in rows]
