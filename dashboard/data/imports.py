"""What was loaded into a region: a record for each file."""

from dataclasses import dataclass
from datetime import date, datetime

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
