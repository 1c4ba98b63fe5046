"""Which weeks are known, and from which import: a week that no file speaks of is unknown, never zero."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.schema_calls import calling_week

Source = Literal["usage", "legs", "queues"]


def note_weeks(connection: Connection, weeks: Sequence[date], source: str, import_id: int) -> None:
    """Remember that an import brought rows of these weeks."""
    mine = (calling_week.c.source == source) & calling_week.c.week.in_(weeks)
    connection.execute(sa.delete(calling_week).where(mine))
    rows = [{"week": week, "source": source, "import_id": import_id} for week in weeks]
    if rows:
        connection.execute(sa.insert(calling_week), rows)
