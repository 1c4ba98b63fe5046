"""Whether a database that was there still is: one that went missing is a fault, and not a new empty one.

The store remembers the regions that this installation has begun. So a disk that is not mounted, or a data directory
that is written wrongly, is told, and nobody looks at empty pages or saves empty backups.
"""

from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.data.storage.regions import Region
from dashboard.data.storage.revisions import revision_of
from dashboard.data.storage.store import known_region, now, reading, writing
from dashboard.errors import DashboardError, RegionUnavailable

_BEGIN = "`python -m dashboard init` begins an empty one, which `restore DIR` fills from a backup"


def refuse_nothing(data_dir: Path, urls: Iterable[str]) -> None:
    """Raises DashboardError when the databases are files, and the store's or all of the regions' are not there.

    The store's URL is the first.
    """
    store, *regions = map(_file, urls)
    files = [file for file in (store, *regions) if file]
    if files and not any(file.is_file() for file in files):
        what = "holds no database" if data_dir.is_dir() else "is not there"
        raise DashboardError(f"data directory {data_dir.resolve()} {what}; is DASHBOARD_DATA_DIR right? {_BEGIN}")
    if store and not store.is_file():
        raise DashboardError(f"the store's file {store.resolve()} is missing, though regions are there; {_BEGIN}")


def refuse_lost(store: Engine, regions: Iterable[Region]) -> None:
    """Raises RegionUnavailable for a region that this installation had and whose database is not there."""
    with reading(store) as connection:
        codes = set(connection.scalars(sa.select(known_region.c.code)))
    for region in regions:
        if region.code in codes and is_new(region):
            where = region.engine.url.database if region.embedded else "the database"
            raise RegionUnavailable(
                f"region {region.code}: {where} is missing or empty, and was there before; {_BEGIN}"
            )


def is_new(region: Region) -> bool:
    """Whether the region's database was never begun: no file, or no table. Raises as `Region.read`."""
    file = _file(str(region.engine.url))
    if file:
        return not file.exists()
    with region.read() as connection:
        return revision_of(connection) is None


def note_known(store: Engine, codes: Iterable[str]) -> None:
    """Remembers that these regions are there."""
    with reading(store) as connection:
        fresh = sorted({*codes} - set(connection.scalars(sa.select(known_region.c.code))))
    for code in fresh:
        try:
            with writing(store) as connection:
                connection.execute(sa.insert(known_region).values(code=code, begun_at=now()))
        except sa.exc.IntegrityError:
            continue  # another worker was first


def _file(url: str) -> Path | None:
    """The file of an embedded database; None for one on a server or in memory."""
    address = sa.make_url(url)
    embedded = address.get_backend_name() in ("sqlite", "duckdb") and address.database not in (None, "", ":memory:")
    return Path(str(address.database)) if embedded else None
