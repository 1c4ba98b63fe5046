"""What was loaded into a region: a record for each file."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from dashboard.data.regions import Region
from dashboard.data.schema import customer, import_record


@dataclass(frozen=True)
class Import:
    """A file that was loaded. The dates are the first and last that it speaks of, None for files without."""

    import_id: int
    kind: str
    file_name: str
    checksum: str  # SHA-256
    first_date: date | None
    last_date: date | None
    rows: int
    rejected: int
    reject_file: str | None
    unknown_columns: str | None
    imported_at: datetime  # UTC
    sample: bool


def imports_of(region: Region) -> list[Import]:
    """Every import of a region, oldest first."""
    with region.read() as connection:
        rows = connection.execute(sa.select(import_record).order_by(import_record.c.import_id))
        return [Import(**row) for row in rows.mappings()]


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
    """What was loaded, a line for each kind of file, without sample data."""
    record = import_record.c
    sums = [sa.func.coalesce(sa.func.sum(column), 0) for column in (record.rows, record.rejected)]
    own = sa.select(record.kind, sa.func.count(), *sums, sa.func.max(record.imported_at))
    with region.read() as connection:
        rows = connection.execute(own.where(record.sample.is_(False)).group_by(record.kind).order_by(record.kind))
        return [Loaded(kind, n, int(some), int(bad), at.replace(tzinfo=UTC)) for kind, n, some, bad, at in rows]
