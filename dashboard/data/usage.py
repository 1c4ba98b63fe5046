"""Used licences over the last three months, for the small lines beside the peaks."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from dashboard.data.kept import kept
from dashboard.data.question import Question
from dashboard.data.subscriptions import usage_snapshots


def add_used_3_months(question: Question, rows: Sequence[dict[str, Any]]) -> None:
    """Give each row (with its keys) `used_3_months`: the used counts by date, oldest first, None where unknown."""
    found = _used(question, tuple(row["subscription_key"] for row in rows)) if rows else {}
    for row in rows:
        row["used_3_months"] = found.get(row["subscription_key"], [])


@kept
def _used(question: Question, keys: tuple[int, ...]) -> dict[int, list[int | None]]:
    recent = usage_snapshots(question).subquery("recent")
    statement = sa.select(recent.c.subscription_key, recent.c.used).order_by(recent.c.date)
    found: dict[int, list[int | None]] = {}
    with question.scope.region.read() as connection:
        for key, used in connection.execute(statement.where(recent.c.subscription_key.in_(keys))):
            found.setdefault(key, []).append(used)
    return found
