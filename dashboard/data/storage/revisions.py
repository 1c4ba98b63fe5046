"""Which revision of the schema a database has, and which this version has.

Told without Alembic, which is imported when a database is behind: no start waits for it otherwise.
"""

from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

Branch = Literal["store", "region"]

MIGRATIONS = Path(__file__).parent / "migrations"

_TABLE = sa.table("alembic_version", sa.column("version_num"))  # Alembic's own


def revision_of(connection: Connection) -> str | None:
    """The revision of a database; None for one that was never begun."""
    if not sa.inspect(connection).has_table(_TABLE.name):
        return None
    return connection.scalar(sa.select(_TABLE.c.version_num))


def newest(branch: Branch) -> str:
    """The last revision of a branch: its files are named for their revisions, which follow each other by name."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / branch).glob("*_*.py"))
